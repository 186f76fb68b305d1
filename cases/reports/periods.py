"""Periods that a report covers: whole days in the institution's zone, both ends included."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

DAY = timedelta(days=1)
LONGEST_YEARS = 10


class Compare(StrEnum):
    """What a period is set beside."""

    NOTHING = "nothing"
    PERIOD_BEFORE = "before"
    YEAR_BEFORE = "year"


class Period(msgspec.Struct, frozen=True):
    """From *first* to *last*, both included: dates as the institution's calendar on the wall shows them."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The period as UTC instants, the second excluded: midnight belongs to the day it begins."""
        begins = datetime(self.first.year, self.first.month, self.first.day, tzinfo=zone)
        after = self.last + DAY
        ends = datetime(after.year, after.month, after.day, tzinfo=zone)
        return begins.astimezone(UTC), ends.astimezone(UTC)

    def months(self) -> Iterator[date]:
        """First day of each calendar month that the period touches."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = add_months(month, 1)

    def before(self) -> "Period":
        """The period of the same kind that ends on the eve: whole months go back by months, other spans by days."""
        if self.first.day == 1 and (self.last + DAY).day == 1:
            return Period(add_months(self.first, -len(list(self.months()))), self.first - DAY)
        return Period(self.first - timedelta(days=self.days), self.first - DAY)

    def year_before(self) -> "Period":
        """The same days one year earlier; 29 February becomes the 28th, and a month's last day stays one."""
        last = add_months(self.last, -12)
        if (self.last + DAY).day == 1:
            last = last.replace(day=monthrange(last.year, last.month)[1])
        return Period(add_months(self.first, -12), last)

    def beside(self, compare: Compare) -> "Period | None":
        match compare:
            case Compare.PERIOD_BEFORE:
                return self.before()
            case Compare.YEAR_BEFORE:
                return self.year_before()
            case Compare.NOTHING:
                return None


def add_months(day: date, months: int) -> date:
    """*day* moved by whole calendar months; the last of a longer month becomes the last of a shorter one."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def today(at: datetime, zone: ZoneInfo) -> date:
    """The date on the institution's wall at the instant *at*."""
    return at.astimezone(zone).date()


def last_twelve_months(day: date) -> Period:
    """From the first of the month eleven months ago to *day*: twelve columns of a chart, the last one unfinished."""
    return Period(add_months(day.replace(day=1), -11), day)


def read_period(first: str, last: str, *, today: date) -> tuple[Period, frozenset[str]]:
    """A period from two typed dates (year-month-day); what is empty or wrong falls back to the last twelve months.

    Gives the period and the names of what was wrong: `from`, `to`, or both when they contradict or are too far apart.
    """
    default = last_twelve_months(today)
    wrong = set()
    found = {"from": default.first, "to": default.last}
    for name, text in (("from", first), ("to", last)):
        if not text:
            continue
        try:
            found[name] = date.fromisoformat(text)
        except ValueError:
            wrong.add(name)
        else:
            if not date(2000, 1, 1) <= found[name] <= date(2100, 1, 1):
                wrong.add(name)
    if not first and not wrong and found["from"] > found["to"]:
        found["from"] = last_twelve_months(found["to"]).first
    if not wrong and (found["to"] < found["from"] or found["to"] > add_months(found["from"], 12 * LONGEST_YEARS)):
        wrong = {"from", "to"}
    return (default if wrong else Period(found["from"], found["to"])), frozenset(wrong)
