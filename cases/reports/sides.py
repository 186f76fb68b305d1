"""What a side proceeding adds to the sums of reports: it is counted by its stage and by the facts that indicators test.

A sum says itself what it is of: procedure, stage, and the facts by name. Another pack may test others; whoever asks for a fact
that a sum does not name counts rows instead (`cases/reports/beside.py`) until the sums are counted again. Because taking
away and adding are the same whatever else is named, sums over the facts that all of them name stay right meanwhile.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.records import Case, Proceeding, TallyChange
from cases.records import Pack as PackRow
from cases.records.base import new_id
from cases.records.rows import insert_rows, table_of
from cases.reports.runs import STAGE, YES, Runs, Test, When
from cases.reports.tallies import Numbers, Page, Tally, add_into, month_of, write_change

sides, cases = table_of(Proceeding).c, table_of(Case).c
BEGINNINGS: Final = tuple(f"{when}:" for when in When)
"""With what names of these sums begin."""
WANTED: Final = (sides.procedure, sides.unit, sides.stage, sides.facts, sides.opened_at, sides.ended_at)
ALL: Final = (
    select(*WANTED, cases.walled).select_from(table_of(Proceeding).join(table_of(Case), cases.id == sides.case_id))
).where(sides.main.is_(False))
OF_CASE: Final = select(*WANTED).where(sides.main.is_(False))
QUARTER: Final = 900
"""Seconds."""
STEP: Final = 5_000
"""Rows in memory at once."""


class Counting(msgspec.Struct, frozen=True):
    """How side proceedings are counted. *tested*: by procedure, the facts that indicators test."""

    zone: ZoneInfo
    tested: Mapping[str, tuple[str, ...]]


class SideRow(Protocol):
    """What is read of a row of `proceedings`."""

    @property
    def procedure(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...


class Standing(msgspec.Struct, frozen=True):
    """What changes of a side proceeding: where it stands, what it knows, and when it ended."""

    stage: str
    facts: Mapping[str, Any]
    ended_at: datetime | None


class Named(msgspec.Struct, frozen=True, array_like=True):
    """What a sum is of."""

    procedure: str
    stage: str
    facts: dict[str, Any]


def counting_of(pack: Pack) -> Counting:
    return Counting(pack.zone, pack.indicators.tested)


def counting_in_force(connection: Connection) -> Counting:
    """By the pack that was published last; where there is none, there are no cases either."""
    files = connection.execute(select(PackRow.files).order_by(PackRow.published_at.desc()).limit(1)).scalar()
    return Counting(ZoneInfo("UTC"), {}) if files is None else counting_of(load_stored(files))


def tallies_of(row: SideRow, stands: Standing, *, walled: bool, counting: Counting) -> Iterator[Tally]:
    """What the side proceeding of this *row* adds while it *stands* so: by the month it opened in, and the one it ended in."""
    known = {name: stands.facts.get(name) for name in counting.tested.get(row.procedure, ())}
    named = Named(row.procedure, stands.stage, known)
    for when, moment in ((When.OPENED, row.opened_at), (When.ENDED, stands.ended_at)):
        if moment is not None:
            month = month_at(int(moment.timestamp()) // QUARTER, counting.zone)
            yield Tally(Page("", "", month, row.unit, walled), name_of(when, named), 0)


@lru_cache(maxsize=100_000)
def month_at(quarter: int, zone: ZoneInfo) -> int:
    """The month on the wall, by quarters of an hour since 1970: no zone begins its days at other moments."""
    return month_of(datetime.fromtimestamp(quarter * QUARTER, zone).date())


def name_of(when: When, named: Named) -> str:
    return f"{when}:{msgspec.json.encode(named, order='sorted').decode()}"


@lru_cache(maxsize=10_000)
def read_name(text: str) -> tuple[When, Named]:
    """What a sum is of, by which of its days. Raises: msgspec.DecodeError."""
    when, _, named = text.partition(":")
    return When(when), msgspec.json.decode(named, type=Named)


def note(
    session: Session, row: SideRow, before: Standing | None, after: Standing | None, *, walled: bool, counting: Counting
) -> None:
    """Lay down what a side proceeding moves in the sums by standing otherwise than *before*; None: it was not counted."""
    found: Counter[Tally] = Counter()
    for stands, number in ((after, 1), (before, -1)):
        if stands is not None:
            for tally in tallies_of(row, stands, walled=walled, counting=counting):
                found[tally] += number
    lay_down(session, found)


def note_wall(session: Session, case: Case, *, was: bool, pack: Pack) -> None:
    """The case's side proceedings count where walled cases do, or no longer."""
    if case.walled == was:
        return
    found: Counter[Tally] = Counter()
    for row in session.execute(OF_CASE.where(sides.case_id == case.id)):
        for walled, number in ((case.walled, 1), (was, -1)):
            stands = Standing(row.stage, row.facts, row.ended_at)
            for tally in tallies_of(row, stands, walled=walled, counting=counting_of(pack)):
                found[tally] += number
    lay_down(session, found)


def lay_down(session: Session, moved: Counter[Tally]) -> None:
    """One change, from this transaction until the worker has added it."""
    said = {tally: number for tally, number in moved.items() if number}
    if said:
        insert_rows(session, TallyChange, {"id": new_id(), "tallies": write_change(said)})


def count_sides(connection: Connection, counting: Counting) -> Iterator[tuple[Tally, int]]:
    """What all side proceedings add, one by one."""
    for row in connection.execute(ALL.execution_options(yield_per=STEP)):
        stands = Standing(row.stage, row.facts, row.ended_at)
        for tally in tallies_of(row, stands, walled=row.walled, counting=counting):
            yield tally, 1


def answered(totals: Mapping[str, int], runs: Mapping[str, Runs]) -> dict[str, tuple[int, int]] | None:
    """By indicator of *runs* its part and whole, from *totals* of a period; None where they do not name what it tests."""
    found: dict[str, list[int]] = {name: [0, 0] for name in runs}
    for what, number in totals.items():
        if not what.startswith(BEGINNINGS):
            continue
        when, named = read_name(what)
        for name, one in runs.items():
            if (one.when, one.procedure) != (when, named.procedure):
                continue
            if not one.tested <= named.facts.keys():
                return None
            if fits(one.of, named):
                found[name][1] += number
                found[name][0] += number * fits(one.part, named)
    return {name: (part, whole) for name, (part, whole) in found.items()}


def fits(test: Test, named: Named) -> bool:
    """As `beside.fits`, of what a sum is of."""
    for name, values in test.items():
        known = named.stage if name == STAGE else named.facts.get(name)
        if not (known is True if values == {YES} and name != STAGE else isinstance(known, str) and known in values):
            return False
    return True


def narrowed(numbers: Numbers, names: Mapping[str, frozenset[str]]) -> Numbers:
    """*numbers* with sums of side proceedings that name no other facts than *names* of their procedure."""
    found: Numbers = {}
    for what, by_value in numbers.items():
        if what.startswith(BEGINNINGS):
            when, named = read_name(what)
            kept = {name: value for name, value in named.facts.items() if name in names.get(named.procedure, ())}
            add_into(found, {name_of(when, msgspec.structs.replace(named, facts=kept)): by_value})
        else:
            add_into(found, {what: by_value})
    return found


def names_in(names: Iterable[str]) -> Iterator[Named]:
    """What the sums of side proceedings among those of these *names* are of. Raises: msgspec.DecodeError."""
    for what in names:
        if what.startswith(BEGINNINGS):
            yield read_name(what)[1]
