"""What is due on which day: clocks of the officer's cases, their tasks, and visits among both."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.planning.listing import TaskView, tasks_of
from cases.records import Absence, Case, ClockRow, DeskRow, Proceeding
from cases.viewer import Officer
from cases.worklist.nicknames import nicknames_of
from workflows.calendars import is_working, local_day
from workflows.names import Label

DAYS = 14
"""How many days a page shows."""
MOST = 500


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One clock that ends on the day. *visit*: it belongs to a visit."""

    reference: str
    nickname: str | None
    label: Label
    at: datetime
    late: bool
    visit: bool


class CalendarDay(msgspec.Struct, frozen=True, kw_only=True):
    """One day: clocks by the hour, then tasks. *away*: the officer has noted that they are not here."""

    day: date
    working: bool
    away: bool
    due: tuple[Due, ...]
    tasks: tuple[TaskView, ...]


def calendar(session: Session, first: date, *, pack: Pack, viewer: Officer, at: datetime) -> tuple[CalendarDay, ...]:
    """Fourteen days from *first*; what is late already stands on the first day when that is today."""
    today, last = local_day(pack.calendar, at), first + timedelta(days=DAYS - 1)
    days: dict[date, list[Due]] = {}
    for one in clocks_due(session, until=end_of(last, pack), pack=pack, viewer=viewer, at=at):
        day = local_day(pack.calendar, one.at)
        days.setdefault(max(day, first) if first == today else day, []).append(one)
    planned: dict[date, list[TaskView]] = {}
    for task in tasks_of(session, viewer=viewer, until=last):
        planned.setdefault(max(task.due, first) if first == today else task.due, []).append(task)
    spells = session.execute(
        select(Absence.first, Absence.last).where(
            Absence.officer_id == viewer.id, Absence.last >= first, Absence.first <= last
        )
    ).all()
    return tuple(
        CalendarDay(
            day=day,
            working=is_working(pack.calendar, day),
            away=any(spell.first <= day <= spell.last for spell in spells),
            due=tuple(days.get(day, ())),
            tasks=tuple(planned.get(day, ())),
        )
        for day in (first + timedelta(days=number) for number in range(DAYS))
    )


def end_of(day: date, pack: Pack) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), pack.zone).astimezone(UTC)


def clocks_due(session: Session, *, until: datetime, pack: Pack, viewer: Officer, at: datetime) -> list[Due]:
    """Running clocks of the viewer's cases that end before *until*, the first one first."""
    rows = session.execute(
        select(Case, Proceeding.procedure, Proceeding.version, ClockRow.name, ClockRow.due)
        .select_from(DeskRow)
        .join(Case, Case.id == DeskRow.case_id)
        .join(ClockRow, ClockRow.case_id == Case.id)
        .join(Proceeding, Proceeding.id == ClockRow.proceeding_id)
        .where(DeskRow.unit.in_((viewer.unit, viewer.actor)), DeskRow.handler_id == viewer.id)
        .where(ClockRow.running, ClockRow.due < until)
        .order_by(ClockRow.due, ClockRow.case_id, ClockRow.name)
        .limit(MOST)
    ).all()
    names: Mapping[int, str] = nicknames_of(session, {row.Case.id: row.Case for row in rows}.values(), viewer)
    return [due_of(row, names, pack=pack, at=at) for row in rows]


def due_of(row: Any, names: Mapping[int, str], *, pack: Pack, at: datetime) -> Due:
    rule = pack.procedure(row.procedure, row.version).clocks.get(row.name)
    return Due(
        reference=row.Case.reference,
        nickname=names.get(row.Case.id),
        label=rule.label if rule else {},
        at=row.due,
        late=row.due < at,
        visit=pack.monitoring is not None and row.procedure in pack.monitoring.visits,
    )
