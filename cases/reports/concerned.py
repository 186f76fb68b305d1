"""The cases, and the officers, behind one concern of the morning: found by the very conditions that counted them.

A cell of the table of cases that lie is one too: so many of a track, for so long at one stage.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.orm import Session

from cases.records import Case, Measure, Officer, Remedy
from cases.reports.concerns import due_soon, overdue, overloaded, seen, seen_then, silent, untouched
from cases.reports.patterns import COUNTED, came_lately, column_of, not_pursued
from cases.reports.rules import Rules
from cases.reports.scopes import House, scope_of
from cases.reports.standing import stood
from cases.viewer import Viewer
from cases.visibility import seen_by

MOST: Final = 200
"""Cases that a page shows, those that wait longest first; a table holds fifty times as many."""

cases = Case.__table__.c
measures = Measure.__table__
remedies = Remedy.__table__


class Concern(msgspec.Struct, frozen=True):
    """Which one: *name* as `CONCERNS` has it; *about*, *code* and *issue* where it speaks of a place, a body or an officer."""

    name: str
    about: str = ""
    code: str = ""
    issue: str = ""
    band: int | None = None
    """Of `STANDING_BANDS`, where it is a cell of that table; *code* is its track."""


class Line(msgspec.Struct, frozen=True):
    reference: str
    unit: str
    track: str
    received_at: datetime
    heard_at: datetime | None


class Loaded(msgspec.Struct, frozen=True):
    """An officer and how many open cases they have."""

    name: str
    unit: str
    load: int


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """*closed*: cases that count and are not listed, since the viewer does not read them."""

    lines: tuple[Line, ...] = ()
    closed: int = 0
    officers: tuple[Loaded, ...] = ()


STANDING: Final = "standing"
"""A cell of the table of cases that lie: nothing warns of it."""
OF_MEASURES: Final[FromClause] = Case.__table__.join(measures, measures.c.case_id == cases.id)
OF_REMEDIES: Final[FromClause] = Case.__table__.join(remedies, remedies.c.case_id == cases.id)


class Asking(msgspec.Struct, frozen=True):
    """What the conditions of a list are made of."""

    concern: Concern
    rules: Rules
    house: House
    at: datetime


def of_code(asking: Asking) -> ColumnElement[bool]:
    return column_of(asking.concern.about, asking.house) == asking.concern.code


def stands_in(asking: Asking) -> list[ColumnElement[bool]]:
    concern = asking.concern
    return [cases.open, cases.kind == COUNTED, cases.track == concern.code, *stood(concern.band or 0, asking.at)]


CONCERNS: Final[Mapping[str, tuple[FromClause, Callable[[Asking], list[ColumnElement[bool]]]]]] = {
    "untouched": (OF_MEASURES, lambda _: [untouched()]),
    "due_soon": (OF_MEASURES, lambda asking: [due_soon(asking.rules, asking.at, asking.house)]),
    "silent": (Case.__table__, lambda asking: [silent(asking.rules, asking.at)]),
    "rise": (Case.__table__, lambda asking: [came_lately(asking.rules.rise_days, asking.at), of_code(asking)]),
    "alike": (
        Case.__table__,
        lambda asking: [came_lately(asking.rules.alike_days, asking.at), of_code(asking), not_pursued()],
    ),
    "owed": (
        OF_REMEDIES,
        lambda asking: [
            overdue(asking.at, asking.house),
            func.coalesce(remedies.c.body, "") == asking.concern.code,
        ],
    ),
    STANDING: (Case.__table__, stands_in),
}
"""Where the cases of each concern are found, and by what."""
OF_THE_PAST: Final = frozenset({"rise", "alike"})
"""These speak of cases that came, whatever became of them; the others of what stands now."""
LOADED: Final = "overloaded"


def read_concerned(
    session: Session,
    concern: Concern,
    units: Collection[str],
    *,
    rules: Rules,
    house: House,
    viewer: Viewer,
    at: datetime,
) -> Concerned:
    """The cases behind *concern* in the asked *units*, those that came first first; of overload, the officers.

    Run it through `database.read`. Raises: NotAllowed; KeyError for a concern that there is not.
    """
    scope = scope_of(viewer, house)
    chosen = scope.narrow(units)
    if concern.name == LOADED:
        return Concerned(officers=find_loaded(session, seen(cases, chosen, scope, house), rules))
    source, conditions = CONCERNS[concern.name]
    visible = [seen(one, chosen, scope, house) for one in ((cases, measures.c) if source is OF_MEASURES else (cases,))]
    if concern.name in OF_THE_PAST:
        visible = [seen_then(cases.received_at, chosen, scope, house)]
    rows = session.execute(
        select(
            cases.id, cases.reference, cases.unit, cases.track, cases.received_at, cases.heard_at, cases.facts,
            seen_by(viewer).label("seen"),
        )
        .select_from(source)
        .where(
            *visible, *conditions(Asking(concern, rules, house, at)),
        )
        .order_by(cases.received_at, cases.id)
        .limit(50 * MOST)
    ).all()  # fmt: skip
    found = {each.id: each for each in rows if shares(each.facts, concern.issue, house)}
    lines = [
        Line(each.reference, each.unit, each.track, each.received_at, each.heard_at)
        for each in found.values()
        if each.seen
    ]
    return Concerned(lines=tuple(lines), closed=len(found) - len(lines))


def shares(facts: Mapping[str, Any], issue: str, house: House) -> bool:
    """Whether the case has *issue*; every case where none is asked for."""
    return not issue or issue in (facts.get(house.issue_fact) or ())


def find_loaded(session: Session, visible: ColumnElement[bool], rules: Rules) -> tuple[Loaded, ...]:
    counted = overloaded(visible, rules).subquery()
    officers = Officer.__table__.c
    rows = session.execute(
        select(officers.name, officers.unit, counted.c.load)
        .join(counted, counted.c.handler_id == officers.id)
        .order_by(counted.c.load.desc(), officers.name)
    )
    return tuple(Loaded(name, unit, load) for name, unit, load in rows)
