"""Count how much of a budget of time is used, and when what is left of it is over."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from workflows.calendars import (
    Calendar,
    add_duration,
    add_working_days,
    add_working_seconds,
    days_passed,
    end_of_day,
    local_day,
    working_days_passed,
    working_seconds_between,
)
from workflows.durations import SAME_DAY, UNITS, Duration

_IN_ONE: Final[Mapping[str, int]] = {"minutes": 60, "hours": 3600, "working hours": 3600, "weeks": 7}


def whole(duration: Duration) -> int:
    """*duration* as it is counted: seconds for hours and minutes, days for weeks, else its own unit."""
    return duration.amount * _IN_ONE.get(duration.unit, 1)


def add_counted(calendar: Calendar, at: datetime, budget: Duration, used: int) -> datetime:
    """When what is left of *budget* after *used* is over, counted from *at*; earlier than *at* when overdrawn."""
    left = whole(budget) - used
    match budget.unit:
        case "minutes" | "hours":
            return at.astimezone(UTC) + timedelta(seconds=left)
        case "working hours":
            return add_working_seconds(calendar, at, max(left, 0))
        case "working days":
            return end_of_day(calendar, add_working_days(calendar, local_day(calendar, at), left))
        case _ if budget.unit == SAME_DAY:
            return add_duration(calendar, at, budget)
        case _:
            return end_of_day(calendar, local_day(calendar, at) + timedelta(days=left))


def elapsed(budget: Duration | None, calendar: Calendar, start: datetime, end: datetime) -> int:
    """How much of *budget* is used between two moments, as it is counted; never negative."""
    used = _USED[None if budget is None else budget.unit](calendar, start, end)
    return used if used > 0 else 0  # noqa: FURB136 - max() costs twice as much


def _seconds_passed(_calendar: Calendar, start: datetime, end: datetime) -> int:
    passed = end - start
    return passed.days * 86_400 + passed.seconds


_USED: Final[Mapping[str | None, Callable[[Calendar, datetime, datetime], int]]] = {
    **dict.fromkeys((None, SAME_DAY, *UNITS), days_passed),
    "minutes": _seconds_passed,
    "hours": _seconds_passed,
    "working hours": working_seconds_between,
    "working days": working_days_passed,
}
"""How each unit is counted: most in days, and so is what has no budget."""
