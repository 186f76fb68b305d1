"""What an act does to the clocks of its proceeding: stop, resume, extend, start and pause, in this order."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from workflows.acts import Act
from workflows.calendars import Calendar
from workflows.clock_rules import ClockRule
from workflows.clocks import Clock, extend_clock, pause_clock, resume_clock, start_clock, stop_clocks
from workflows.definition import Effects, Procedure
from workflows.facts import Facts
from workflows.proceedings import State


class Touched(msgspec.Struct, frozen=True, gc=False):
    """The clocks after an act, and the names of those that it touched."""

    after: dict[str, Clock]
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()


class Aftermath(msgspec.Struct, frozen=True, gc=False):
    """What holds after an act: its facts and counts, by which calendar and when."""

    facts: Facts
    open_counts: Mapping[str, int]
    calendar: Calendar
    at: datetime


def touch_clocks(procedure: Procedure, state: State, act: Act, *, changed: bool, aftermath: Aftermath) -> Touched:
    """The clocks after *act*; *changed*: whether it changed any fact or count."""
    effects = procedure.effects[state.stage][act.name]
    conditional = effects.waits if changed or effects.moved else ()
    if not (effects.any or conditional):
        return Touched(state.clocks)
    after = state.clocks.copy()
    stopped = stop_clocks(after, effects.stops, aftermath.calendar, aftermath.at) if effects.stops else ()
    resumed = _resume(effects, after, aftermath) if effects.resumes else ()
    extended = _extend(procedure, act, after, aftermath) if act.extends is not None else ()
    started = _start(effects, act, after, aftermath) if effects.starts else ()
    paused = _pause(effects, after, aftermath) if effects.pauses else ()
    if conditional:
        held, freed = pause_by_condition(conditional, after, effects.to, aftermath)
        paused, resumed = paused + held, resumed + freed
    return Touched(after, started, stopped, paused, resumed, extended)


def pause_by_condition(
    rules: Iterable[ClockRule], after: dict[str, Clock], stage: str, aftermath: Aftermath
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pause and resume in *after* the clocks that wait while a condition holds; gives the names of each."""
    paused: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    for rule in rules:
        clock = after.get(rule.name)
        if clock is None or clock.stopped is not None or rule.waits is None:
            continue
        waits = stage in rule.pauses_at or rule.waits(aftermath.facts, aftermath.open_counts)
        if waits and clock.paused is None:
            after[rule.name] = pause_clock(rule, clock, aftermath.calendar, aftermath.at, reason=stage)
            if after[rule.name].paused is not None:
                paused = (*paused, rule.name)
        elif not waits and clock.paused is not None:
            after[rule.name] = resume_clock(rule, clock, aftermath.calendar, aftermath.at)
            resumed = (*resumed, rule.name)
    return paused, resumed


def _resume(effects: Effects, after: dict[str, Clock], aftermath: Aftermath) -> tuple[str, ...]:
    resumed: tuple[str, ...] = ()
    for rule in effects.resumes:
        clock = after.get(rule.name)
        if clock is not None and clock.paused is not None:
            after[rule.name] = resume_clock(rule, clock, aftermath.calendar, aftermath.at)
            resumed = (*resumed, rule.name)
    return resumed


def _extend(procedure: Procedure, act: Act, after: dict[str, Clock], aftermath: Aftermath) -> tuple[str, ...]:
    name = act.extends
    if name is None:
        return ()
    after[name] = extend_clock(procedure.clocks[name], after[name], aftermath.calendar, aftermath.at, by=act.name)
    return (name,)


def _start(effects: Effects, act: Act, after: dict[str, Clock], aftermath: Aftermath) -> tuple[str, ...]:
    started: tuple[str, ...] = ()
    facts, counts, calendar, at = aftermath.facts, aftermath.open_counts, aftermath.calendar, aftermath.at
    for rule in effects.starts:
        if rule.may_start is not None and not rule.may_start(facts, counts):
            continue
        name = rule.name
        clock = after.get(name)
        if clock is None or (clock.stopped is not None and (effects.moved or act.name in rule.starts_after)):
            after[name] = start_clock(rule, calendar, at)
            started = (*started, name)
    return started


def _pause(effects: Effects, after: dict[str, Clock], aftermath: Aftermath) -> tuple[str, ...]:
    paused = []
    for rule in effects.pauses:
        clock = after.get(rule.name)
        if clock is not None and clock.since is not None:
            after[rule.name] = pause_clock(rule, clock, aftermath.calendar, aftermath.at, reason=effects.to)
            if after[rule.name].paused is not None:
                paused.append(rule.name)
    return tuple(paused)
