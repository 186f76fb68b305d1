"""Clocks: budgets of time that run, pause, are extended and ring. What is due is derived, never stored as truth.

A statutory clock never pauses and is only extended by an act with a reason (APPC art. 76); an internal one pauses while
somebody else is to move, within a limit; an urgent one counts plain hours and never pauses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from workflows import calendars
from workflows.calendars import (
    Calendar,
    Duration,
    add_duration,
    add_working_days,
    add_working_seconds,
    end_of_day,
    local_day,
    working_days_between,
    working_seconds_between,
)
from workflows.conditions import Condition
from workflows.names import Label

PAUSE_OVER: Final = -1
"""Stands in `Due.alarm` for the end of the longest pause."""

COUNTED_UNITS: Final = frozenset({"minutes", "hours", "working hours", "days", "weeks", "working days"})
"""Units of which a part can be used up; a month cannot be counted on from its middle."""


class ClockKind(StrEnum):
    STATUTORY = "statutory"
    INTERNAL = "internal"
    URGENT = "urgent"


class Moment(StrEnum):
    """When an alarm rings: some time before the due moment, right after it, or at each point of a schedule."""

    BEFORE = "before"
    LATE = "late"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    moment: Moment
    before: Duration | None = None
    do: str
    """`warn`, `escalate`, `alert`, or the name of an act that the system does."""
    whom: tuple[str, ...] = ()
    """Roles, `owner`, and for `alert` also places of the duty roster."""


@dataclass(frozen=True, slots=True)
class Later:
    """Another rhythm of a repeating clock, from some time after its start."""

    after: Duration
    every: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A clock as a procedure declares it."""

    name: str
    kind: ClockKind
    label: Label = field(default_factory=dict)
    limit: Duration | None = None
    schedule: tuple[Duration, ...] = ()
    every: Duration | None = None
    later: Later | None = None
    starts_at: frozenset[str] = frozenset()
    starts_after: frozenset[str] = frozenset()
    stops_at: frozenset[str] = frozenset()
    stops_after: frozenset[str] = frozenset()
    when: Condition | None = None
    pauses_at: frozenset[str] = frozenset()
    pauses_while: Condition | None = None
    pause_most: Duration | None = None
    pause_reason: Label = field(default_factory=dict)
    extend_by: str | None = None
    extend_to: Duration | None = None
    extend_times: int = 0
    alarms: tuple[Alarm, ...] = ()

    @property
    def repeats(self) -> bool:
        return self.limit is None

    @property
    def pauses(self) -> bool:
        return bool(self.pauses_at) or self.pauses_while is not None


class Pause(msgspec.Struct, frozen=True):
    start: datetime
    end: datetime
    reason: str
    """The stage that paused the clock."""


class Extension(msgspec.Struct, frozen=True):
    at: datetime
    by: str
    """The act that extended the clock."""
    was: Duration
    now: Duration


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that was started: what it may use, what it has used, and since when it runs (aware UTC)."""

    budget: Duration | None
    started: datetime
    since: datetime | None
    """Running since; None while paused and after it stopped."""
    consumed: int = 0
    """Used up in earlier runs, in the budget's unit (seconds for minutes, hours and working hours)."""
    paused: datetime | None = None
    reason: str | None = None
    pause_used: int = 0
    """Used up of the longest pause, counted in the same way."""
    stopped: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    pauses: tuple[Pause, ...] = ()
    fired: tuple[int, ...] = ()
    """Positions of alarms that rang for the present due moment."""
    turn: int = 0
    """Points of the schedule that have passed."""
    calendar: int = 0
    """Version of the calendar that all of it is counted by; `recount` brings it to a later one."""

    @property
    def running(self) -> bool:
        return self.since is not None

    @property
    def is_paused(self) -> bool:
        return self.paused is not None

    @property
    def is_stopped(self) -> bool:
        return self.stopped is not None


