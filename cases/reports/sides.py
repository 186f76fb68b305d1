"""What a side proceeding adds to the sums of reports: it is counted by its stage and by the facts that indicators test.

A sum says itself what it is of: procedure, stage, and the facts by name. Another pack may test others; whoever asks for a fact
that a sum does not name counts rows instead (`cases/reports/beside.py`) until the sums are counted again. Because taking
away and adding are the same whatever else is named, sums over the facts that all of them name stay right meanwhile.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Label, Select, Table, Text, and_, literal, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.records import Case, Measure, Proceeding, TallyChange
from cases.records import Pack as PackRow
from cases.records.base import new_id
from cases.records.rows import insert_rows, table_of
from cases.reports.about import About, about_case
from cases.reports.pages import Numbers, Parts, add_into
from cases.reports.runs import STAGE, YES, Runs, Test, When
from cases.reports.spells import FIRST
from cases.reports.tallies import Place, Tally, write_change
from cases.reports.walled import Walls, all_walls, walls_of, was_behind
from workflows.facts import UNKNOWN

sides, cases, measures = table_of(Proceeding).c, table_of(Case).c, table_of(Measure).c
BEGINNINGS: Final = tuple(f"{when}:" for when in When)
"""With what names of these sums begin."""
WANTED: Final = (sides.procedure, sides.unit, sides.stage, sides.facts, sides.opened_at, sides.ended_at)
OF_CASE: Final = select(*WANTED).where(sides.main.is_(False))
FIRST_SPELL: Final = and_(measures.case_id == cases.id, measures.spell == FIRST)
QUARTER: Final = 900
"""Seconds."""
STEP: Final = 5_000
"""Rows in memory at once."""


class Counting(msgspec.Struct, frozen=True):
    """How side proceedings are counted. *tested*: by procedure, the facts that indicators test."""

    zone: ZoneInfo
    tested: Mapping[str, tuple[str, ...]]
    body_fact: str = ""
    """Fact of a case that names the body complained of."""


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


class Whose(NamedTuple):
    """The case that a side proceeding belongs to, as far as sums tell cases apart."""

    about: About
    walls: Walls = ()

    def place(self, moment: datetime, unit: str, zone: ZoneInfo) -> Place:
        """Where something counts that happened at *moment* and is *unit*'s: on the side of a wall on which the case was then."""
        return Place(*self.about, day_of(moment, zone), unit, was_behind(self.walls, moment))


class Named(msgspec.Struct, frozen=True, array_like=True):
    """What a sum is of."""

    procedure: str
    stage: str
    facts: dict[str, Any]


def counting_of(pack: Pack) -> Counting:
    return Counting(pack.zone, pack.indicators.tested, pack.indicators.body_fact)


def counting_in_force(connection: Connection) -> Counting:
    """By the pack that was published last; where there is none, there are no cases either."""
    files = connection.execute(select(PackRow.files).order_by(PackRow.published_at.desc()).limit(1)).scalar()
    return Counting(ZoneInfo("UTC"), {}) if files is None else counting_of(load_stored(files))


def tallies_of(row: SideRow, stands: Standing, *, whose: Whose, counting: Counting) -> Iterator[Tally]:
    """What the side proceeding of this *row* adds while it *stands* so: by the day it opened on, and the one it ended on."""
    known = {name: stands.facts.get(name) for name in counting.tested.get(row.procedure, ())}
    named = Named(row.procedure, stands.stage, known)
    for when, moment in ((When.OPENED, row.opened_at), (When.ENDED, stands.ended_at)):
        if moment is not None:
            yield Tally(whose.place(moment, row.unit, counting.zone), name_of(when, named), 0)


