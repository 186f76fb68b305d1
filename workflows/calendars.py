"""Count working days and hours over explicit calendar rows, in the institution's zone.

The rows are stored and versioned (decrees move days within a year); beyond them the ordinary week holds. A period
counted in days begins on the next day and ends with the last second of its last day.
"""

from array import array
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from workflows.durations import SAME_DAY, Duration
from workflows.names import Label

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEARS_AROUND: Final = 12
"""Years before and after the rows for which the ordinary week is laid out."""

LAST_SECOND: Final = time(23, 59, 59)

_A_DAY: Final = 86_400
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_SECONDS: Final = {"minutes": 60, "hours": 3600}


class BeyondCalendar(Exception):
    """A day so far from the calendar's rows that nothing is known about it."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(day.isoformat())


class SpecialDay(msgspec.Struct, frozen=True):
    """A day that differs from the ordinary week: whether work is done on it, and what it is called."""

    working: bool
    reason: Label = {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """Working days of one version, laid out as a sorted array of day ordinals; made by `make_calendar`."""

    version: int
    zone: ZoneInfo
    opens: time
    closes: time
    known_until: date
    """Last day that the calendar's own rows speak of."""
    first: int
    """Ordinal of the first day that is laid out."""
    working: Sequence[int] = field(repr=False)
    """Ordinals of all working days."""
    passed: Sequence[int] = field(repr=False)
    """For each day from `first`: how many working days there are up to and with it."""
    week: Sequence[int]
    """Days of the ordinary week on which work is done; 0 is Monday."""
    special: Mapping[date, SpecialDay] = field(repr=False)
    """Its own rows: what differs from the ordinary week."""
    midnight: datetime = field(repr=False)
    """The moment (UTC) at which the day `first` begins, were the zone always as far from UTC as it is now.

    Whole days since then are a place in `passed`: it spares asking the zone for the day of nearly every moment.
    """
    steady: int = field(repr=False)
    """Place of the first day that lies wholly within that distance from UTC."""
    ends: int = field(repr=False)
    """Place up to which, without it, that is known."""


def make_calendar(
    *,
    version: int,
    zone: str,
    days: Mapping[date, bool],
    week: Sequence[int] = (0, 1, 2, 3, 4),
    opens: time = time(9),
    closes: time = time(18),
    reasons: Mapping[date, Label] | None = None,
) -> Calendar:
    """A calendar from the *days* that differ from the ordinary *week* (0 is Monday): True where work is done."""
    years = sorted(day.year for day in days) or [2025]
    first = date(years[0] - YEARS_AROUND, 1, 1)
    last = date(years[-1] + YEARS_AROUND, 12, 31)
    every = [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]
    works = [days.get(day, day.weekday() in week) for day in every]
    steady, ends, distance = _distance(zone, first, last)
    return Calendar(
        version=version,
        zone=ZoneInfo(zone),
        opens=opens,
        closes=closes,
        known_until=date(years[-1], 12, 31),
        first=first.toordinal(),
        working=array("i", (day.toordinal() for day, working in zip(every, works, strict=True) if working)),
        passed=array("i", accumulate(map(int, works))),
        week=tuple(week),
        special={day: SpecialDay(days[day], (reasons or {}).get(day, {})) for day in sorted(days)},
        midnight=datetime.combine(first, time(), UTC) - timedelta(seconds=distance),
        steady=steady,
        ends=ends,
    )


@cache
def _distance(zone: str, first: date, last: date) -> tuple[int, int, int]:
    """From and up to which place after *first* the zone keeps its last distance from UTC, and that distance in seconds."""
    wall = ZoneInfo(zone)

    def distance(at: int) -> int:
        shift = datetime.fromtimestamp(at, wall).utcoffset()
        return 0 if shift is None else int(shift.total_seconds())

    begin = (first.toordinal() - _EPOCH_DAY) * _A_DAY
    end = (last.toordinal() - _EPOCH_DAY) * _A_DAY
    steady, present = begin, distance(begin)
    for at in range(begin + _A_DAY, end, _A_DAY):
        if (found := distance(at)) != present:
            steady, present = at, found
    return (steady - begin) // _A_DAY + 2, (end - begin) // _A_DAY - 2, present


def renew_calendar(calendar: Calendar, special: Mapping[date, SpecialDay], *, version: int) -> Calendar:
    """The next *version* of a calendar: the same week and hours, with these days that differ."""
    return make_calendar(
        version=version,
        zone=calendar.zone.key,
        days={day: row.working for day, row in special.items()},
        reasons={day: row.reason for day, row in special.items()},
        week=calendar.week,
        opens=calendar.opens,
        closes=calendar.closes,
    )


def changed_days(before: Calendar, after: Calendar) -> list[date]:
    """Days that are working days by one of the two and days off by the other, in order."""
    return [
        day for day in sorted({*before.special, *after.special}) if is_working(before, day) != is_working(after, day)
    ]


def local_day(calendar: Calendar, at: datetime) -> date:
    """The day on the wall of the institution at the moment *at*."""
    return date.fromordinal(local_ordinal(calendar, at))


def local_ordinal(calendar: Calendar, at: datetime) -> int:
    """`local_day` as a number that days can be counted with."""
    place = (at - calendar.midnight).days
    if calendar.steady <= place < calendar.ends:
        return calendar.first + place
    return at.astimezone(calendar.zone).toordinal()


