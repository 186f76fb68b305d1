"""What remedies add to the sums of reports: each by where it stands, and by the day until which it is to be answered.

Whether one is late depends on today. So its last day is the value under which it is counted, and who reads the sums asks which
of these days are past.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Protocol

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Case, Remedy
from cases.records.rows import table_of
from cases.reports.about import COUNTED
from cases.reports.figures import RemedyFigures
from cases.reports.sides import STEP, Counting, Whose, counting_of, lay_down, told_with, whose_of, whose_row
from cases.reports.tallies import Tally
from cases.reports.walled import all_walls

REMEDY: Final = "remedy:"
"""With this the names of these sums begin."""
remedies, cases = table_of(Remedy).c, table_of(Case).c


class RemedyRow(Protocol):
    """What is read of a row of `remedies`."""

    @property
    def kind(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def served(self) -> date | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def answered(self) -> date | None: ...
    @property
    def ended(self) -> date | None: ...
    @property
    def verified(self) -> bool: ...


class Stands(msgspec.Struct, frozen=True, array_like=True):
    """Where a remedy stands. *punctual*: answered by its day."""

    kind: str
    stage: str
    served: bool
    verified: bool
    answered: bool
    punctual: bool
    ended: bool


def tally_of(row: RemedyRow, *, whose: Whose, counting: Counting) -> Tally:
    """What the remedy of this *row* adds, by the day on which it was recommended."""
    punctual = row.answered is not None and row.due is not None and row.answered <= row.due
    stands = Stands(
        row.kind, row.stage, row.served is not None, bool(row.verified), row.answered is not None, punctual,
        row.ended is not None,
    )  # fmt: skip
    place = whose.place(row.opened_at, row.unit, counting.zone)
    return Tally(place, f"{REMEDY}{msgspec.json.encode(stands).decode()}", row.due.toordinal() if row.due else 0)


def note_new(session: Session, case: Case, rows: Collection[RemedyRow], *, pack: Pack) -> None:
    """Lay down what *rows* that are new add to the sums."""
    if case.kind == COUNTED:
        counting = counting_of(pack)
        whose = whose_of(session, case, counting)
        lay_down(session, Counter(tally_of(row, whose=whose, counting=counting) for row in rows))


@contextmanager
def noted(session: Session, case: Case, row: RemedyRow, *, pack: Pack) -> Iterator[None]:
    """Whatever becomes of the *row* within is laid down for the sums."""
    counting = counting_of(pack)
    whose = whose_of(session, case, counting)
    before = tally_of(row, whose=whose, counting=counting)
    yield
    after = tally_of(row, whose=whose, counting=counting)
    if case.kind == COUNTED and after != before:
        lay_down(session, Counter({after: 1, before: -1}))


def follow_case(session: Session, case: Case, was: Whose, now: Whose, counting: Counting) -> None:
    """The case's remedies count where its walls and its facts say *now*; *was*: what these said when they were counted."""
    if now == was or case.kind != COUNTED:
        return
    found: Counter[Tally] = Counter()
    session.flush()  # an earlier act of this transaction may have moved one
    for row in session.execute(select(table_of(Remedy)).where(remedies.case_id == case.id)):
        for whose, number in ((now, 1), (was, -1)):
            found[tally_of(row, whose=whose, counting=counting)] += number
    lay_down(session, found)


def count_remedies(connection: Connection, counting: Counting) -> Iterator[tuple[Tally, int]]:
    """What all remedies add, one by one."""
    walls = all_walls(connection)
    every = told_with(table_of(Remedy), counting).add_columns(*table_of(Remedy).c).where(cases.kind == COUNTED)
    for row in connection.execute(every.execution_options(yield_per=STEP)):
        yield tally_of(row, whose=whose_row(row, walls), counting=counting), 1


@lru_cache(maxsize=10_000)
def read_name(text: str) -> Stands:
    """Where remedies stand that a sum of this name is of. Raises: msgspec.DecodeError."""
    return msgspec.json.decode(text.removeprefix(REMEDY), type=Stands)


def figures_of(
    by_name: Mapping[str, Mapping[int, int]], *, now: date, implemented: Collection[str]
) -> dict[str, RemedyFigures]:
    """By kind, what is known of remedies from the sums of a period; *by_name*: name → last day → how many.

    *implemented*: stages at which the body has done what was asked. The same as `Conditions.named_remedies` says of rows.
    """
    found: dict[str, RemedyFigures] = {}
    today = now.toordinal()
    for name, by_day in by_name.items():
        stands = read_name(name)
        number = sum(by_day.values())
        past = sum(many for day, many in by_day.items() if 0 < day < today)
        figures = RemedyFigures(
            recommended=number,
            served=number * stands.served,
            due=past,
            implemented=number * (stands.verified or stands.stage in implemented),
            verified=number * stands.verified,
            answerable=number if stands.answered else past,
            answered_in_time=number * stands.punctual,
            overdue=past * (not stands.answered and not stands.ended and not stands.verified),
        )
        found[stands.kind] = found[stands.kind] + figures if stands.kind in found else figures
    return {kind: figures for kind, figures in found.items() if figures.recommended}
