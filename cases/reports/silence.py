"""How long complainants have heard nothing, in the sums of reports: open cases by the day on which they last heard from us."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sqlalchemy import Connection, func
from sqlalchemy.orm import Session

from cases.records import Case
from cases.records.rows import table_of
from cases.reports.about import COUNTED
from cases.reports.figures import Histogram
from cases.reports.sides import STEP, Counting, Whose, day_of, lay_down, told_of_cases, whose_of, whose_row
from cases.reports.tallies import STANDING, Place, Tally

HEARD: Final = "heard"
"""What is counted, by the day as an ordinal. It only stands: nobody wrote down who had last heard when on an earlier day."""
cases = table_of(Case).c


def counted(case: Case, counting: Counting, whose: Whose | None = None) -> Counter[Tally]:
    """What the case adds as it is now: nothing where it has ended, or is no complaint. *whose*: without it, as its facts say."""
    if not case.open or case.kind != COUNTED:
        return Counter()
    about, walled = whose or whose_of(case, counting)
    place = Place(*about, STANDING, case.unit, walled)
    return Counter([Tally(place, HEARD, day_of(case.heard_at or case.received_at, counting.zone))])


def note(session: Session, case: Case, before: Counter[Tally], counting: Counting) -> None:
    """Lay down what the case moves in the sums by being otherwise than when it added *before*."""
    found = counted(case, counting)
    if found != before:
        found.subtract(before)
        lay_down(session, found)


def follow_case(session: Session, case: Case, was: Whose, counting: Counting) -> None:
    """It counts where its wall and its facts say now. *was*: what these said when it was counted."""
    note(session, case, counted(case, counting, was), counting)


def count_silence(connection: Connection, counting: Counting) -> Iterator[tuple[Tally, int]]:
    """What all cases add, one by one."""
    heard = func.coalesce(cases.heard_at, cases.received_at, type_=cases.received_at.type).label("heard")
    every = told_of_cases(counting).add_columns(cases.unit, heard).where(cases.open.is_(True), cases.kind == COUNTED)
    for row in connection.execute(every.execution_options(yield_per=STEP)):
        about, walled = whose_row(row)
        yield Tally(Place(*about, STANDING, row.unit, walled), HEARD, day_of(row.heard, counting.zone)), 1


def silence_in(heard: Mapping[int, int], today: date) -> Histogram:
    """Open cases by the calendar days since the complainant last heard, from sums by the day on which they did."""
    return Histogram({today.toordinal() - day: number for day, number in heard.items()})
