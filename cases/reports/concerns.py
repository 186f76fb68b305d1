"""What a supervisor should look at this morning: a few simple rules, each stated beside what it found."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from cases.records import Case, Measure, Remedy
from cases.reports.conditions import URGENT
from cases.reports.periods import DAY, today
from cases.reports.rules import Rules
from cases.reports.scopes import House, Scope, scope_of
from cases.viewer import Viewer

cases = Case.__table__.c
row = Measure.__table__.c
remedies = Remedy.__table__.c
COUNTED = "case"
"""Visits and systemic issues are no complaints: they make no rise, and nobody waits to hear of them."""


@dataclass(frozen=True)
class Rise:
    """A place from which more cases came lately than chance explains."""

    facility: str
    lately: int
    usual: float
    """Cases in a span as long, on average over the spans before."""


@dataclass(frozen=True)
class Owed:
    """Remedies of one body without an answer, past their day."""

    body: str
    """Code; empty where none is named."""
    remedies: int
    days: int
    """Since the day of answer of the oldest."""


@dataclass(frozen=True, kw_only=True)
class Concerns:
    """What the rules found at one instant. Numbers are cases, except `owed`, which counts remedies."""

    untouched: int = 0
    """Urgent (U1) and open, and no person has done anything."""
    due_soon: int = 0
    """Undecided, and the statutory day is near or today."""
    silent: int = 0
    """Open, and the complainant has heard nothing for long."""
    overloaded: int = 0
    """Officers with more open cases than the rule allows."""
    rises: tuple[Rise, ...] = ()
    owed: tuple[Owed, ...] = ()

    @property
    def any(self) -> bool:
        return self != Concerns()


def is_rise(lately: int, before: int, rules: Rules) -> bool:
    """Whether *lately* is more than three standard deviations of a Poisson count above the average of the spans *before*.

    Fewer than `rise_least` are no rise, whatever came before; an average below one counts as one.
    """
    usual = max(1.0, before / rules.rise_spans)
    return lately >= rules.rise_least and lately > usual + 3 * sqrt(usual)


def read_concerns(
    session: Session, units: Collection[str], *, rules: Rules, house: House, viewer: Viewer, at: datetime
) -> Concerns:
    """What the *rules* find in the asked *units*, all of the viewer's scope when none is asked, at *at*; five statements.

    Run it through `database.read`. Raises: NotAllowed for units that the viewer may not see.
    """
    scope = scope_of(viewer, house)
    chosen = scope.narrow(units)
    return replace(
        count_waiting(session, seen(row, chosen, scope, house), rules, at, house),
        silent=count_silent(session, seen(cases, chosen, scope, house), rules, at),
        overloaded=count_overloaded(session, seen(cases, chosen, scope, house), rules),
        rises=find_rises(session, seen(cases, chosen, scope, house), rules, at),
        owed=find_owed(session, seen(cases, chosen, scope, house), at, house),
    )


def seen(columns: Any, units: Collection[str], scope: Scope, house: House) -> ColumnElement[bool]:
    """The rows that the viewer's figures count: the walled ones for the integrity unit, and for it alone."""
    if scope.walled:
        return or_(columns.walled.is_(True), columns.unit == house.integrity)
    return and_(columns.walled.is_(False), columns.unit.in_(units))


def count_waiting(session: Session, visible: ColumnElement[bool], rules: Rules, at: datetime, house: House) -> Concerns:
    """Urgent cases that nobody touched, and cases that will be late in a few days."""
    day = today(at, house.zone)
    near = row.decided.is_(None) & (row.due >= day) & (row.due <= day + rules.due_days * DAY)
    untouched = (row.urgency == URGENT) & row.first_minutes.is_(None)
    counted = select(func.count().filter(untouched), func.count().filter(near)).where(visible, row.open.is_(True))
    urgent, due = session.execute(counted).one()
    return Concerns(untouched=urgent, due_soon=due)


def count_silent(session: Session, visible: ColumnElement[bool], rules: Rules, at: datetime) -> int:
    """Open cases whose complainant heard from us long ago, or never."""
    heard = func.coalesce(cases.heard_at, cases.received_at)
    long_ago = heard < at - timedelta(days=rules.silent_days)
    return session.scalar(select(func.count()).where(visible, cases.open, cases.kind == COUNTED, long_ago)) or 0


def count_overloaded(session: Session, visible: ColumnElement[bool], rules: Rules) -> int:
    """Officers who carry more open cases than the rule allows."""
    loaded = (
        select(cases.handler_id)
        .where(visible, cases.open, cases.handler_id.is_not(None))
        .group_by(cases.handler_id)
        .having(func.count() > rules.load)
    )
    return session.scalar(select(func.count()).select_from(loaded.subquery())) or 0


def find_rises(session: Session, visible: ColumnElement[bool], rules: Rules, at: datetime) -> tuple[Rise, ...]:
    """Places with an unusual number of new cases, the largest first."""
    lately = at - timedelta(days=rules.rise_days)
    first = lately - timedelta(days=rules.rise_days * rules.rise_spans)
    new = func.count().filter(cases.received_at >= lately)
    counted = (
        select(cases.facility, new, func.count() - new)
        .where(visible, cases.kind == COUNTED, cases.facility.is_not(None))
        .where(cases.received_at >= first, cases.received_at < at)
        .group_by(cases.facility)
        .having(new >= rules.rise_least)
    )
    found = [
        Rise(facility, now, before / rules.rise_spans)
        for facility, now, before in session.execute(counted)
        if is_rise(now, before, rules)
    ]
    return tuple(sorted(found, key=lambda rise: (-rise.lately, rise.facility)))


def find_owed(session: Session, visible: ColumnElement[bool], at: datetime, house: House) -> tuple[Owed, ...]:
    """Bodies whose answers are overdue, the oldest first."""
    day = today(at, house.zone)
    counted = (
        select(remedies.body, func.count(), func.min(remedies.due))
        .join_from(Remedy.__table__, Case.__table__, cases.id == remedies.case_id)
        .where(visible, remedies.due < day, remedies.answered.is_(None), remedies.ended.is_(None))
        .where(remedies.verified.is_(False))
        .group_by(remedies.body)
    )
    found = [Owed(body or "", number, (day - oldest).days) for body, number, oldest in session.execute(counted)]
    return tuple(sorted(found, key=lambda owed: (-owed.days, owed.body)))
