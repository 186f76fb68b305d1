"""What a proposed calendar would move, before it is in force: due dates by clock and unit, and cases that the viewer may see."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import PROCEEDING, Row, running
from cases.calendars.editing import Proposal, propose
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.errors import CalendarChanged
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, Proceeding
from cases.records.rows import table_of
from cases.viewer import Officer, Viewer
from cases.visibility import seen_by
from workflows import clocks
from workflows.calendars import Calendar, changed_days, local_day
from workflows.names import Label

MOST_SHOWN = 50
BATCH = 1_000

ticking, proceedings = table_of(ClockRow).c, table_of(Proceeding).c
AFFECTED = (
    select(ticking.name, ticking.due, *PROCEEDING.selected_columns)
    .join(table_of(Proceeding), proceedings.id == ticking.proceeding_id)
    .where(ticking.running, ticking.due >= bindparam("since"), ticking.kind != "urgent")
)
"""A time limit that is over before the first changed day counts none of them."""


class MovedClock(msgspec.Struct, frozen=True):
    """One time limit of a case that the viewer may know of."""

    reference: str
    label: Label
    was: date
    now: date


class Preview(msgspec.Struct, frozen=True):
    """What would move. `counts`: by the clock's name for people (as pairs of language and word) and by unit."""

    days: tuple[date, ...]
    counts: Mapping[tuple[str, str, str], int]
    """(procedure, clock, unit) → how many."""
    labels: Mapping[tuple[str, str], Label]
    """(procedure, clock) → what people call it."""
    later: int
    earlier: int
    shown: tuple[MovedClock, ...]
    hidden: bool
    """The viewer's roles open no case: counts only."""

    @property
    def total(self) -> int:
        return self.later + self.earlier


def look_ahead(session: Session, proposal: Proposal, *, pack: Pack, viewer: Viewer, at: datetime) -> Preview:
    """What *proposal* would move. Raises: BadCalendarDays; CalendarChanged, as publishing it would."""
    if proposal.base != pack.calendar.version:
        raise CalendarChanged(pack.calendar.version)
    after = propose(proposal, pack.calendar, languages=pack.languages, today=local_day(pack.calendar, at))
    return preview(session, after, pack=pack, viewer=viewer, at=at)


def preview(session: Session, after: Calendar, *, pack: Pack, viewer: Viewer, at: datetime) -> Preview:
    """Which due dates of open clocks *after* would move, against the calendar of *pack*."""
    days = changed_days(pack.calendar, after)
    counts: Counter[tuple[str, str, str]] = Counter()
    labels: dict[tuple[str, str], Label] = {}
    moved: dict[int, list[tuple[Label, date, date]]] = {}
    directions: Counter[bool] = Counter()
    since = datetime.combine(days[0], time(), pack.calendar.zone) if days else at
    found = session.connection().execute(AFFECTED.execution_options(yield_per=BATCH), {"since": since}) if days else ()
    for name, _, *columns in found:
        each = running(Row(*columns), pack)
        rule = each.procedure.clocks[name]
        was = clocks.due(rule, clocks.recount(rule, each.state.clocks[name], pack.calendar), pack.calendar)
        now = clocks.due(rule, clocks.recount(rule, each.state.clocks[name], after), after)
        if was is None or now is None or was == now:
            continue
        counts[each.procedure.name, name, each.row.unit] += 1
        labels[each.procedure.name, name] = rule.label
        directions[now > was] += 1
        moved.setdefault(each.row.case_id, []).append((rule.label, local_day(after, was), local_day(after, now)))
    return Preview(
        days=tuple(days),
        counts=dict(sorted(counts.items())),
        labels=labels,
        later=directions[True],
        earlier=directions[False],
        shown=shown(session, moved, viewer=viewer),
        hidden=sees_nothing(viewer),
    )


def shown(
    session: Session, moved: Mapping[int, list[tuple[Label, date, date]]], *, viewer: Viewer
) -> tuple[MovedClock, ...]:
    """Up to fifty of the time limits that move, of cases that the viewer may know of."""
    if sees_nothing(viewer) or not moved:
        return ()
    seen = session.execute(
        select(Case.id, Case.reference)
        .where(Case.id.in_(list(moved)[: 20 * MOST_SHOWN]), seen_by(viewer))
        .order_by(Case.reference)
        .limit(MOST_SHOWN)
    )
    return tuple(MovedClock(reference, *one) for case_id, reference in seen for one in moved[case_id])[:MOST_SHOWN]


def sees_nothing(viewer: Viewer) -> bool:
    """An administrator or auditor knows how many, never which."""
    return isinstance(viewer, Officer) and ROLES_WITHOUT_CONTENT.issuperset(viewer.roles)
