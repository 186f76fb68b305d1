"""Clocks whose alarm is due: taken in batches by workers, together with the cases that they belong to, or put off."""

from datetime import datetime

import msgspec
from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from cases.acts.proceedings import AS_TEXT, Row, rows
from cases.alarms.delays import delay_after
from cases.journals import journal
from cases.journals.journal import Place
from cases.logs import log
from cases.records import Case, ClockRow, Entry, Proceeding
from cases.records.prepared import ask, change
from cases.records.rows import table_of
from cases.viewer import Viewer
from cases.visibility import seen_by

BATCH = 50
"""Most clocks in one transaction."""
MOST_COUNTED = 1_000

clocks, cases, entries = table_of(ClockRow), table_of(Case), table_of(Entry)
earlier = entries.alias("earlier")
OF_CLOCK = [clocks.c[name] for name in ("proceeding_id", "name", "state", "running", "due", "calendar", "put_off")]
OF_CASE = [cases.c[name] for name in ("id", "unit", "handler_id", "pack", "version")]
LAST_ENTRY = select(func.max(earlier.c.sequence)).where(earlier.c.case_id == cases.c.id).scalar_subquery()
DUE = (
    select(*OF_CLOCK, *OF_CASE, entries.c.sequence, entries.c.hash, *AS_TEXT)
    .select_from(clocks)
    .join(cases, cases.c.id == clocks.c.case_id)
    .join(table_of(Proceeding), rows.id == clocks.c.proceeding_id)
    .join(entries, and_(entries.c.case_id == cases.c.id, entries.c.sequence == LAST_ENTRY), isouter=True)
    .where(clocks.c.alarm_at <= bindparam("at"))
    .order_by(clocks.c.alarm_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=(cases, clocks))
)
PUT_OFF = (
    update(clocks)
    .where(clocks.c.proceeding_id == bindparam("proceeding"), clocks.c.name == bindparam("clock"))
    .values(alarm_at=bindparam("later"), put_off=bindparam("times"), trouble=bindparam("kind_of"))
)


class DueClock(msgspec.Struct, frozen=True, gc=False):
    """One clock that was found due, as its row says. *put_off*: how often in a row it could not be fired."""

    proceeding_id: int
    name: str
    state: str
    running: bool
    due: datetime | None
    calendar: int | None
    put_off: int


class TakenCase(msgspec.Struct, gc=False):
    """What an alarm that only tells somebody reads of its case: a twentieth of the record, and nothing watches it."""

    id: int
    unit: str
    handler_id: int | None
    pack: str
    version: int


class Taken(msgspec.Struct, frozen=True):
    """A case of which clocks are due, with all that firing them reads. *rows*: of the proceedings, by id, with these clocks."""

    case: TakenCase
    place: Place
    due: list[DueClock] = []
    rows: dict[int, Row] = {}


def take_due(session: Session, *, most: int, at: datetime) -> list[Taken]:
    """Take up to *most* clocks whose alarm is due *at*, the longest due first, and load what belongs to them.

    On PostgreSQL these clocks and their cases are locked until the transaction ends, and what somebody else holds is passed
    over. Clocks that another worker has just rung are noticed by their own rows, since most alarms leave the case's as it is.
    """
    taken: dict[int, Taken] = {}
    for row in ask(session, DUE, {"at": at, "most": most}):
        clock, rest = DueClock(*row[:7]), row[7:]
        case_id, proceeding_id = rest[0], clock.proceeding_id
        one = taken.get(case_id)
        if one is None:
            one = taken[case_id] = Taken(TakenCase(*rest[:5]), journal.place_after(*rest[5:7]))
        one.due.append(clock)
        if proceeding_id not in one.rows:
            one.rows[proceeding_id] = Row(*rest[7:])
        one.rows[proceeding_id].add_clock(clock.name, clock.state)
    return list(taken.values())


def put_off(session: Session, clock: DueClock, error: Exception, *, at: datetime) -> None:
    """Try *clock* again later, each time after a longer while: what cannot be fired is in nobody's way. It is said in the log."""
    times = min(clock.put_off + 1, MOST_COUNTED)
    kind = type(error).__name__
    log.error("alarm put off", clock=clock.name, kind=kind, times=times)
    row = {
        "proceeding": clock.proceeding_id,
        "clock": clock.name,
        "later": at + delay_after(times),
        "times": times,
        "kind_of": kind,
    }
    change(session, PUT_OFF, row)


class Backlog(msgspec.Struct, frozen=True):
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


class PutOff(msgspec.Struct, frozen=True):
    """An alarm that could not ring: which one, why the last time, how often in a row, and when it is tried again."""

    reference: str
    number: int
    procedure: str
    clock: str
    trouble: str
    times: int
    again_at: datetime


def list_put_off(session: Session, *, viewer: Viewer, most: int = 50) -> list[PutOff]:
    """Alarms that cannot ring, the one tried most often first; of walled cases only those that *viewer* may know of.

    A reference says nothing of a case, and who keeps the house must be able to mend it. That there is a walled case is
    itself a secret: of these they learn the number (`count_backlog`).
    """
    found = session.execute(
        select(
            Case.reference, Proceeding.number, Proceeding.procedure, ClockRow.name, ClockRow.trouble, ClockRow.put_off,
            ClockRow.alarm_at,
        )
        .join(Proceeding, Proceeding.id == ClockRow.proceeding_id)
        .join(Case, Case.id == ClockRow.case_id)
        .where(ClockRow.put_off > 0, ClockRow.alarm_at.is_not(None), or_(Case.walled.is_(False), seen_by(viewer)))
        .order_by(ClockRow.put_off.desc(), ClockRow.alarm_at, Case.reference, ClockRow.name)
        .limit(most)
    )  # fmt: skip
    return [PutOff(*row[:4], trouble=row[4] or "", times=row[5], again_at=row[6]) for row in found if row[6]]
