"""Carry out an act that may be done: facts, clocks, letters, side proceedings and the stage after it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from workflows.answers import Answer
from workflows.calendars import Calendar
from workflows.clocks import Clock, extend_clock, pause_clock, resume_clock, start_clock, stop_clock
from workflows.definition import Act, Effects, FromAnswer, Procedure, Source
from workflows.facts import UNKNOWN, Facts, Secrecy, Value
from workflows.proceedings import Decision, Opening, Person, State


class Moment(msgspec.Struct, frozen=True):
    """Who acts, on what facts and counts, by which calendar and when."""

    by: Person
    facts: Facts
    open_counts: Mapping[str, int]
    calendar: Calendar
    at: datetime


class Given(msgspec.Struct, frozen=True):
    """Answers, sorted by where they may be kept."""

    clear: dict[str, Answer] = {}
    statistics: dict[str, Answer] = {}
    sealed: dict[str, Answer] = {}


NOTHING = Given()


class _Clocks(msgspec.Struct, frozen=True):
    after: dict[str, Clock]
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()


def sort_answers(act: Act, answers: Mapping[str, Answer]) -> Given:
    """Parsed *answers* to what *act* asks, each with its class."""
    given = Given({}, {}, {})
    kept = {Secrecy.ROUTING: given.clear, Secrecy.STATISTICS: given.statistics, Secrecy.SEALED: given.sealed}
    for asked in act.asks:
        if asked.name in answers:
            kept[asked.secrecy][asked.name] = answers[asked.name]
    return given


def carry_out(procedure: Procedure, state: State, act: Act, given: Given, moment: Moment) -> Decision:
    """The decision that *act* is, once nothing stands against it; what waited for a second person is settled by it."""
    clear, pending = given.clear, state.pending
    sets: dict[str, Value] = {}
    for asked in act.asks:
        if asked.fact is not None and asked.secrecy is Secrecy.ROUTING and asked.name in clear:
            sets[asked.fact] = clear[asked.name]
    for name, source in act.sets:
        sets[name] = _value(source, clear)
    to_stage = act.to or state.stage
    clocks = _touch_clocks(procedure, state, act, sets, moment)
    done = state.done
    settles = pending is not None and (pending.act == act.name or act.to is not None)
    confirmed = pending if settles and pending is not None and pending.act == act.name and act.confirmed_by else None
    for person in (moment.by.id,) if confirmed is None else (confirmed.by, moment.by.id):
        people = done.get(act.name, ())
        if person not in people:
            done = {**done, act.name: (*people, person)}
    outcome = act.outcome
    return Decision(
        act=act.name,
        state=State(to_stage, clocks.after, done, None if settles else pending),
        from_stage=state.stage,
        to_stage=to_stage,
        sets=sets,
        opens=_open(act, clear) if act.opens else (),
        tells=act.tells,
        messages=() if act.message is None else (act.message,),
        answers=clear,
        statistics=given.statistics,
        sealed=given.sealed,
        ended_as=act.ends_as,
        outcome=str(_value(outcome, clear)) if isinstance(outcome, FromAnswer) else outcome,
        cancels=act.cancels,
        started=clocks.started,
        stopped=clocks.stopped,
        paused=clocks.paused,
        resumed=clocks.resumed,
        extended=clocks.extended,
        confirmed=confirmed,
        dropped=pending if settles and confirmed is None else None,
    )


def _open(act: Act, answers: Mapping[str, Answer]) -> tuple[Opening, ...]:
    return tuple(
        Opening(opens.procedure, {name: _value(source, answers) for name, source in opens.facts}) for opens in act.opens
    )


def _value(source: Source, answers: Mapping[str, Answer]) -> Value:
    return answers.get(source.name, UNKNOWN) if isinstance(source, FromAnswer) else source


def _touch_clocks(procedure: Procedure, state: State, act: Act, sets: Facts, moment: Moment) -> _Clocks:
    """Stop, resume, extend, start and pause, in this order, the clocks that the act can touch at this stage."""
    effects = procedure.effects[state.stage, act.name]
    if not effects.any and act.extends is None:
        return _Clocks(state.clocks)
    after = dict(state.clocks)
    return _Clocks(
        after,
        stopped=_stop(effects, after, moment) if effects.stops else (),
        resumed=_resume(effects, after, moment) if effects.resumes else (),
        extended=_extend(procedure, act, after, moment),
        started=_start(effects, act, after, sets, moment, moved=act.to not in (None, state.stage)),
        paused=_pause(effects, after, moment, reason=act.to or state.stage) if effects.pauses else (),
    )


def _stop(effects: Effects, after: dict[str, Clock], moment: Moment) -> tuple[str, ...]:
    names = tuple(name for name in effects.stops if name in after and after[name].stopped is None)
    for name in names:
        after[name] = stop_clock(after[name], moment.calendar, moment.at)
    return names


def _resume(effects: Effects, after: dict[str, Clock], moment: Moment) -> tuple[str, ...]:
    rules = [rule for rule in effects.resumes if rule.name in after and after[rule.name].paused is not None]
    for rule in rules:
        after[rule.name] = resume_clock(rule, after[rule.name], moment.calendar, moment.at)
    return tuple(rule.name for rule in rules)


def _extend(procedure: Procedure, act: Act, after: dict[str, Clock], moment: Moment) -> tuple[str, ...]:
    name = act.extends
    if name is None:
        return ()
    after[name] = extend_clock(procedure.clocks[name], after[name], moment.calendar, moment.at, by=act.name)
    return (name,)


def _start(
    effects: Effects, act: Act, after: dict[str, Clock], sets: Facts, moment: Moment, *, moved: bool
) -> tuple[str, ...]:
    started: tuple[str, ...] = ()
    facts = {**moment.facts, **sets} if sets else moment.facts
    for rule in effects.starts:
        clock = after.get(rule.name)
        if clock is not None and (clock.stopped is None or not (moved or act.name in rule.starts_after)):
            continue
        if rule.when is None or rule.when.holds(facts, moment.open_counts):
            after[rule.name] = start_clock(rule, moment.calendar, moment.at)
            started = (*started, rule.name)
    return started


def _pause(effects: Effects, after: dict[str, Clock], moment: Moment, *, reason: str) -> tuple[str, ...]:
    paused = []
    for rule in effects.pauses:
        clock = after.get(rule.name)
        if clock is not None and clock.since is not None:
            after[rule.name] = pause_clock(rule, clock, moment.calendar, moment.at, reason=reason)
            if after[rule.name].paused is not None:
                paused.append(rule.name)
    return tuple(paused)
