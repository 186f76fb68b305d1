"""Carry out an act that may be done: facts, clocks, letters, side proceedings and the stage after it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from workflows.acts import Act, FromAnswer, FromFact, Source, UnitSource
from workflows.answers import Answer
from workflows.calendars import Calendar
from workflows.definition import Procedure
from workflows.facts import UNKNOWN, Facts, Secrecy, Value
from workflows.offices import find_unit
from workflows.openings import counts_after, openings
from workflows.proceedings import NONE, Decision, Link, Opening, Pending, Situation, State
from workflows.touching import Aftermath, touch_clocks


class Given(msgspec.Struct, frozen=True):
    """Answers, sorted by where they may be kept."""

    clear: dict[str, Answer] = {}
    statistics: dict[str, Answer] = {}
    sealed: dict[str, Answer] = {}


NOTHING = Given()


def sort_answers(act: Act, answers: Mapping[str, Answer]) -> Given:
    """Parsed *answers* to what *act* asks, each with its class."""
    given = Given({}, {}, {})
    kept = {Secrecy.ROUTING: given.clear, Secrecy.STATISTICS: given.statistics, Secrecy.SEALED: given.sealed}
    for asked in act.asks:
        if asked.name in answers:
            kept[asked.secrecy][asked.name] = answers[asked.name]
    return given


def carry_out(
    procedure: Procedure,
    state: State,
    act: Act,
    given: Given,
    *,
    situation: Situation,
    calendar: Calendar,
    at: datetime,
) -> Decision:
    """The decision that *act* is, once nothing stands against it; what waited for a second person is settled by it."""
    clear, facts, counts = given.clear, situation.facts, situation.open_counts
    sets = _sets(act, clear, facts) if clear or act.sets else NONE
    after = {**facts, **sets} if sets else facts
    may_open = sets and not procedure.opening.isdisjoint(sets)
    opens = _opens(procedure, act, clear, situation, after) if act.opens or may_open else ()
    recounted = bool(opens or (counts and not act.cancels.isdisjoint(counts)))
    if recounted:
        counts = counts_after(counts, opens, act.cancels)
    aftermath = Aftermath(after, counts, calendar, at)
    touched = touch_clocks(procedure, state, act, changed=recounted or bool(sets), aftermath=aftermath)
    name, stage, pending = act.name, state.stage, state.pending
    to_stage = act.to or stage
    settles, confirmed = False, None
    if pending is not None:
        settles = pending.act == name or act.to is not None
        confirmed = pending if pending.act == name and act.confirmed_by else None
    done = _note(state.done, name, situation.by.id, confirmed)
    # Each further keyword costs time: what few acts do is filled in below.
    decision = Decision(
        act=name,
        state=State(to_stage, touched.after, done, None if settles else pending),
        from_stage=stage,
        to_stage=to_stage,
        tells=act.tells,
        ended_as=act.ends_as,
        started=touched.started,
        stopped=touched.stopped,
        cancels=act.cancels,
    )
    if given is not NOTHING or sets or act.says:
        outcome = act.outcome
        decision = replace(
            decision,
            sets=sets,
            messages=() if act.message is None else (act.message,),
            answers=clear,
            statistics=given.statistics,
            sealed=given.sealed,
            outcome=str(_value(outcome, clear, facts)) if isinstance(outcome, FromAnswer) else outcome,
        )
    if opens or act.reaches_out:
        decision = replace(
            decision,
            opens=opens,
            moves=None if act.moves is None else _unit(act.moves, clear, situation),
            widens=None if act.widens is None else _unit(act.widens, clear, situation),
            links=None if act.links is None else Link(str(clear[act.links.to.name]), str(act.links.as_)),
        )
    if touched.paused or touched.resumed or touched.extended:
        decision = replace(decision, paused=touched.paused, resumed=touched.resumed, extended=touched.extended)
    if settles:
        decision = replace(decision, confirmed=confirmed, dropped=pending if confirmed is None else None)
    return decision


def _note(done: dict[str, tuple[str, ...]], act: str, by: str, confirmed: Pending | None) -> dict[str, tuple[str, ...]]:
    """Who did what, with this act; of a confirmed one, first who began it."""
    people = done.get(act, ())
    if confirmed is not None and confirmed.by not in people:
        people = (*people, confirmed.by)
    after = done.copy()
    after[act] = people if by in people else (*people, by)
    return after


def _sets(act: Act, answers: Mapping[str, Answer], facts: Facts) -> dict[str, Value]:
    sets: dict[str, Value] = {}
    for asked in act.asks:
        if asked.fact is not None and asked.secrecy is Secrecy.ROUTING and asked.name in answers:
            sets[asked.fact] = answers[asked.name]
    for name, source in act.sets:
        sets[name] = _value(source, answers, facts)
    return sets


def _opens(
    procedure: Procedure, act: Act, answers: Mapping[str, Answer], situation: Situation, after: Facts
) -> tuple[Opening, ...]:
    """What the act opens itself, and what the facts after it open."""
    own = tuple(
        Opening(opens.procedure, {name: _value(source, answers, after) for name, source in opens.facts})
        for opens in act.opens
    )
    if not procedure.opens:
        return own
    return (*own, *openings(procedure, situation.facts, after, counts_after(situation.open_counts, own, act.cancels)))


def _value(source: Source, answers: Mapping[str, Answer], facts: Facts) -> Value:
    if isinstance(source, FromAnswer):
        return answers.get(source.name, UNKNOWN)
    return facts.get(source.name, UNKNOWN) if isinstance(source, FromFact) else source


def _unit(source: UnitSource, answers: Mapping[str, Answer], situation: Situation) -> str | None:
    """The unit's code; a word for which no place is known stays as it is."""
    found = find_unit(source, facts=situation.facts, places=situation.places, answers=answers)
    return source if found is None and isinstance(source, str) else found
