"""Which sums a period is made of: whole months, and of those at its ends days, added or taken away, whichever are fewer.

What stands at the end of a past period is what stands today, without what happened since.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import msgspec

from cases.reports.pages import first_day, month_of
from cases.reports.periods import DAY, Period, add_months
from cases.reports.tallies import STANDING

HALF = 15
"""Days of a month; from the next one on, those that are left are fewer."""
To = tuple[int, int]
"""The month that something is added to, or STANDING, and how often."""


class Wanted(msgspec.Struct, frozen=True, dict=True):
    """*months*: by month, and *days*: by span of days, what their sums are added to."""

    months: Mapping[int, tuple[To, ...]]
    days: Mapping[Period, tuple[To, ...]]

    def of_month(self, month: int) -> tuple[To, ...]:
        return ((STANDING, 1),) if month == STANDING else self.months.get(month, ())

    def of_day(self, day: date) -> tuple[To, ...]:
        return self._by_day[day]

    @cached_property
    def _by_day(self) -> Mapping[date, tuple[To, ...]]:
        found: dict[date, Counter[int]] = {}
        for span, tos in self.days.items():
            for number in range(span.days):
                for to, times in tos:
                    found.setdefault(span.first + number * DAY, Counter())[to] += times
        return {day: tuple((to, times) for to, times in tos.items() if times) for day, tos in found.items()}


def wanted_of(period: Period, now: date) -> Wanted:
    """The sums of which a report of *period* is made today, *now*."""
    terms: dict[int | Period, Counter[int]] = {}

    def add(key: int | Period, to: int, times: int) -> None:
        terms.setdefault(key, Counter())[to] += times

    def add_until(day: date, month: int, to: int, times: int) -> None:
        """The days of *month* until *day*, which is in it or before it."""
        first, last = first_day(month), add_months(first_day(month), 1) - DAY
        if day < first:
            return
        if day >= last:
            add(month, to, times)
        elif day.day <= HALF:
            add(Period(first, day), to, times)
        else:
            add(month, to, times)
            add(Period(day + DAY, last), to, -times)

    last = end_of(period, now)
    for first in period.months():
        month = month_of(first)
        add_until(last, month, month, 1)
        add_until(period.first - DAY, month, month, -1)
    if last < now:
        add(month_of(last), STANDING, -1)
        add_until(last, month_of(last), STANDING, 1)
        for month in range(month_of(last) + 1, month_of(now) + 1):
            add(month, STANDING, -1)
    kept = {key: tuple((to, times) for to, times in tos.items() if times) for key, tos in terms.items()}
    return Wanted(
        {key: tos for key, tos in kept.items() if isinstance(key, int) and tos},
        {key: tos for key, tos in kept.items() if isinstance(key, Period) and tos},
    )


def end_of(period: Period, now: date) -> date:
    """The period's last day; where it reaches until today, the last of its month: nothing has happened after today."""
    return period.last if period.last < now else add_months(period.last.replace(day=1), 1) - DAY


def added_to(day: int, period: Period, now: date) -> Iterator[To]:
    """What a tally of *day*, an ordinal or STANDING, is added to."""
    if day == STANDING:
        yield STANDING, 1
        return
    if period.first.toordinal() <= day <= end_of(period, now).toordinal():
        yield month_of(date.fromordinal(day)), 1
    elif day > period.last.toordinal() and period.last < now:
        yield STANDING, -1
