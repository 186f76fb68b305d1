"""When alarms ring, and when a repeating clock comes back."""

from datetime import UTC, datetime, timedelta

from workflows.calendars import Calendar, add_duration, add_working_days, local_day
from workflows.clock_rules import Alarm, ClockRule, Moment
from workflows.counting import whole
from workflows.durations import Duration


def ring_moment(alarm: Alarm, moment: datetime, calendar: Calendar) -> datetime:
    """When *alarm* rings for the due *moment* (UTC): one given in days at opening time, one for being late a second after."""
    if alarm.moment is Moment.LATE:
        return moment + timedelta(seconds=1)
    if alarm.before is None:
        return moment
    match alarm.before.unit:
        case "minutes" | "hours":
            return moment - timedelta(seconds=whole(alarm.before))
        case "working days":
            day = add_working_days(calendar, local_day(calendar, moment), -alarm.before.amount)
        case _:
            day = local_day(calendar, moment) - timedelta(days=whole(alarm.before))
    return datetime.combine(day, calendar.opens, calendar.zone).astimezone(UTC)


def repeat_point(rule: ClockRule, started: datetime, turn: int, calendar: Calendar) -> datetime | None:
    """When point *turn* (from 0) of a repeating clock is, or None when it has no such point."""
    if turn < len(rule.schedule):
        return add_duration(calendar, started, rule.schedule[turn])
    if rule.every is None:
        return None
    start = add_duration(calendar, started, rule.schedule[-1]) if rule.schedule else started
    times = turn - len(rule.schedule) + 1
    point = _repeated(start, rule.every, times, calendar)
    if rule.later is None:
        return point
    change = add_duration(calendar, started, rule.later.after)
    if point <= change:
        return point
    before = _last_before(start, rule.every, times, change, calendar)
    return _repeated(change, rule.later.every, times - before, calendar)


def _repeated(start: datetime, every: Duration, times: int, calendar: Calendar) -> datetime:
    return add_duration(calendar, start, Duration(every.amount * times, every.unit))


def _last_before(start: datetime, every: Duration, times: int, change: datetime, calendar: Calendar) -> int:
    """How many of the first *times* points of one rhythm lie up to *change*."""
    low, high = 0, times
    while low < high:
        middle = (low + high + 1) // 2
        if _repeated(start, every, middle, calendar) <= change:
            low = middle
        else:
            high = middle - 1
    return low
