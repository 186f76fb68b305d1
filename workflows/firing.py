"""Alarms of clocks as they ring: each once, in their order, and what the clock says after them."""

from datetime import datetime
from typing import Final

import msgspec

from workflows.calendars import Calendar
from workflows.clock_rules import ClockRule
from workflows.clocks import PAUSE_OVER, Clock, Due, next_of, outlook, resume_clock, ring
from workflows.definition import Procedure
from workflows.proceedings import Fired, State

PLAIN_DOINGS: Final = frozenset({"warn", "escalate", "alert"})


class Rung(msgspec.Struct, frozen=True, gc=False):
    """What rang on one clock, in that order; how the proceeding stands after it, and what `outlook` says of the clock then."""

    fired: tuple[Fired, ...]
    state: State
    due: datetime | None
    alarm: Due | None


def fire(procedure: Procedure, state: State, clock: str, *, calendar: Calendar, at: datetime) -> Fired | None:
    """Ring the next alarm of *clock* if its time has come by *at*. Each rings once; call again until None."""
    rule, running = procedure.clocks.get(clock), state.clocks.get(clock)
    if rule is None or running is None:
        return None
    moment, alarm = outlook(rule, running, calendar)
    if alarm is None or alarm.at > at:
        return None
    return _fired(rule, state, _after(rule, running, alarm, calendar, at), alarm, moment)


def fire_all(procedure: Procedure, state: State, clock: str, *, calendar: Calendar, at: datetime) -> Rung:
    """Ring everything on *clock* that `fire` would ring one by one, its due moment counted once. Raises: KeyError."""
    rule, running = procedure.clocks[clock], state.clocks[clock]
    moment, alarm = outlook(rule, running, calendar)
    fired: list[Fired] = []
    while alarm is not None and alarm.at <= at:
        after = _after(rule, running, alarm, calendar, at)
        fired.append(_fired(rule, state, after, alarm, moment))
        state = fired[-1].state
        if moment is not None and after.turn == running.turn:  # it rang, and no more than that
            alarm = next_of(rule, after, moment, calendar)
        else:
            moment, alarm = outlook(rule, after, calendar)
        running = after
    return Rung(tuple(fired), state, moment, alarm)


def _after(rule: ClockRule, clock: Clock, alarm: Due, calendar: Calendar, at: datetime) -> Clock:
    """The clock after *alarm*: gone on with at the end of its longest pause, or rung."""
    if alarm.alarm == PAUSE_OVER:
        return resume_clock(rule, clock, calendar, alarm.at)
    return ring(rule, clock, alarm.alarm, calendar, at)


def _fired(rule: ClockRule, state: State, clock: Clock, alarm: Due, moment: datetime | None) -> Fired:
    state = State(state.stage, {**state.clocks, rule.name: clock}, state.done, state.pending)
    if alarm.alarm == PAUSE_OVER:
        return Fired(state=state, clock=rule.name, do="resume")
    declared = rule.alarms[alarm.alarm]
    plain = declared.do in PLAIN_DOINGS
    return Fired(
        state=state,
        clock=rule.name,
        do=declared.do if plain else "act",
        act=None if plain else declared.do,
        whom=declared.whom,
        due=moment,
    )
