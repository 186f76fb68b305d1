"""What a supervisor should look at this morning: a few simple rules, each stated beside what it found."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from cases.records import Case, Measure, Remedy
from cases.reports.conditions import URGENT
from cases.reports.patterns import COUNTED, Alike, Rise, find_alike, find_rises
from cases.reports.periods import DAY, today
from cases.reports.rules import Rules
from cases.reports.scopes import House, Scope, scope_of
from cases.reports.walled import behind, in_front
from cases.viewer import Viewer

cases = Case.__table__.c
row = Measure.__table__.c
remedies = Remedy.__table__.c


class Owed(msgspec.Struct, frozen=True):
    """Remedies of one body without an answer, past their day."""

    body: str
    """Code; empty where none is named."""
    remedies: int
    days: int
    """Since the day of answer of the oldest."""


class Concerns(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules found at one instant. Numbers are cases, except `owed`, which counts remedies."""

    untouched: int = 0
    """Urgent (U1) and open, and no person has done anything."""
    due_soon: int = 0
    """Undecided, and the statutory day is near or today."""
    silent: int = 0
    """Open, and the complainant has heard nothing for long."""
    overloaded: int = 0
    """Officers with more open cases than the rule allows."""
    alike: tuple[Alike, ...] = ()
    rises: tuple[Rise, ...] = ()
    owed: tuple[Owed, ...] = ()

    @property
    def any(self) -> bool:
        return self != Concerns()


def read_concerns(
    session: Session, units: Collection[str], *, rules: Rules, house: House, viewer: Viewer, at: datetime
) -> Concerns:
    """What the *rules* find in the asked *units*, all of the viewer's scope when none is asked, at *at*; seven statements.

    Run it through `database.read`. Raises: NotAllowed for units that the viewer may not see.
    """
    scope = scope_of(viewer, house)
    chosen = scope.narrow(units)
    visible = seen(cases, chosen, scope, house)
    came = seen_then(cases.received_at, chosen, scope, house)
    return replace(
        count_waiting(session, seen(row, chosen, scope, house), rules, at, house),
        silent=count_silent(session, visible, rules, at),
        overloaded=len(session.execute(overloaded(visible, rules)).all()),
        alike=find_alike(session, came, rules, at, house),
        rises=find_rises(session, came, rules, at, house),
        owed=find_owed(session, visible, at, house),
    )


def seen(columns: Any, units: Collection[str], scope: Scope, house: House) -> ColumnElement[bool]:
    """The rows that the viewer's figures count: the walled ones for the integrity unit, and for it alone."""
    if scope.walled:
        return or_(columns.walled.is_(True), columns.unit == house.integrity)
    return and_(columns.walled.is_(False), columns.unit.in_(units))


def seen_then(moment: ColumnElement[Any], units: Collection[str], scope: Scope, house: House) -> ColumnElement[bool]:
    """As `seen`, of rows with their case, by the side of a wall on which it was at *moment*."""
    if scope.walled:
        return or_(behind(cases.id, moment), cases.unit == house.integrity)
    return and_(in_front(cases.id, moment), cases.unit.in_(units))


def untouched() -> ColumnElement[bool]:
    """Urgent, open, and no person has acted; of rows of `measures`."""
    return and_(row.open.is_(True), row.urgency == URGENT, row.first_minutes.is_(None))


def due_soon(rules: Rules, at: datetime, house: House) -> ColumnElement[bool]:
    """Undecided, and the statutory day is today or near; of rows of `measures`."""
    day = today(at, house.zone)
    return and_(row.open.is_(True), row.decided.is_(None), row.due.between(day, day + rules.due_days * DAY))


def silent(rules: Rules, at: datetime) -> ColumnElement[bool]:
    """Open, and the complainant heard from us long ago, or never; of rows of `cases`."""
    heard = func.coalesce(cases.heard_at, cases.received_at)
    return and_(cases.open, cases.kind == COUNTED, heard < at - timedelta(days=rules.silent_days))


def overdue(at: datetime, house: House) -> ColumnElement[bool]:
    """Past the day of answer, unanswered, and neither verified nor given up; of rows of `remedies`."""
    day = today(at, house.zone)
    return and_(remedies.due < day, remedies.answered.is_(None), remedies.ended.is_(None), remedies.verified.is_(False))


def overloaded(visible: ColumnElement[bool], rules: Rules) -> Select[Any]:
    """Officers with more open cases than the rule allows, and how many each has, the most first."""
    load = func.count()
    return (
        select(cases.handler_id, load.label("load"))
        .where(visible, cases.open, cases.handler_id.is_not(None))
        .group_by(cases.handler_id)
        .having(load > rules.load)
        .order_by(load.desc(), cases.handler_id)
    )


def count_waiting(session: Session, visible: ColumnElement[bool], rules: Rules, at: datetime, house: House) -> Concerns:
    """Urgent cases that nobody touched, and cases that will be late in a few days."""
    counted = select(func.count().filter(untouched()), func.count().filter(due_soon(rules, at, house)))
    urgent, due = session.execute(counted.where(visible, row.open.is_(True))).one()
    return Concerns(untouched=urgent, due_soon=due)


def count_silent(session: Session, visible: ColumnElement[bool], rules: Rules, at: datetime) -> int:
    return session.scalar(select(func.count()).where(visible, silent(rules, at))) or 0


def find_owed(session: Session, visible: ColumnElement[bool], at: datetime, house: House) -> tuple[Owed, ...]:
    """Bodies whose answers are overdue, the oldest first."""
    day = today(at, house.zone)
    counted = (
        select(remedies.body, func.count(), func.min(remedies.due))
        .join_from(Remedy.__table__, Case.__table__, cases.id == remedies.case_id)
        .where(visible, overdue(at, house))
        .group_by(remedies.body)
    )
    found = [Owed(body or "", number, (day - oldest).days) for body, number, oldest in session.execute(counted)]
    return tuple(sorted(found, key=lambda owed: (-owed.days, owed.body)))
