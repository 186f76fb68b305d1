"""Quarters of the year, by the calendar on the institution's wall."""

from datetime import date, timedelta

import msgspec

from cases.reports.periods import Period, add_months


class Quarter(msgspec.Struct, frozen=True, order=True):
    """The *number*th quarter (1 to 4) of *year*."""

    year: int
    number: int

    @property
    def name(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def period(self) -> Period:
        first = date(self.year, 3 * self.number - 2, 1)
        return Period(first, add_months(first, 3) - timedelta(days=1))

    @property
    def following(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(name: str) -> Quarter:
    """A quarter by its name, as it was stored."""
    year, _, number = name.partition("Q")
    return Quarter(int(year), int(number))
