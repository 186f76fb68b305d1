"""How long complainants have heard nothing, in the sums of reports: open cases by the day on which they last heard from us."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, func
from sqlalchemy.orm import Session

from cases.records import Case
from cases.records.rows import table_of
from cases.reports.about import COUNTED, About, about_case
from cases.reports.figures import Histogram
from cases.reports.sides import STEP, Counting, Whose, about_row, day_of, lay_down, told_of_cases
from cases.reports.tallies import STANDING, Place, Tally
from cases.reports.walled import stands

HEARD: Final = "heard"
"""What is counted, by the day as an ordinal. It only stands: nobody wrote down who had last heard when on an earlier day."""
cases = table_of(Case).c


class Silent(NamedTuple):
    """A case as far as its silence goes. *last*: when its complainant last heard; None where nobody counts it."""

    unit: str
    last: datetime | None


def silent_of(case: Case) -> Silent:
    """As the case is now: nobody counts one that has ended, or is no complaint. Every act looks, most change nothing of it."""
    return Silent(case.unit, (case.heard_at or case.received_at) if case.open and case.kind == COUNTED else None)


def counted(silent: Silent, about: About, counting: Counting, *, walled: bool) -> Counter[Tally]:
    """What a case adds: silence stands, so it counts on the side of a wall on which the case is now."""
    if silent.last is None:
        return Counter()
    place = Place(*about, STANDING, silent.unit, walled)
    return Counter([Tally(place, HEARD, day_of(silent.last, counting.zone))])


def note(session: Session, case: Case, before: Silent, counting: Counting) -> None:
    """Lay down what the case moves in the sums by being otherwise than *before*."""
    now = silent_of(case)
    if now != before:
        about = about_case(case, counting.body_fact)
        move(session, *(counted(one, about, counting, walled=case.walled) for one in (before, now)))


def follow_case(session: Session, case: Case, was: Whose, now: Whose, counting: Counting) -> None:
    """It counts where its walls and its facts say *now*; *was*: what these said when it was counted."""
    silent = silent_of(case)
    move(session, *(counted(silent, one.about, counting, walled=stands(one.walls)) for one in (was, now)))


def move(session: Session, before: Counter[Tally], now: Counter[Tally]) -> None:
    now.subtract(before)
    lay_down(session, now)


def count_silence(connection: Connection, counting: Counting) -> Iterator[tuple[Tally, int]]:
    """What all cases add, one by one."""
    heard = func.coalesce(cases.heard_at, cases.received_at, type_=cases.received_at.type).label("heard")
    every = told_of_cases(counting).add_columns(cases.unit, heard).where(cases.open.is_(True), cases.kind == COUNTED)
    for row in connection.execute(every.execution_options(yield_per=STEP)):
        place = Place(*about_row(row), STANDING, row.unit, row.case_walled)
        yield Tally(place, HEARD, day_of(row.heard, counting.zone)), 1


def silence_in(heard: Mapping[int, int], today: date) -> Histogram:
    """Open cases by the calendar days since the complainant last heard, from sums by the day on which they did."""
    return Histogram({today.toordinal() - day: number for day, number in heard.items()})
