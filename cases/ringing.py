"""Alarms that tell somebody and do no act: asked of the engine for many cases, then written in a few statements."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cases import notices
from cases.alarm_entries import entry_of, notice_of, ring_people
from cases.desk_rows import project_cases
from cases.due_clocks import Taken
from cases.journal import Place
from cases.jurisdiction import Pack
from cases.proceedings import Row, Running, clock_rows, running
from cases.records import Case, ClockRow, Entry, Proceeding
from cases.records.rows import insert_rows, update_rows
from workflows import engine


@dataclass(frozen=True)
class Ringing:
    """A case whose due clocks ring: *proceedings* stand as they do after all that *fired*, in that order."""

    case: Case
    place: Place
    proceedings: Collection[Running]
    looked_at: Collection[tuple[Running, str]]
    """Clocks that were found due, whether they rang or not: their rows are written anew."""
    fired: Collection[tuple[Running, engine.Fired]]

    @property
    def acts(self) -> bool:
        """An alarm does an act: it is carried out for this case alone."""
        return any(fired.act is not None for _, fired in self.fired)


def ring_case(taken: Taken, *, pack: Pack, at: datetime) -> Ringing:
    """What rings on one case by *at*. Nothing is written.

    Raises: LookupError where a clock or its procedure is not there; UnknownProcedure; msgspec.ValidationError (ValueError).
    """
    here: dict[int, Running] = {}
    looked_at: list[tuple[Running, str]] = []
    fired: list[tuple[Running, engine.Fired]] = []
    for clock in taken.due:
        each = here.get(clock.proceeding_id)
        if each is None:
            each = here[clock.proceeding_id] = running(Row(*taken.rows[clock.proceeding_id]), pack)
        if clock.name not in each.state.clocks:
            raise LookupError(clock.name)
        looked_at.append((each, clock.name))
        for rang in ring_clock(each, clock.name, pack=pack, at=at):
            each.state = rang.state
            fired.append((each, rang))
    return Ringing(taken.case, taken.place, here.values(), looked_at, fired)


def ring_clock(each: Running, clock: str, *, pack: Pack, at: datetime) -> Iterator[engine.Fired]:
    """Everything that rings on *clock* by *at*, one after the other; the caller takes on each state before it asks on."""
    while (fired := engine.fire(each.procedure, each.state, clock, calendar=pack.calendar, at=at)) is not None:
        yield fired


def write_ringing(session: Session, ringing: Collection[Ringing], *, pack: Pack, at: datetime) -> None:
    """Write what rang on several cases: people reached, journal, states, clocks, queue. None of them `acts`.

    Of the case itself its version and what is due next are written, whether or not the session watches it.
    """
    entries, told = [], []
    for one in ringing:
        place = one.place
        for each, fired in one.fired:
            reached = ring_people(session, one.case, each, fired, pack=pack, at=at)
            told.append(notice_of(one.case, each, fired))
            entry = entry_of(one.case, each, fired, place=place, pack=pack, at=at, reached=reached)
            entries.append(entry)
            place = (place[0] + 1, entry["hash"])
    insert_rows(session, Entry, *entries)
    notices.notify_all(session, [each for each in told if each is not None], pack=pack, at=at)
    changed = [each for one in ringing if one.fired for each in one.proceedings]
    update_rows(
        session, Proceeding, ("id",),
        [{"id": each.row.id, "state": engine.dump_state(each.state)} for each in changed],
    )  # fmt: skip
    looked_at = [clock for one in ringing for clock in one.looked_at]
    update_rows(
        session, ClockRow, ("proceeding_id", "name"),
        [{**row, "put_off": 0} for each, name in looked_at for row in clock_rows(each, [name], pack)],
    )  # fmt: skip
    cases = [one.case for one in ringing]
    project_cases(session, cases)
    update_rows(
        session, Case, ("id",),
        [{"id": case.id, "version": case.version, "next_due": case.next_due} for case in cases],
    )  # fmt: skip
