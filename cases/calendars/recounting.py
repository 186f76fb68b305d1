"""Open clocks follow the calendar: when a newer version is in force, every one that an older one counted is counted anew."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from cases import journal, measures, remedies
from cases.desk_rows import project_case
from cases.errors import ArashaError
from cases.jurisdiction import Pack
from cases.moments import whole_second
from cases.proceedings import PROCEEDING, Running, clocks_of, running
from cases.proceedings import Row as ProceedingRow
from cases.promises import REVIEW
from cases.records import Case, ClockRow, Notice, Proceeding
from cases.records.rows import table_of
from cases.viewer import Viewer
from workflows import clocks, engine
from workflows.calendars import local_day

BATCH = 200
"""Clocks in one transaction."""
ACT = "calendar"
"""Under which name the journal has it."""

ticking, proceedings, cases, notices = (table_of(each).c for each in (ClockRow, Proceeding, Case, Notice))
STALE = (
    select(ticking.proceeding_id)
    .join(table_of(Case), cases.id == ticking.case_id)
    .where(ticking.calendar < bindparam("version"))
    .order_by(ticking.calendar, ticking.case_id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=table_of(Case))
)
THEIR_PROCEEDINGS = PROCEEDING.where(proceedings.id.in_(bindparam("ids", expanding=True)))
THEIR_CLOCKS = select(ticking.proceeding_id, ticking.name, ticking.due, ticking.calendar).where(
    ticking.proceeding_id.in_(bindparam("ids", expanding=True)), ticking.calendar < bindparam("version")
)
KEEP_STATE = update(table_of(Proceeding)).where(proceedings.id == bindparam("of")).values(state=bindparam("kept"))
KEEP_CLOCK = (
    update(table_of(ClockRow))
    .where(ticking.proceeding_id == bindparam("of"), ticking.name == bindparam("which"))
    .values(due=bindparam("now"), alarm_at=bindparam("rings"), calendar=bindparam("counted"))
)
KEEP_VERSION = (
    update(table_of(ClockRow))
    .where(ticking.proceeding_id.in_(bindparam("ids", expanding=True)), ticking.calendar < bindparam("counted"))
    .values(calendar=bindparam("counted"))
)
KEEP_NOTICES = (
    update(table_of(Notice))
    .where(notices.proceeding_id == bindparam("of"), notices.clock == bindparam("which"), notices.settled_at.is_(None))
    .values(due=bindparam("now"))
)
log = structlog.get_logger()


class Stale(NamedTuple):
    """A clock that an older calendar counted, as lists show it."""

    proceeding: int
    name: str
    due: datetime | None
    calendar: int


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A clock whose due moment is another by the newer calendar."""

    proceeding: Running
    clock: str
    was: datetime | None
    now: datetime | None
    version: int
    """Of the calendar that counted it before."""


@dataclass
class Counted:
    """What came of a batch: rows to keep, and what has moved by case."""

    moved: dict[int, list[Moved]] = field(default_factory=lambda: defaultdict(list))
    states: list[dict[str, Any]] = field(default_factory=list)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    """Proceedings whose procedure nobody has any more."""


def recount_batch(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Count up to one batch of open clocks by the calendar of *pack*; gives how many it took.

    Run it through `database.claim`; call again while it gives any. It may be killed and run again at any point: a clock
    that was counted says so in the same transaction. Nothing rings here, and what rang does not ring again. A case whose
    due dates have moved gets one entry in its journal. A case that somebody else holds is passed over (PostgreSQL).
    """
    at, connection = whole_second(at), session.connection()
    version = pack.calendar.version
    ids = sorted(set(connection.execute(STALE, {"version": version}).scalars()))
    if not ids:
        return 0
    stale = [Stale(*row) for row in connection.execute(THEIR_CLOCKS, {"ids": ids, "version": version})]
    its_clocks: dict[int, list[Stale]] = defaultdict(list)
    for one in stale:
        its_clocks[one.proceeding].append(one)
    counted = Counted()
    for row in connection.execute(THEIR_PROCEEDINGS, {"ids": ids}):
        count_anew(counted, ProceedingRow(*row), its_clocks[row.id], pack=pack)
    if counted.states:
        connection.execute(KEEP_STATE, counted.states)
        connection.execute(KEEP_CLOCK, counted.clocks)
    if counted.left:
        connection.execute(KEEP_VERSION, {"ids": counted.left, "counted": version})
    for case in session.scalars(select(Case).where(Case.id.in_(counted.moved))) if counted.moved else ():
        note_moved(session, case, counted.moved[case.id], pack=pack, viewer=viewer, at=at)
    return len(stale)


def count_anew(counted: Counted, row: ProceedingRow, its_clocks: Collection[Stale], *, pack: Pack) -> None:
    """Count the clocks of one proceeding; where its procedure is not to be had, they stay as they are."""
    try:
        each = running(row, pack)
        clocks_now = {
            name: clocks.recount(each.procedure.clocks[name], clock, pack.calendar)
            for name, clock in each.state.clocks.items()
        }
        rows = [clock_now(each, one.name, clocks_now[one.name], pack=pack) for one in its_clocks]
    except (ArashaError, LookupError, TypeError, ValueError) as error:
        log.error("clock not counted anew", procedure=row.procedure, kind=type(error).__name__)  # noqa: TRY400 - no rows in the log
        counted.left.append(row.id)
        return
    state = msgspec.structs.replace(each.state, clocks=clocks_now)
    counted.states.append({"of": row.id, "kept": engine.dump_state(state)})
    counted.clocks += rows
    for one, now in zip(its_clocks, rows, strict=True):
        if now["now"] != one.due:
            counted.moved[row.case_id].append(
                Moved(proceeding=each, clock=one.name, was=one.due, now=now["now"], version=one.calendar)
            )


def clock_now(each: Running, name: str, clock: clocks.Clock, *, pack: Pack) -> dict[str, Any]:
    rule = each.procedure.clocks[name]
    alarm = clocks.next_alarm(rule, clock, pack.calendar)
    return {
        "of": each.row.id,
        "which": name,
        "now": clocks.due(rule, clock, pack.calendar),
        "rings": alarm.at if alarm else None,
        "counted": None if clock.is_stopped else clock.calendar,
    }


def note_moved(
    session: Session, case: Case, moved: Collection[Moved], *, pack: Pack, viewer: Viewer, at: datetime
) -> None:
    """Journal what has moved on a case, and let its rows in lists, numbers and reminders follow."""
    key = f"{ACT}:{pack.calendar.version}:{case.id}:{case.version}"
    case.version += 1
    journal.append(
        session,
        case_id=case.id,
        act=ACT,
        act_key=key,
        actor=viewer.actor,
        at=at,
        body={"from": min(one.version for one in moved), "clocks": [moved_in_journal(one) for one in moved]},
        pack=case.pack,
        calendar=pack.calendar.version,
        place=journal.claim_place(session, case.id, key),
    )
    for one in moved:
        day = local_day(pack.calendar, one.now) if one.now else None
        if one.proceeding.row.main and one.clock == REVIEW:
            measures.move_due(session, case, day)
        remedies.move_due(session, one.proceeding, one.clock, day)
    session.connection().execute(
        KEEP_NOTICES, [{"of": one.proceeding.row.id, "which": one.clock, "now": one.now} for one in moved]
    )
    project_case(session, case, clocks_of(session, case))


def moved_in_journal(one: Moved) -> dict[str, Any]:
    return {
        "proceeding": one.proceeding.row.number,
        "clock": one.clock,
        "was": int(one.was.timestamp()) if one.was else None,
        "now": int(one.now.timestamp()) if one.now else None,
    }
