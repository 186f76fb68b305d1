"""Figures read from kept sums, where a question is of those that sums answer; else there are none, and rows are counted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from cases.reports.conditions import Conditions
from cases.reports.figures import AGE_BANDS, Histogram
from cases.reports.folding import changes, is_whole, pages
from cases.reports.periods import DAY, add_months
from cases.reports.tallies import (
    CAME_BY,
    FELT,
    GROUND,
    OUTCOME,
    STANDING,
    Numbers,
    Page,
    add_into,
    month_of,
    read_change,
    read_page,
)

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
    """The sums of every unit that is *asked* about; None where they do not answer it, in three statements.

    They know units, track or channel, and whole calendar months; the present one is whole as it stands, since nothing has
    happened after today.
    """
    if not is_answered(asked):
        return None
    if not is_whole(session.connection()):
        return None
    waiting = session.scalars(select(changes.c.tallies).limit(MOST_WAITING + 1)).all()
    if len(waiting) > MOST_WAITING:
        return None
    numbers: dict[str, dict[int, Numbers]] = {unit: {} for unit in asked.units}
    for page, held in (*stored(session, asked), *moved(waiting, asked)):
        unit = asked.house.integrity if asked.scope.walled else page.unit
        by_month = numbers[unit]
        if page.month in by_month:
            add_into(by_month[page.month], held)
        else:
            by_month[page.month] = held
    return {unit: sums_of(by_month, asked) for unit, by_month in numbers.items()}


def is_answered(asked: Conditions) -> bool:
    period = asked.period
    whole = period.first.day == 1 and (period.last >= asked.now or (period.last + DAY).day == 1)
    return whole and not asked.facility and not asked.body and not (asked.track and asked.channel)


def stored(session: Session, asked: Conditions) -> Iterable[tuple[Page, Numbers]]:
    page = pages.c
    first, last = months_of(asked)
    mine = (
        or_(page.walled.is_(True), page.unit == asked.house.integrity)
        if asked.scope.walled
        else and_(page.walled.is_(False), page.unit.in_(asked.units))
    )
    rows = session.execute(
        select(pages).where(
            page.track == asked.track,
            page.channel == asked.channel,
            or_(page.month == STANDING, page.month.between(first, last)),
            mine,
        )
    )
    return [(Page(*key), read_page(text)) for *key, text in rows]


def moved(waiting: Iterable[str], asked: Conditions) -> Iterable[tuple[Page, Numbers]]:
    """As `stored`, of changes that no page has yet."""
    first, last = months_of(asked)
    for text in waiting:
        for (page, what, value), number in read_change(text):
            fits = asked.track in ("", page.track) and asked.channel in ("", page.channel)
            if fits and is_mine(page, asked) and (page.month == STANDING or first <= page.month <= last):
                yield page, {what: {value: number}}


def is_mine(page: Page, asked: Conditions) -> bool:
    """As the rows that a report counts (`Conditions.counted`): the walled ones for the integrity unit, and for it alone."""
    if asked.scope.walled:
        return page.walled or page.unit == asked.house.integrity
    return not page.walled and page.unit in asked.units


def months_of(asked: Conditions) -> tuple[int, int]:
    """The months of the period; where it is past, those since as well, by which what stands is taken back to its end."""
    last = asked.period.last if asked.end == asked.now else asked.now
    return month_of(asked.period.first), month_of(last)


def sums_of(by_month: dict[int, Numbers], asked: Conditions) -> Sums:
    standing: Numbers = by_month.pop(STANDING, {})
    if asked.end < asked.now:
        last = month_of(asked.end)
        for month in [month for month in by_month if month > last]:
            add_into(standing, by_month.pop(month), times=-1)
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
