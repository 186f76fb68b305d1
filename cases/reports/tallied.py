"""Figures read from kept sums; while these are not whole there are none, and rows are counted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from cases.reports.about import About, fits, is_kept
from cases.reports.conditions import Conditions
from cases.reports.figures import AGE_BANDS, Histogram
from cases.reports.folding import changes, days, is_whole, months, pages
from cases.reports.pages import Numbers, add_into, month_of, read_page, read_some
from cases.reports.periods import add_months
from cases.reports.tallies import CAME_BY, FELT, GROUND, OUTCOME, STANDING, written_in
from cases.reports.wanted import Wanted, added_to, wanted_of

MOST_WAITING: Final = 2_000
"""So many changes are added while somebody waits for the page; where more wait, no worker is at work."""
COUNTS: Final = (
    "received", "taken_over", "registered", "acknowledged_in_time", "decided", "decided_in_time", "ended_late", "closed",
    "handed_on", "reopened", "termed", "extended", "redirected", "redirected_in_time", "urgent", "cohort_remedied",
    "cohort_verified",
)  # fmt: skip
"""What happened on a day, named as in `Figures`."""
LEVELS: Final = ("open_u1", "open_u2", "urgent_waiting", "not_told")
"""What stands for a while, named as in `Figures`."""


class Sums(msgspec.Struct, frozen=True):
    """The sums of one unit: what happened by month, and what stood at the end of the period."""

    months: Mapping[int, Numbers]
    standing: Numbers
    totals: Mapping[str, int]
    """How often each thing happened in the period, whatever its value."""

    def happened(self, what: str) -> dict[int, int]:
        """By value, how often in the period."""
        found: dict[int, int] = defaultdict(int)
        for numbers in self.months.values():
            for value, number in numbers.get(what, {}).items():
                found[value] += number
        return {value: number for value, number in found.items() if number}

    def by_name(self, prefix: str) -> dict[str, dict[int, int]]:
        """By name that begins with *prefix* and by value, how often in the period."""
        return {what: self.happened(what) for what in self.totals if what.startswith(prefix)}

    def count(self, what: str) -> int:
        return self.totals.get(what, 0)

    def by_code(self, prefix: str) -> Counter[str]:
        """How often in the period, by what stands behind *prefix*."""
        found = {what: number for what, number in self.totals.items() if number and what.startswith(prefix)}
        return Counter({what.removeprefix(prefix): number for what, number in found.items()})

    def in_month(self, month: date, names: Iterable[str]) -> dict[str, int]:
        """How often in the month that begins on this day, each of the *names*."""
        numbers = self.months.get(month_of(month), {})
        return {what: sum(numbers.get(what, {}).values()) for what in names}

    def stood(self, what: str) -> dict[int, int]:
        return {value: number for value, number in self.standing.get(what, {}).items() if number}


def read_sums(session: Session, asked: Conditions) -> dict[str, Sums] | None:
    """The sums of every unit that is *asked* about; None while they are not those of all cases, in four statements.

    Of whole calendar months: pages of what is kept together (`about.KEPT`), parts of what else is asked; of those at the ends of
    a period, days.
    """
    if not is_whole(session.connection()):
        return None
    waiting = session.scalars(select(changes.c.tallies).limit(MOST_WAITING + 1)).all()
    if len(waiting) > MOST_WAITING:
        return None
    wanted = wanted_of(asked.period, asked.now)
    numbers: dict[str, dict[int, Numbers]] = {unit: {} for unit in asked.units}
    for unit, month, held, times in (
        *(stored if is_kept(asked.about) else stored_parts)(session, asked, wanted),
        *stored_days(session, asked, wanted),
        *moved(waiting, asked),
    ):
        by_month = numbers[asked.house.integrity if asked.scope.walled else unit]
        if month in by_month:
            add_into(by_month[month], held, times=times)
        elif times == 1:
            by_month[month] = held
        else:
            by_month[month] = add_into({}, held, times=times)
    return {unit: sums_of(by_month) for unit, by_month in numbers.items()}


Added = tuple[str, int, Numbers, int]
"""Unit, the month that it is added to (or STANDING), what, how often."""


def stored(session: Session, asked: Conditions, wanted: Wanted) -> Iterator[Added]:
    """What pages say."""
    page = pages.c
    about = [page[name] == value for name, value in asked.about._asdict().items()]
    mine = is_of(page, asked)
    for unit, month, text in session.execute(
        select(page.unit, page.month, page.numbers).where(*about, page.month.in_([STANDING, *wanted.months]), mine)
    ):
        numbers = read_page(text)
        for to, times in wanted.of_month(month):
            yield unit, to, numbers, times


def stored_parts(session: Session, asked: Conditions, wanted: Wanted) -> Iterator[Added]:
    """As `stored`, of cases that no page is of alone."""
    bundle = months.c
    narrowed = [bundle[name] == value for name in ("track", "channel") if (value := getattr(asked.about, name))]
    those = [bundle.month.in_([STANDING, *wanted.months]), is_of(bundle, asked), *narrowed]
    for unit, month, text in session.execute(select(bundle.unit, bundle.month, bundle.parts).where(*those)):
        numbers = read_some(text, asked.about)
        for to, times in wanted.of_month(month):
            yield unit, to, numbers, times


def stored_days(session: Session, asked: Conditions, wanted: Wanted) -> Iterator[Added]:
    """What days say, at the ends of the period."""
    if not wanted.days:
        return
    day, everything = days.c, asked.about == About()
    spans = [day.day.between(span.first, span.last) for span in wanted.days]
    for unit, date_, text in session.execute(
        select(day.unit, day.day, day.numbers if everything else day.parts).where(or_(*spans), is_of(day, asked))
    ):
        numbers = read_page(text) if everything else read_some(text, asked.about)
        for to, times in wanted.of_day(date_):
            yield unit, to, numbers, times


def is_of(columns: Any, asked: Conditions) -> ColumnElement[bool]:
    """As the rows that a report counts (`Conditions.counted`): the walled ones for the integrity unit, and for it alone."""
    if asked.scope.walled:
        return or_(columns.walled.is_(True), columns.unit == asked.house.integrity)
    return and_(columns.walled.is_(False), columns.unit.in_(asked.units))


def moved(waiting: Iterable[str], asked: Conditions) -> Iterator[Added]:
    """What changes say that no page has yet."""
    for text in waiting:
        for *about, day, unit, walled, what, value, number in written_in(text):
            if fits(About(*about), asked.about) and is_mine(unit, asked, walled=walled):
                for to, times in added_to(day, asked.period, asked.now):
                    yield unit, to, {what: {value: number}}, times


def is_mine(unit: str, asked: Conditions, *, walled: bool) -> bool:
    """As `is_of`."""
    if asked.scope.walled:
        return walled or unit == asked.house.integrity
    return not walled and unit in asked.units


def sums_of(by_month: dict[int, Numbers]) -> Sums:
    standing: Numbers = by_month.pop(STANDING, {})
    totals: dict[str, int] = defaultdict(int)
    for numbers in by_month.values():
        for what, by_value in numbers.items():
            totals[what] += sum(by_value.values())
    return Sums(by_month, standing, totals)


def figures_of(sums: Sums, asked: Conditions) -> dict[str, Any]:
    """What `Figures` says of a unit's cases, but for what other rows than the measures tell."""
    open_days = sums.stood("open")
    still = sum(open_days.values())
    late = asked.late_before.toordinal()
    cohort, undecided = sums.happened("cohort_decided"), sums.stood("undecided")
    felt = sums.by_code(FELT)
    outcomes, end = sums.by_code(OUTCOME), asked.end.toordinal()
    return {
        **{name: sums.count(name) for name in COUNTS},
        **{name: sum(sums.stood(name).values()) for name in LEVELS},
        "offline": sum(number for code, number in sums.by_code(CAME_BY).items() if code in asked.house.offline),
        "cohort_decided": sum(number for day, number in cohort.items() if day <= end),
        "overdue": sum(number for day, number in undecided.items() if day < late),
        "open_at_end": still,
        "open_before": still - sums.count("open"),
        "ages": ages_of(open_days, asked.end),
        "open_days": Histogram({end - day: number for day, number in open_days.items()}),
        "days": Histogram(sums.happened("days")),
        "minutes": Histogram(sums.happened("minutes")),
        "outcomes": outcomes,
        "grounds": grounds_of(sums, outcomes, asked.house.inadmissible),
        "felt": Counter({(code.partition("/")[0], code.partition("/")[2]): number for code, number in felt.items()}),
    }


def grounds_of(sums: Sums, outcomes: Mapping[str, int], inadmissible: Collection[str]) -> Counter[str]:
    """Why cases were not admitted: those that say no ground have an empty one."""
    found: Counter[str] = Counter()
    for code, number in sums.by_code(GROUND).items():
        outcome, _, ground = code.partition("/")
        if outcome in inadmissible:
            found[ground] += number
    refused = sum(outcomes.get(code, 0) for code in inadmissible)
    return found + Counter({"": refused - found.total()})


def ages_of(open_days: Mapping[int, int], end: date) -> Counter[int]:
    """Open cases by age band, as `Conditions.ages` has them: three months to the day is still the first band."""
    found: Counter[int] = Counter()
    for band, (low, high) in enumerate(AGE_BANDS):
        before = add_months(end, -low).toordinal() if low else None
        least = add_months(end, -high).toordinal() if high is not None else None
        number = sum(
            many
            for day, many in open_days.items()
            if (before is None or day < before) and (least is None or day >= least)
        )
        if number:
            found[band] = number
    return found
