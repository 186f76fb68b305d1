"""Patterns among new cases: a place or body with an unusual number of them, and cases alike that suggest a systemic issue."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import sqrt
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from cases.records import Case, CaseLink
from cases.reports.rules import Rules
from cases.reports.scopes import House

COUNTED: Final = "case"
"""Visits and systemic issues are no complaints: they make no rise, and nobody waits to hear of them."""
FACILITY: Final = "facility"
BODY: Final = "body"
COMPARED: Final = 5_000
"""New cases that are compared with each other, the newest: an institution ten times ours has fewer in a quarter."""
PURSUED: Final = "systemic"
"""Kind of the link from a systemic issue to a case that shows it."""

cases = Case.__table__.c
links = CaseLink.__table__.c
ABOUT: Final = (FACILITY, BODY)
"""What a case is about: the place, or the body complained of."""


class Rise(msgspec.Struct, frozen=True):
    """A place or a body about which more cases came lately than chance explains."""

    code: str
    lately: int
    usual: float
    """Cases in a span as long, on average over the spans before."""
    about: str = FACILITY


class Alike(msgspec.Struct, frozen=True):
    """So many cases about one place or body share an issue, and no systemic issue pursues them."""

    code: str
    issue: str
    cases: int
    about: str = FACILITY


def is_rise(lately: int, before: int, rules: Rules) -> bool:
    """Whether *lately* is more than three standard deviations of a Poisson count above the average of the spans *before*.

    Fewer than `rise_least` are no rise, whatever came before; an average below one counts as one.
    """
    usual = max(1.0, before / rules.rise_spans)
    return lately >= rules.rise_least and lately > usual + 3 * sqrt(usual)


def column_of(about: str, house: House) -> ColumnElement[Any]:
    """The column of cases that says which place (or body) one is about. Raises: KeyError for neither."""
    columns: dict[str, Any] = {FACILITY: cases.facility, BODY: Case.facts[house.body_fact].as_string()}
    column: ColumnElement[Any] = columns[about]
    return column


def came_lately(days: int, at: datetime) -> ColumnElement[bool]:
    """Complaints received in the *days* up to now."""
    return and_(cases.kind == COUNTED, cases.received_at >= at - timedelta(days=days), cases.received_at < at)


def find_rises(
    session: Session, visible: ColumnElement[bool], rules: Rules, at: datetime, house: House
) -> tuple[Rise, ...]:
    """Places and bodies with an unusual number of new cases, the largest first; a statement for each."""
    found: list[Rise] = []
    for about in ABOUT:
        column = column_of(about, house)
        new = func.count().filter(cases.received_at >= at - timedelta(days=rules.rise_days))
        counted = (
            select(column, new, func.count() - new)
            .where(visible, came_lately(rules.rise_days * (rules.rise_spans + 1), at), column.is_not(None))
            .group_by(column)
            .having(new >= rules.rise_least)
        )
        found += [
            Rise(code, lately, before / rules.rise_spans, about)
            for code, lately, before in session.execute(counted)
            if code not in house.vague and is_rise(lately, before, rules)
        ]
    return tuple(sorted(found, key=lambda rise: (-rise.lately, rise.code)))


def not_pursued() -> ColumnElement[bool]:
    """No systemic issue names the case yet."""
    pursued = exists().where(links.kind == PURSUED, or_(links.other_id == cases.id, links.case_id == cases.id))
    return ~pursued


def find_alike(
    session: Session, visible: ColumnElement[bool], rules: Rules, at: datetime, house: House
) -> tuple[Alike, ...]:
    """Places and bodies with as many new cases of one issue as the rule asks for, the most first.

    Issues are the coded facts that officers and procedures see. Grounds are not: who suffers for what they are stands in rows
    that nothing joins to a case (design 04 §4.4).
    """
    rows = session.execute(
        select(cases.facility, Case.facts)
        .where(visible, came_lately(rules.alike_days, at), not_pursued())
        .order_by(cases.received_at.desc(), cases.id)
        .limit(COMPARED)
    )
    counted = Counter(key for facility, facts in rows for key in shared_by(facility, facts, house))
    found = [
        Alike(code, issue, many, about) for (about, code, issue), many in counted.items() if many >= rules.alike_least
    ]
    return tuple(sorted(found, key=lambda one: (-one.cases, one.about != FACILITY, one.code, one.issue)))


def shared_by(facility: str | None, facts: dict[str, Any], house: House) -> Iterator[tuple[str, str, str]]:
    """What the case could share with others: place and issue, body and issue, each of them one that names something."""
    issues = facts.get(house.issue_fact)
    for about, code in ((FACILITY, facility), (BODY, facts.get(house.body_fact))):
        if code and code not in house.vague | {"unknown"} and isinstance(issues, list):
            yield from ((about, str(code), str(issue)) for issue in dict.fromkeys(issues) if issue not in house.vague)