class Due(msgspec.Struct, frozen=True):
    """When a clock needs attention next, and for which of its rule's alarms (`PAUSE_OVER` for the end of a pause)."""

    at: datetime
    alarm: int


def start_clock(rule: ClockRule, calendar: Calendar, at: datetime) -> Clock:
    return Clock(budget=rule.limit, started=at, since=at, calendar=calendar.version)


def stop_clock(clock: Clock, calendar: Calendar, at: datetime) -> Clock:
    """The clock, stopped for good; a reopened case starts a new one."""
    used = clock.consumed if clock.since is None else clock.consumed + _elapsed(clock.budget, calendar, clock.since, at)
    pauses = clock.pauses
    if clock.paused is not None:
        pauses = (*pauses, Pause(clock.paused, max(at, clock.paused), clock.reason or ""))
    return msgspec.structs.replace(
        clock, since=None, paused=None, reason=None, stopped=at, consumed=used, pauses=pauses, calendar=calendar.version
    )


def pause_clock(rule: ClockRule, clock: Clock, calendar: Calendar, at: datetime, *, reason: str) -> Clock:
    """The clock, paused, unless it may not pause (any more) or is not running."""
    if clock.since is None or not rule.pauses:
        return clock
    if rule.pause_most is not None and clock.pause_used >= _whole(rule.pause_most):
        return clock
    return msgspec.structs.replace(
        clock,
        since=None,
        paused=max(at, clock.since),
        reason=reason,
        consumed=clock.consumed + _elapsed(clock.budget, calendar, clock.since, at),
        calendar=min(clock.calendar, calendar.version),
    )


def resume_clock(rule: ClockRule, clock: Clock, calendar: Calendar, at: datetime) -> Clock:
    """The clock, running on with what is left of its budget; the time of the pause is not counted."""
    if clock.paused is None:
        return clock
    at = max(at, clock.paused)
    used = clock.pause_used
    if rule.pause_most is not None:
        used = min(_whole(rule.pause_most), used + _elapsed(rule.pause_most, calendar, clock.paused, at))
    return msgspec.structs.replace(
        clock,
        since=at,
        paused=None,
        reason=None,
        pause_used=used,
        pauses=(*clock.pauses, Pause(clock.paused, at, clock.reason or "")),
        calendar=min(clock.calendar, calendar.version),
    )


def extend_clock(rule: ClockRule, clock: Clock, calendar: Calendar, at: datetime, *, by: str) -> Clock:
    """The clock with the longer budget; alarms that lie ahead of the new due moment will ring again."""
    if clock.budget is None or rule.extend_to is None:
        return clock
    longer = msgspec.structs.replace(
        clock,
        budget=rule.extend_to,
        extensions=(*clock.extensions, Extension(at, by, clock.budget, rule.extend_to)),
        calendar=min(clock.calendar, calendar.version),
    )
    moment = due(rule, longer, calendar)
    if moment is None:
        return msgspec.structs.replace(longer, fired=())
    fired = tuple(place for place in clock.fired if _rings(rule.alarms[place], moment, calendar) <= at)
    return msgspec.structs.replace(longer, fired=fired)


def recount(rule: ClockRule, clock: Clock, calendar: Calendar) -> Clock:
    """The clock as if it had been counted by *calendar* from its start; one that has stopped stays as it is.

    What rang has rung, and a paused clock stays paused. By the rows that it was counted by, nothing but the version changes.
    """
    if clock.is_stopped:
        return clock
    starts = [clock.started, *(pause.end for pause in clock.pauses)]
    ends = [*(pause.start for pause in clock.pauses), *([clock.paused] if clock.paused else [])]
    used = sum(_elapsed(_budget_at(clock, end), calendar, start, end) for start, end in zip(starts, ends, strict=False))
    paused = 0
    if (most := rule.pause_most) is not None:
        for pause in clock.pauses:
            paused = min(_whole(most), paused + _elapsed(most, calendar, pause.start, pause.end))
    return msgspec.structs.replace(clock, consumed=used, pause_used=paused, calendar=calendar.version)


