"""Clocks: budgets of time that run, pause, are extended and ring. What is due is derived, never stored as truth.

A statutory clock never pauses and is only extended by an act with a reason (APPC art. 76); an internal one pauses while
somebody else is to move, within a limit; an urgent one counts plain hours and never pauses.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from workflows.calendars import Calendar, add_duration
from workflows.clock_rules import ClockRule
from workflows.counting import add_counted, elapsed, whole
from workflows.durations import Duration
from workflows.ringing import repeat_point, ring_moment

PAUSE_OVER: Final = -1
"""Stands in `Due.alarm` for the end of the longest pause."""


class Pause(msgspec.Struct, frozen=True, gc=False):
    start: datetime
    end: datetime
    reason: str
    """The stage that paused the clock."""


class Extension(msgspec.Struct, frozen=True, gc=False):
    at: datetime
    by: str
    """The act that extended the clock."""
    was: Duration
    now: Duration


class Clock(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
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


class Due(msgspec.Struct, frozen=True, gc=False):
    """When a clock needs attention next, and for which of its rule's alarms (`PAUSE_OVER` for the end of a pause)."""

    at: datetime
    alarm: int


def start_clock(rule: ClockRule, calendar: Calendar, at: datetime) -> Clock:
    return Clock(budget=rule.limit, started=at, since=at, calendar=calendar.version)


def stop_clocks(clocks: dict[str, Clock], names: Iterable[str], calendar: Calendar, at: datetime) -> tuple[str, ...]:
    """Stop for good those of *clocks* that *names* names; gives the names of those that had not stopped, in that order.

    A reopened case starts new ones. Clocks that began together, as one act starts them, are counted once.
    """
    stopped: list[str] = []
    version, began, unit, used = calendar.version, None, None, 0
    for name in names:
        if name not in clocks or (clock := clocks[name]).stopped is not None:
            continue
        stopped.append(name)
        since, budget = clock.since, clock.budget
        if since is None:
            clocks[name] = _stop_paused(clock, calendar, at)
            continue
        counted_in = None if budget is None else budget.unit
        if since != began or counted_in != unit:
            began, unit, used = since, counted_in, elapsed(budget, calendar, since, at)
        clocks[name] = replace(clock, since=None, stopped=at, consumed=clock.consumed + used, calendar=version)
    return tuple(stopped)


def _stop_paused(clock: Clock, calendar: Calendar, at: datetime) -> Clock:
    pauses = clock.pauses
    if clock.paused is not None:
        pauses = (*pauses, Pause(clock.paused, max(at, clock.paused), clock.reason or ""))
    return replace(clock, paused=None, reason=None, stopped=at, pauses=pauses, calendar=calendar.version)


def pause_clock(rule: ClockRule, clock: Clock, calendar: Calendar, at: datetime, *, reason: str) -> Clock:
    """The clock, paused, unless it may not pause (any more) or is not running."""
    if clock.since is None or not rule.pauses:
        return clock
    if rule.pause_most is not None and clock.pause_used >= whole(rule.pause_most):
        return clock
    return replace(
        clock,
        since=None,
        paused=max(at, clock.since),
        reason=reason,
        consumed=clock.consumed + elapsed(clock.budget, calendar, clock.since, at),
        calendar=min(clock.calendar, calendar.version),
    )


def resume_clock(rule: ClockRule, clock: Clock, calendar: Calendar, at: datetime) -> Clock:
    """The clock, running on with what is left of its budget; the time of the pause is not counted."""
    if clock.paused is None:
        return clock
    at = max(at, clock.paused)
    used = clock.pause_used
    if rule.pause_most is not None:
        used = min(whole(rule.pause_most), used + elapsed(rule.pause_most, calendar, clock.paused, at))
    return replace(
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
    longer = replace(
        clock,
        budget=rule.extend_to,
        extensions=(*clock.extensions, Extension(at, by, clock.budget, rule.extend_to)),
        calendar=min(clock.calendar, calendar.version),
    )
    moment = due(rule, longer, calendar)
    if moment is None:
        return replace(longer, fired=())
    fired = tuple(place for place in clock.fired if ring_moment(rule.alarms[place], moment, calendar) <= at)
    return replace(longer, fired=fired)


def recount(rule: ClockRule, clock: Clock, calendar: Calendar) -> Clock:
    """The clock as if it had been counted by *calendar* from its start; one that has stopped stays as it is.

    What rang has rung, and a paused clock stays paused. By the rows that it was counted by, nothing but the version changes.
    """
    if clock.is_stopped:
        return clock
    starts = [clock.started, *(pause.end for pause in clock.pauses)]
    ends = [*(pause.start for pause in clock.pauses), *([clock.paused] if clock.paused else [])]
    used = sum(elapsed(_budget_at(clock, end), calendar, start, end) for start, end in zip(starts, ends, strict=False))
    paused = 0
    if (most := rule.pause_most) is not None:
        for pause in clock.pauses:
            paused = min(whole(most), paused + elapsed(most, calendar, pause.start, pause.end))
    return replace(clock, consumed=used, pause_used=paused, calendar=calendar.version)


def _budget_at(clock: Clock, at: datetime) -> Duration | None:
    """The budget that the clock had before it was extended after *at*."""
    return next((extension.was for extension in clock.extensions if extension.at > at), clock.budget)


def due(rule: ClockRule, clock: Clock, calendar: Calendar) -> datetime | None:
    """The last moment (UTC) in time, or the next point of the schedule; None when paused, stopped or run out."""
    if clock.since is None:
        return None
    if clock.budget is None:
        return repeat_point(rule, clock.started, clock.turn, calendar)
    if not clock.consumed:
        return add_duration(calendar, clock.since, clock.budget)
    return add_counted(calendar, clock.since, clock.budget, clock.consumed)


def next_alarm(rule: ClockRule, clock: Clock, calendar: Calendar) -> Due | None:
    """What rings next, or None when nothing will as things stand. A paused clock has only the end of its pause."""
    return outlook(rule, clock, calendar)[1]


def outlook(rule: ClockRule, clock: Clock, calendar: Calendar) -> tuple[datetime | None, Due | None]:
    """What `due` and `next_alarm` say, counted once: every alarm asks for both."""
    if clock.paused is not None:
        if rule.pause_most is None:
            return None, None
        return None, Due(add_counted(calendar, clock.paused, rule.pause_most, clock.pause_used), PAUSE_OVER)
    moment = due(rule, clock, calendar)
    if moment is None:
        return None, None
    return moment, next_of(rule, clock, moment, calendar)


def next_of(rule: ClockRule, clock: Clock, moment: datetime, calendar: Calendar) -> Due | None:
    """What rings next on a running clock that is due at *moment*."""
    first: Due | None = None
    for place, alarm in enumerate(rule.alarms):
        if place not in clock.fired:
            at = ring_moment(alarm, moment, calendar)
            if first is None or at < first.at:
                first = Due(at, place)
    return first


def ring(rule: ClockRule, clock: Clock, alarm: int, calendar: Calendar, at: datetime) -> Clock:
    """The clock after *alarm* rang; a schedule goes on to its next point that is still ahead: none rings twice."""
    fired = (*clock.fired, alarm)
    if not rule.repeats or len(fired) < len(rule.alarms):
        return replace(clock, fired=fired)
    turn = clock.turn + 1
    while (point := repeat_point(rule, clock.started, turn, calendar)) is not None and point <= at:
        turn += 1
    return replace(clock, fired=(), turn=turn, calendar=min(clock.calendar, calendar.version))
