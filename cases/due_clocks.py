"""Clocks whose alarm is due: taken in batches by workers, together with the cases that they belong to, or put off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from cases import journal
from cases.delays import delay_after
from cases.journal import Place
from cases.proceedings import PROCEEDING, Row, rows
from cases.records import Case, ClockRow
from cases.records.rows import table_of
from cases.viewer import Viewer

BATCH = 50
"""Clocks in one transaction."""
MOST_COUNTED = 1_000

clocks, cases = table_of(ClockRow), table_of(Case)
DUE = (
    select(
        clocks.c.case_id, clocks.c.proceeding_id, clocks.c.name, clocks.c.running, clocks.c.due, clocks.c.calendar,
        clocks.c.put_off,
    )
    .join(cases, cases.c.id == clocks.c.case_id)
    .where(clocks.c.alarm_at <= bindparam("at"))
    .order_by(clocks.c.alarm_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=cases)
)  # fmt: skip
CASES = select(cases.c.id, cases.c.unit, cases.c.handler_id, cases.c.pack, cases.c.version).where(
    cases.c.id.in_(bindparam("cases", expanding=True))
)
PROCEEDINGS = PROCEEDING.where(rows.id.in_(bindparam("proceedings", expanding=True)))
PUT_OFF = (
    update(clocks)
    .where(clocks.c.proceeding_id == bindparam("proceeding"), clocks.c.name == bindparam("clock"))
    .values(alarm_at=bindparam("later"), put_off=bindparam("times"))
)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DueClock:
    """One clock that was found due, as its row says. *put_off*: how often in a row it could not be fired."""

    proceeding_id: int
    name: str
    running: bool
    due: datetime | None
    calendar: int | None
    put_off: int


@dataclass(slots=True)
class TakenCase:
    """What an alarm that only tells somebody reads of its case: a twentieth of the record, and nothing watches it."""

    id: int
    unit: str
    handler_id: int | None
    pack: str
    version: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A case of which clocks are due, with all that firing them reads. *rows*: of the proceedings, by id, as they are stored."""

    case: TakenCase
    due: Sequence[DueClock]
    rows: dict[int, Row]
    place: Place


def take_due(session: Session, *, at: datetime) -> list[Taken]:
    """Take up to `BATCH` clocks whose alarm is due *at*, the longest due first, and load what belongs to them.

    On PostgreSQL their cases' rows are locked until the transaction ends, and cases that somebody else holds are passed over.
    """
    connection = session.connection()
    due: dict[int, list[DueClock]] = {}
    for case_id, *clock in connection.execute(DUE, {"at": at}):
        due.setdefault(case_id, []).append(DueClock(*clock))
    if not due:
        return []
    proceedings = {clock.proceeding_id for clocks_of_case in due.values() for clock in clocks_of_case}
    stored = {row.id: Row(*row) for row in connection.execute(PROCEEDINGS, {"proceedings": list(proceedings)})}
    places = journal.next_places(session, due.keys())
    found = {row.id: TakenCase(*row) for row in connection.execute(CASES, {"cases": list(due)})}
    return [
        Taken(found[case_id], clocks_of_case, stored, places.get(case_id, (1, journal.BEFORE_ALL)))
        for case_id, clocks_of_case in due.items()
    ]


def put_off(session: Session, clock: DueClock, error: Exception, *, at: datetime) -> None:
    """Try *clock* again later, each time after a longer while: what cannot be fired is in nobody's way. It is said in the log."""
    times = min(clock.put_off + 1, MOST_COUNTED)
    log.error("alarm put off", clock=clock.name, kind=type(error).__name__, times=times)
    row = {"proceeding": clock.proceeding_id, "clock": clock.name, "later": at + delay_after(times), "times": times}
    session.connection().execute(PUT_OFF, row)


@dataclass(frozen=True)
class Backlog:
    """What workers should have done by now. *late*: clocks whose alarm is overdue; *put_off*: that could not be fired."""

    late: int
    put_off: int


def count_backlog(session: Session, *, viewer: Viewer, at: datetime) -> Backlog:
    """Clocks that were due before *at* and have not rung, and clocks that were put off at least once."""
    count = select(func.count()).select_from(clocks)
    return Backlog(
        late=session.scalar(count.where(clocks.c.alarm_at < at)) or 0,
        put_off=session.scalar(count.where(clocks.c.put_off > 0)) or 0,
    )
