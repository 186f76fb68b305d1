"""A year of the working calendar as twelve small tables."""

from calendar import Calendar as Weeks
from collections.abc import Sequence
from datetime import date

import msgspec
from babel.dates import get_day_names

from web.i18n import voice
from workflows.calendars import Calendar, SpecialDay, is_working


class Cell(msgspec.Struct, frozen=True):
    """One day. `special`: its row, where it differs from the ordinary week."""

    day: date
    off: bool
    special: SpecialDay | None


class Month(msgspec.Struct, frozen=True):
    first: date
    weeks: Sequence[Sequence[Cell | None]]


def months_of(calendar: Calendar, year: int) -> list[Month]:
    """January to December; a week's place before the first or after the last day of the month is None."""
    weeks = Weeks()
    return [
        Month(
            date(year, month, 1),
            [
                [cell_of(calendar, day) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def cell_of(calendar: Calendar, day: date) -> Cell:
    return Cell(day, not is_working(calendar, day), calendar.special.get(day))


def weekdays() -> list[tuple[str, str]]:
    """(short, whole) names of the days from Monday on, in the page's language."""
    short, whole = (
        get_day_names(width, context="stand-alone", locale=voice().locale) for width in ("abbreviated", "wide")
    )
    return [(short[day], whole[day]) for day in range(7)]
