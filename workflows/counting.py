"""Count how much of a budget of time is used, and when what is left of it is over."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from workflows.calendars import (
    Calendar,
    add_duration,
    add_working_days,
    add_working_seconds,
    end_of_day,
    local_day,
    working_days_between,
    working_seconds_between,
)
from workflows.durations import SAME_DAY, Duration

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
    match None if budget is None else budget.unit:
        case "minutes" | "hours":
            used = int((end - start).total_seconds())
        case "working hours":
            used = working_seconds_between(calendar, start, end)
        case "working days":
            used = working_days_between(calendar, local_day(calendar, start), local_day(calendar, end))
        case _:
            used = (local_day(calendar, end) - local_day(calendar, start)).days
    return max(used, 0)