def _budget_at(clock: Clock, at: datetime) -> Duration | None:
    """The budget that the clock had before it was extended after *at*."""
    return next((extension.was for extension in clock.extensions if extension.at > at), clock.budget)


def due(rule: ClockRule, clock: Clock, calendar: Calendar) -> datetime | None:
    """The last moment (UTC) in time, or the next point of the schedule; None when paused, stopped or run out."""
    if clock.since is None:
        return None
    if clock.budget is None:
        return _point(rule, clock.started, clock.turn, calendar)
    if not clock.consumed:
        return add_duration(calendar, clock.since, clock.budget)
    return _add_counted(calendar, clock.since, clock.budget, clock.consumed)


def next_alarm(rule: ClockRule, clock: Clock, calendar: Calendar) -> Due | None:
    """What rings next, or None when nothing will as things stand. A paused clock has only the end of its pause."""
    if clock.paused is not None:
        if rule.pause_most is None:
            return None
        return Due(_add_counted(calendar, clock.paused, rule.pause_most, clock.pause_used), PAUSE_OVER)
    moment = due(rule, clock, calendar)
    if moment is None:
        return None
    first: Due | None = None
    for place, alarm in enumerate(rule.alarms):
        if place not in clock.fired:
            at = _rings(alarm, moment, calendar)
            if first is None or at < first.at:
                first = Due(at, place)
    return first


def ring(rule: ClockRule, clock: Clock, alarm: int, calendar: Calendar, at: datetime) -> Clock:
    """The clock after *alarm* rang; a schedule goes on to its next point that is still ahead: none rings twice."""
    fired = (*clock.fired, alarm)
    if not rule.repeats or len(fired) < len(rule.alarms):
        return msgspec.structs.replace(clock, fired=fired)
    turn = clock.turn + 1
    while (point := _point(rule, clock.started, turn, calendar)) is not None and point <= at:
        turn += 1
    return msgspec.structs.replace(clock, fired=(), turn=turn, calendar=min(clock.calendar, calendar.version))


def _rings(alarm: Alarm, moment: datetime, calendar: Calendar) -> datetime:
    if alarm.moment is Moment.LATE:
        return moment + timedelta(seconds=1)
    if alarm.before is None:
        return moment
    match alarm.before.unit:
        case "minutes" | "hours":
            return moment - timedelta(seconds=_whole(alarm.before))
        case "working days":
            day = add_working_days(calendar, local_day(calendar, moment), -alarm.before.amount)
        case _:
            day = local_day(calendar, moment) - timedelta(days=_whole(alarm.before))
    return datetime.combine(day, calendar.opens, calendar.zone).astimezone(UTC)


def _point(rule: ClockRule, started: datetime, turn: int, calendar: Calendar) -> datetime | None:
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


_IN_ONE: Final[Mapping[str, int]] = {"minutes": 60, "hours": 3600, "working hours": 3600, "weeks": 7}


def _whole(duration: Duration) -> int:
    """*duration* as it is counted: seconds for hours and minutes, days for weeks, else its own unit."""
    return duration.amount * _IN_ONE.get(duration.unit, 1)


def _add_counted(calendar: Calendar, at: datetime, budget: Duration, used: int) -> datetime:
    """When what is left of *budget* after *used* is over, counted from *at*; earlier than *at* when overdrawn."""
    left = _whole(budget) - used
    match budget.unit:
        case "minutes" | "hours":
            return at.astimezone(UTC) + timedelta(seconds=left)
        case "working hours":
            return add_working_seconds(calendar, at, max(left, 0))
        case "working days":
            return end_of_day(calendar, add_working_days(calendar, local_day(calendar, at), left))
        case calendars.SAME_DAY:
            return add_duration(calendar, at, budget)
        case _:
            return end_of_day(calendar, local_day(calendar, at) + timedelta(days=left))


def _elapsed(budget: Duration | None, calendar: Calendar, start: datetime, end: datetime) -> int:
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
