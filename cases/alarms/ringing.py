"""Alarms that tell somebody and do nothing else: asked of the engine for many cases, then written in a few statements."""

from collections.abc import Collection, Iterator
from datetime import datetime
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running, clock_row, running
from cases.alarms import notices
from cases.alarms.clocks import DueClock, Taken, TakenCase
from cases.alarms.entries import entry_of, notice_of, outdates
from cases.journals.journal import Place
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, Entry
from cases.records.prepared import unwaited
from cases.records.rows import insert_rows, update_rows
from cases.worklist.desk_rows import project_cases
from workflows import engine

RECORDS = select(Case).where(Case.id.in_(bindparam("cases", expanding=True)))
KEY = ("proceeding_id", "name")
STANDING = ("running", "due", "calendar")
STANDING_OF = itemgetter(*STANDING)
"""Columns of a clock that say how it stands; most alarms leave them alone, and so the queue, which shows what is due."""


class LookedAt(msgspec.Struct, frozen=True):
    """A clock that was found due, whether it rang or not, and its *row* as it is to be."""

    clock: DueClock
    row: dict[str, Any]

    @property
    def moved(self) -> bool:
        """It stands otherwise than its row said: the next point of a schedule, a pause that is over."""
        return bool((self.clock.running, self.clock.due, self.clock.calendar) != STANDING_OF(self.row))


class Ringing(msgspec.Struct, frozen=True):
    """A case whose due clocks ring: *proceedings* stand as they do after all that *fired*, in that order."""

    case: TakenCase
    place: Place
    proceedings: Collection[Running]
    looked_at: Collection[LookedAt]
    fired: Collection[tuple[Running, engine.Fired]]

    @property
    def does_more(self) -> bool:
        """An alarm does an act or rings people up: it is carried out for this case alone."""
        return any(fired.act is not None or fired.do == "alert" for _, fired in self.fired)


def ring_case(taken: Taken, *, pack: Pack, at: datetime) -> Ringing:
    """What rings on one case by *at*. Nothing is written.

    Raises: LookupError where a clock or its procedure is not there; UnknownProcedure; msgspec.ValidationError (ValueError).
    """
    here: dict[int, Running] = {}
    looked_at: list[LookedAt] = []
    fired: list[tuple[Running, engine.Fired]] = []
    for clock in taken.due:
        each = here.get(clock.proceeding_id)
        if each is None:
            each = here[clock.proceeding_id] = running(taken.rows[clock.proceeding_id], pack)
        if clock.name not in each.state.clocks:
            raise LookupError(clock.name)
        rung = engine.fire_all(each.procedure, each.state, clock.name, calendar=pack.calendar, at=at)
        each.state = rung.state
        fired += [(each, rang) for rang in rung.fired]
        looked_at.append(LookedAt(clock, clock_row(each, clock.name, rung.due, rung.alarm)))
    return Ringing(taken.case, taken.place, here.values(), looked_at, fired)


def ring_clock(each: Running, clock: str, *, pack: Pack, at: datetime) -> Iterator[engine.Fired]:
    """Everything that rings on *clock* by *at*, one after the other; the caller takes on each state before it asks on."""
    while (fired := engine.fire(each.procedure, each.state, clock, calendar=pack.calendar, at=at)) is not None:
        yield fired


def write_ringing(session: Session, ringing: Collection[Ringing], *, pack: Pack, at: datetime) -> None:
    """Write what rang on several cases, none of which `does_more`: journal, notices, clocks, queue."""
    told = [notice_of(one.case, each, fired) for one in ringing for each, fired in one.fired]
    with unwaited(session):
        notices.notify_all(session, [each for each in told if each is not None], pack=pack, at=at)
        write_entries(session, ringing, pack=pack, at=at)
        write_next_looks(session, ringing)
    write_moved(session, ringing)


def write_entries(session: Session, ringing: Collection[Ringing], *, pack: Pack, at: datetime) -> None:
    """Journal what rang, and count into the versions of the cases what outdates a form."""
    entries = []
    for one in ringing:
        place = one.place
        for each, fired in one.fired:
            entry = entry_of(one.case, each, fired, place=place, pack=pack, at=at)
            entries.append(entry)
            place = (place[0] + 1, entry["hash"])
    insert_rows(session, Entry, *entries)
    outdated = [one.case for one in ringing if any(outdates(fired) for _, fired in one.fired)]
    update_rows(session, Case, ("id",), [{"id": case.id, "version": case.version} for case in outdated])


def write_next_looks(session: Session, ringing: Collection[Ringing]) -> None:
    """Write when each clock is to be looked at next."""
    update_rows(session, ClockRow, KEY, [next_look(clock.row) for one in ringing for clock in one.looked_at])


def write_moved(session: Session, ringing: Collection[Ringing]) -> None:
    """Write how clocks stand that moved, and what the queue shows of them."""
    moved = [clock.row for one in ringing for clock in one.looked_at if clock.moved]
    if moved:
        update_rows(session, ClockRow, KEY, [{name: row[name] for name in (*KEY, *STANDING)} for row in moved])
        found = session.scalars(RECORDS, {"cases": sorted({row["case_id"] for row in moved})})
        project_cases(session, found.all())


def next_look(row: dict[str, Any]) -> dict[str, Any]:
    """What every alarm changes of its clock's *row*; whatever put it off is over."""
    return {
        "proceeding_id": row["proceeding_id"], "name": row["name"], "state": row["state"], "alarm_at": row["alarm_at"],
        "put_off": 0,
    }  # fmt: skip