def day_of(moment: datetime, zone: ZoneInfo) -> int:
    """The day on the wall, as an ordinal."""
    return day_at(int(moment.timestamp()) // QUARTER, zone)


@lru_cache(maxsize=200_000)
def day_at(quarter: int, zone: ZoneInfo) -> int:
    """As `day_of`, by quarters of an hour since 1970: no zone begins its days at other moments."""
    return datetime.fromtimestamp(quarter * QUARTER, zone).date().toordinal()


def name_of(when: When, named: Named) -> str:
    return f"{when}:{msgspec.json.encode(named, order='sorted').decode()}"


@lru_cache(maxsize=10_000)
def read_name(text: str) -> tuple[When, Named]:
    """What a sum is of, by which of its days. Raises: msgspec.DecodeError."""
    when, _, named = text.partition(":")
    return When(when), msgspec.json.decode(named, type=Named)


def whose_of(session: Session, case: Case, counting: Counting) -> Whose:
    return Whose(about_case(case, counting.body_fact), walls_of(session, case))


def note(
    session: Session, row: SideRow, before: Standing | None, after: Standing | None, *, whose: Whose, counting: Counting
) -> None:
    """Lay down what a side proceeding moves in the sums by standing otherwise than *before*; None: it was not counted."""
    found: Counter[Tally] = Counter()
    for stands, number in ((after, 1), (before, -1)):
        if stands is not None:
            for tally in tallies_of(row, stands, whose=whose, counting=counting):
                found[tally] += number
    lay_down(session, found)


def follow_case(session: Session, case: Case, was: Whose, now: Whose, counting: Counting) -> None:
    """The case's side proceedings count where its walls and its facts say *now*; *was*: what these said before."""
    found: Counter[Tally] = Counter()
    for row in session.execute(OF_CASE.where(sides.case_id == case.id)):
        for whose, number in ((now, 1), (was, -1)):
            stands = Standing(row.stage, row.facts, row.ended_at)
            for tally in tallies_of(row, stands, whose=whose, counting=counting):
                found[tally] += number
    lay_down(session, found)


def lay_down(session: Session, moved: Counter[Tally]) -> None:
    """One change, from this transaction until the worker has added it."""
    said = {tally: number for tally, number in moved.items() if number}
    if said:
        insert_rows(session, TallyChange, {"id": new_id(), "tallies": write_change(said)})


def told_with(counted: Table, counting: Counting) -> Select[Any]:
    """Nothing yet of each row of *counted*, but what `about_row` asks of its case."""
    rows = table_of(Case).join(counted, cases.id == counted.c.case_id).outerjoin(table_of(Measure), FIRST_SPELL)
    return select(*told_columns(counting)).select_from(rows)


def told_of_cases(counting: Counting) -> Select[Any]:
    """As `told_with`, of each case itself."""
    return select(*told_columns(counting)).select_from(table_of(Case).outerjoin(table_of(Measure), FIRST_SPELL))


def told_columns(counting: Counting) -> list[Label[Any]]:
    body = cases.facts[counting.body_fact].as_string() if counting.body_fact else literal(None, Text())
    told = (cases.id, cases.walled, cases.track, measures.channel, cases.facility, body.label("complained_of"))
    return [column.label(f"case_{column.name}") for column in told]


def about_row(row: Any) -> About:
    """What the case of a row that `told_with` read is about; the same as `about_case` says of it."""
    body = row.case_complained_of
    return About(
        row.case_track, row.case_channel or "", row.case_facility or "", "" if body in (None, UNKNOWN) else body
    )


def whose_row(row: Any, walls: Mapping[int, Walls]) -> Whose:
    """As `whose_of` says of it. *walls*: of all cases."""
    return Whose(about_row(row), walls.get(row.case_id, ()))


def count_sides(connection: Connection, counting: Counting) -> Iterator[tuple[Tally, int]]:
    """What all side proceedings add, one by one."""
    walls = all_walls(connection)
    every = told_with(table_of(Proceeding), counting).add_columns(*WANTED).where(sides.main.is_(False))
    for row in connection.execute(every.execution_options(yield_per=STEP)):
        stands = Standing(row.stage, row.facts, row.ended_at)
        for tally in tallies_of(row, stands, whose=whose_row(row, walls), counting=counting):
            yield tally, 1


def answered(totals: Mapping[str, int], runs: Mapping[str, Runs]) -> dict[str, tuple[int, int]] | None:
    """By indicator of *runs* its part and whole, from *totals* of a period; None where they do not name what it tests."""
    found: dict[str, list[int]] = {name: [0, 0] for name in runs}
    for what, number in totals.items():
        if not number or not what.startswith(BEGINNINGS):
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
        add_into(found, {narrowed_name(what, names): by_value})
    return found


def narrowed_parts(parts: Parts, names: Mapping[str, frozenset[str]]) -> Parts:
    """As `narrowed`."""
    found: Parts = Counter()
    for (about, what, value), number in parts.items():
        found[about, narrowed_name(what, names), value] += number
    return found


def narrowed_name(what: str, names: Mapping[str, frozenset[str]]) -> str:
    if not what.startswith(BEGINNINGS):
        return what
    when, named = read_name(what)
    kept = {name: value for name, value in named.facts.items() if name in names.get(named.procedure, ())}
    return name_of(when, msgspec.structs.replace(named, facts=kept))


def names_in(names: Iterable[str]) -> Iterator[Named]:
    """What the sums of side proceedings among those of these *names* are of. Raises: msgspec.DecodeError."""
    for what in names:
        if what.startswith(BEGINNINGS):
            yield read_name(what)[1]