def is_working(calendar: Calendar, day: date) -> bool:
    place = day.toordinal() - calendar.first
    return _passed(calendar, day) > (calendar.passed[place - 1] if place else 0)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the office works at the moment *at*."""
    local = at.astimezone(calendar.zone)
    return is_working(calendar, local.date()) and calendar.opens <= local.time() < calendar.closes


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The working day *count* after *day*, counted from the next day; *day* itself with 0; backwards when negative."""
    if count == 0:
        return day
    before = bisect_right(calendar.working, day.toordinal())
    if count < 0 and before and calendar.working[before - 1] == day.toordinal():
        before -= 1
    place = before + count - (1 if count > 0 else 0)
    if not 0 <= place < len(calendar.working):
        raise BeyondCalendar(day)
    return date.fromordinal(calendar.working[place])


def working_days_between(calendar: Calendar, after: date, until: date) -> int:
    """How many working days lie after *after* and up to *until*; negative when *until* is earlier."""
    return _passed(calendar, until) - _passed(calendar, after)


def days_passed(calendar: Calendar, start: datetime, end: datetime) -> int:
    """How many midnights of the institution lie between two moments; negative when *end* is earlier."""
    midnight = calendar.midnight
    after, until = (start - midnight).days, (end - midnight).days
    if calendar.steady <= after <= until < calendar.ends:
        return until - after
    return local_ordinal(calendar, end) - local_ordinal(calendar, start)


def working_days_passed(calendar: Calendar, start: datetime, end: datetime) -> int:
    """`working_days_between` the local days of two moments."""
    midnight = calendar.midnight
    after, until = (start - midnight).days, (end - midnight).days
    if calendar.steady <= after <= until < calendar.ends:
        return calendar.passed[until] - calendar.passed[after]
    return working_days_between(calendar, local_day(calendar, start), local_day(calendar, end))


def _passed(calendar: Calendar, day: date) -> int:
    place = day.toordinal() - calendar.first
    if not 0 <= place < len(calendar.passed):
        raise BeyondCalendar(day)
    return calendar.passed[place]


def add_duration(calendar: Calendar, at: datetime, duration: Duration) -> datetime:
    """The moment (UTC) at which *duration* from *at* is over.

    A period in months that would end on a day off ends on the next working day.
    """
    if seconds := _SECONDS.get(duration.unit):
        return at.astimezone(UTC) + timedelta(seconds=duration.amount * seconds)
    if duration.unit == SAME_DAY:
        return end_of_day(calendar, same_working_day(calendar, at))
    if duration.unit == "working hours":
        return add_working_seconds(calendar, at, duration.amount * 3600)
    return end_of_day(calendar, add_days(calendar, local_day(calendar, at), duration))


def same_working_day(calendar: Calendar, at: datetime) -> date:
    """The working day of the moment *at*: its own before closing time, else the next one (APPC art. 64)."""
    local = at.astimezone(calendar.zone)
    if is_working(calendar, local.date()) and local.time() < calendar.closes:
        return local.date()
    return add_working_days(calendar, local.date(), 1)


def add_days(calendar: Calendar, day: date, duration: Duration) -> date:
    """The last day of a *duration* in days or longer that is counted from the day after *day*."""
    match duration.unit:
        case "working days":
            return add_working_days(calendar, day, duration.amount)
        case "days":
            return day + timedelta(days=duration.amount)
        case "weeks":
            return day + timedelta(weeks=duration.amount)
        case "months":
            return _working_on(calendar, _add_months(day, duration.amount))
        case "years":
            return _working_on(calendar, _add_months(day, 12 * duration.amount))
        case _:
            raise ValueError(duration.unit)


def end_of_day(calendar: Calendar, day: date) -> datetime:
    """The last second of *day* at the institution, in UTC."""
    place = day.toordinal() - calendar.first
    if calendar.steady <= place < calendar.ends:
        return calendar.midnight + timedelta(place, _A_DAY - 1)
    return datetime.combine(day, LAST_SECOND, calendar.zone).astimezone(UTC)


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_on(calendar: Calendar, day: date) -> date:
    return day if is_working(calendar, day) else add_working_days(calendar, day, 1)


def add_working_seconds(calendar: Calendar, at: datetime, seconds: int) -> datetime:
    """The moment (UTC) when *seconds* of office hours have passed since *at*."""
    local = at.astimezone(calendar.zone)
    day, start = local.date(), max(local.time(), calendar.opens)
    if not is_working(calendar, day) or start >= calendar.closes:
        day, start = add_working_days(calendar, day, 1), calendar.opens
    a_day = _seconds(calendar.opens, calendar.closes)
    whole, rest = divmod(seconds + _seconds(calendar.opens, start), a_day)
    if rest == 0 and whole:
        whole, rest = whole - 1, a_day
    last = add_working_days(calendar, day, whole)
    return (datetime.combine(last, calendar.opens, calendar.zone) + timedelta(seconds=rest)).astimezone(UTC)


def working_seconds_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Seconds of office hours between two moments, whole seconds, not negative."""
    first, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
    if last <= first:
        return 0
    a_day = _seconds(calendar.opens, calendar.closes)
    whole = working_days_between(calendar, first.date(), last.date()) * a_day
    return whole + _worked_on(calendar, last) - _worked_on(calendar, first)


def _worked_on(calendar: Calendar, local: datetime) -> int:
    """Office seconds passed on *local*'s day, less the whole day when it is a working one: its date counts it."""
    if not is_working(calendar, local.date()):
        return 0
    now = min(max(local.time(), calendar.opens), calendar.closes)
    return _seconds(calendar.opens, now) - _seconds(calendar.opens, calendar.closes)


def _seconds(start: time, end: time) -> int:
    return (end.hour - start.hour) * 3600 + (end.minute - start.minute) * 60 + end.second - start.second
