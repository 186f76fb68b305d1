"""Open clocks follow the calendar: when a newer version is in force, every one that an older one counted is counted anew."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from cases.acts.proceedings import PROCEEDING, Running, running
from cases.acts.proceedings import Row as ProceedingRow
from cases.calendars.moving import Moved, write_moved
from cases.errors import ArashaError
from cases.logs import log
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, Proceeding
from cases.records.rows import table_of, update_rows
from cases.viewer import Viewer
from workflows import clocks, engine

BATCH = 200
"""Clocks in one transaction."""

ticking, proceedings, cases = (table_of(each).c for each in (ClockRow, Proceeding, Case))
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
KEEP_VERSION = (
    update(table_of(ClockRow))
    .where(ticking.proceeding_id.in_(bindparam("ids", expanding=True)), ticking.calendar < bindparam("counted"))
    .values(calendar=bindparam("counted"))
)


class Stale(NamedTuple):
    """A clock that an older calendar counted, as lists show it."""

    proceeding: int
    name: str
    due: datetime | None
    calendar: int


class Counted(msgspec.Struct):
    """What came of a batch: rows to keep, and what has moved by case."""

    moved: dict[int, list[Moved]] = msgspec.field(default_factory=lambda: defaultdict(list))
    clocks: list[dict[str, Any]] = msgspec.field(default_factory=list)
    left: list[int] = msgspec.field(default_factory=list)
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
    update_rows(session, ClockRow, ("proceeding_id", "name"), counted.clocks)
    if counted.left:
        connection.execute(KEEP_VERSION, {"ids": counted.left, "counted": version})
    if counted.moved:
        write_moved(session, counted.moved, pack=pack, viewer=viewer, at=at)
    return len(stale)


def count_anew(counted: Counted, row: ProceedingRow, its_clocks: Collection[Stale], *, pack: Pack) -> None:
    """Count the clocks of one proceeding; where its procedure is not to be had, they stay as they are."""
    try:
        each = running(row, pack)
        rows = [clock_now(each, one.name, pack=pack) for one in its_clocks]
    except (ArashaError, LookupError, TypeError, ValueError) as error:
        log.error("clock not counted anew", procedure=row.procedure, kind=type(error).__name__)
        counted.left.append(row.id)
        return
    counted.clocks += rows
    for one, now in zip(its_clocks, rows, strict=True):
        if now["due"] != one.due:
            counted.moved[row.case_id].append(
                Moved(proceeding=each, clock=one.name, was=one.due, now=now["due"], version=one.calendar)
            )


def clock_now(each: Running, name: str, *, pack: Pack) -> dict[str, Any]:
    """The clock's row as the calendar of *pack* counts it."""
    rule = each.procedure.clocks[name]
    clock = clocks.recount(rule, each.state.clocks[name], pack.calendar)
    due, alarm = clocks.outlook(rule, clock, pack.calendar)
    return {
        "proceeding_id": each.row.id,
        "name": name,
        "state": engine.write_clock(clock),
        "due": due,
        "alarm_at": alarm.at if alarm else None,
        "calendar": None if clock.is_stopped else clock.calendar,
    }
