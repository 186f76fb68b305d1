"""A changed procedure over past acts: what would have differed. Pure; nobody's words are needed, only clear facts.

Each act of a journal is done again by the changed procedure, with the same facts and at the same moment, beside what the
journal says of it. What the changed one does otherwise is a difference; then its proceeding goes on from where the past one
went, so that one difference does not hide or multiply others.

What the beginning or the end of a side proceeding does to the main one's clocks is done again too (`surround`), and a pause
that is over by itself ends in both when its longest time has passed.

Not done again: who may act (the roles that people held then are not kept), sealed answers, and what complainants were told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from workflows.acts import Act
from workflows.calendars import Calendar
from workflows.carrying_out import NOTHING, Given, carry_out
from workflows.clocks import Clock, due, extend_clock, next_alarm, pause_clock, resume_clock, start_clock
from workflows.definition import Procedure
from workflows.engine import reconsider, start
from workflows.facts import Facts
from workflows.proceedings import Decision, Person, Situation, State
from workflows.refusals import why_no_act, why_not_now, why_not_same

SOMEBODY = Person("somebody", frozenset())


class Kind(StrEnum):
    """What can differ."""

    ROUTE = "route"
    """Another unit, circle, urgency or procedure."""
    REFUSED = "refused"
    """An act that would not have been possible."""
    ANSWERS = "answers"
    """A clear answer would have been required that was not given."""
    FOUR_EYES = "four_eyes"
    """A second person would have been needed, or not."""
    STAGE = "stage"
    """The act would have led elsewhere."""
    DEADLINE = "deadline"
    """A time limit would have ended at another moment, or not run at all."""
    BREACH = "breach"
    """A time limit that was kept would have been missed."""
    LOST = "lost"
    """The changed procedure has no such stage: the rest of the proceeding cannot be compared."""


class PastAct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One act as a journal tells it."""

    name: str
    at: datetime
    from_stage: str
    to_stage: str
    answers: dict[str, Any] = {}
    clocks: dict[str, list[str]] = {}
    """What it did to clocks: started, stopped, paused, resumed, extended."""
    waits: bool = False
    """It was the first of four eyes."""
    dropped: bool = False


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that would have been otherwise; `was` and `now` are stages, clocks' moments, refusals or units."""

    kind: Kind
    what: str
    """The act, clock or table that it is about."""
    was: str
    now: str
    at: datetime


@dataclass(frozen=True)
class Versions:
    """A procedure as it was and as it would be."""

    past: Procedure
    changed: Procedure
    alike: frozenset[str] = field(init=False)
    """Clocks that both declare in the same words: what is due by one is due by the other."""

    def __post_init__(self) -> None:
        now = self.changed.clocks
        alike = frozenset(name for name, rule in self.past.clocks.items() if now.get(name) == rule)
        object.__setattr__(self, "alike", alike)


class Side(msgspec.Struct):
    """A proceeding by one version: its state, and the clocks that stopped, as they ran until then."""

    procedure: Procedure
    state: State
    settled: dict[str, tuple[Clock, datetime]] = msgspec.field(default_factory=dict)
    """Name → (clock, until when it ran)."""


class Twin(msgspec.Struct):
    """A past proceeding beside itself under the changed procedure."""

    past: Side
    changed: Side
    alike: frozenset[str]
    """Clocks that both versions declare in the same words."""
    differences: list[Difference] = msgspec.field(default_factory=list)
    lost: bool = False


def begin_twin(versions: Versions, *, facts: Facts, calendar: Calendar, at: datetime) -> Twin:
    """A proceeding opened *at* that moment, by both versions."""
    past, changed = versions.past, versions.changed
    before = start(past, facts=facts, calendar=calendar, at=at)
    after = start(changed, facts=facts, calendar=calendar, at=at)
    return Twin(Side(past, before), Side(changed, after), versions.alike)


def follow(twin: Twin, act: PastAct, *, facts: Facts, counts: Mapping[str, int], calendar: Calendar) -> None:
    """Do one past act again by both procedures and note what would have differed."""
    if twin.lost:
        return
    _end_pauses(twin, calendar, act.at)
    if act.clocks:
        running = _relived(twin.past, act.clocks, calendar, act.at, at_stage=act.to_stage, by=act.name)
        twin.past.state = State(act.to_stage, running)
    situation = Situation(SOMEBODY, facts, counts)
    side, to_stage = twin.changed, act.to_stage
    open_here = side.procedure.acts[side.state.stage]
    if act.name in open_here:
        _compare(twin, act, open_here[act.name], situation, calendar)
    else:
        _note(twin, act, Kind.REFUSED, to_stage, why_no_act(side.procedure, side.state, act.name).reason)
    if act.waits or act.dropped:
        return
    if to_stage not in side.procedure.stages:
        _note(twin, act, Kind.LOST, to_stage, "")
        twin.lost = True
    elif side.state.stage != to_stage:
        side.state = msgspec.structs.replace(side.state, stage=to_stage)


def surround(
    twin: Twin,
    clocks: Mapping[str, list[str]],
    *,
    facts: Facts,
    counts: Mapping[str, int],
    calendar: Calendar,
    at: datetime,
) -> None:
    """Let facts or counts that changed beside the proceeding do what they do to its clocks; *clocks*: what they did then."""
    if twin.lost:
        return
    _end_pauses(twin, calendar, at)
    past, changed = twin.past, twin.changed
    past.state = msgspec.structs.replace(
        past.state, clocks=_relived(past, clocks, calendar, at, at_stage=past.state.stage)
    )
    before = changed.state
    changed.state = reconsider(changed.procedure, before, facts=facts, open_counts=counts, calendar=calendar, at=at)
    for name in changed.state.clocks.keys() - before.clocks.keys():
        changed.settled.pop(name, None)


def _end_pauses(twin: Twin, calendar: Calendar, at: datetime) -> None:
    """Resume the clocks whose longest pause was over by then, as the worker does, at the moment when it was."""
    for side in (twin.past, twin.changed):
        for clock in side.state.clocks.values():
            if clock.paused is not None:
                break
        else:
            continue
        over = {
            name: resume_clock(side.procedure.clocks[name], clock, calendar, alarm.at)
            for name, clock in side.state.clocks.items()
            if clock.is_paused
            and (alarm := next_alarm(side.procedure.clocks[name], clock, calendar)) is not None
            and alarm.at <= at
        }
        if over:
            side.state = msgspec.structs.replace(side.state, clocks={**side.state.clocks, **over})


def _compare(twin: Twin, act: PastAct, changed: Act, situation: Situation, calendar: Calendar) -> None:
    if act.dropped:
        return
    refusal = why_not_now(twin.changed.procedure, twin.changed.state, changed, situation)
    if refusal is not None and refusal.reason in ("guard", "extension_used_up", "not_running"):
        part = str(refusal.facts.get("part", ""))
        _note(twin, act, Kind.REFUSED, act.to_stage, f"{refusal.reason} {part}".strip())
        return
    if (same := why_not_same(changed, act.answers, situation.facts)) is not None:
        _note(twin, act, Kind.REFUSED, act.to_stage, f"{same.reason} {same.facts['fact']}")
        return
    seconded = changed.confirmed_by is not None
    was_seconded = _seconded(twin.past.procedure, act)
    if seconded != was_seconded and (act.waits or not was_seconded):
        _note(twin, act, Kind.FOUR_EYES, "two" if was_seconded else "one", "two" if seconded else "one")
    if changed.needs and (act.waits or not was_seconded):
        wanting = [name for name in changed.needs if name not in act.answers]
        if wanting:
            _note(twin, act, Kind.ANSWERS, "", ", ".join(wanting))
    if act.waits:
        return
    decision = _advance(twin.changed, act, changed, situation, calendar)
    if decision is not None and decision.to_stage != act.to_stage:
        _note(twin, act, Kind.STAGE, act.to_stage, decision.to_stage)


def _seconded(procedure: Procedure, act: PastAct) -> bool:
    found = procedure.acts.get(act.from_stage, {}).get(act.name)
    return found is not None and found.confirmed_by is not None


def _advance(side: Side, act: PastAct, found: Act, situation: Situation, calendar: Calendar) -> Decision | None:
    """Carry the act out, keeping the clocks that it stops as they ran until then."""
    state = side.state
    if found.extends is not None and found.extends not in state.clocks:
        return None
    given = Given(act.answers) if act.answers else NOTHING
    decision = carry_out(side.procedure, state, found, given, situation=situation, calendar=calendar, at=act.at)
    for name in decision.stopped:
        side.settled[name] = (state.clocks[name], act.at)
    for name in decision.started:
        side.settled.pop(name, None)
    side.state = decision.state
    return decision


def _relived(
    side: Side, did: Mapping[str, list[str]], calendar: Calendar, at: datetime, *, at_stage: str, by: str = ""
) -> dict[str, Clock]:
    """The past clocks after they *did* what the journal says, in the engine's order."""
    rules, running = side.procedure.clocks, dict(side.state.clocks)
    for name in did.get("stopped", ()):
        if (clock := running.pop(name, None)) is not None:
            side.settled[name] = (clock, at)
    for name in did.get("resumed", ()):
        if (clock := running.get(name)) is not None:
            running[name] = resume_clock(rules[name], clock, calendar, at)
    for name in did.get("extended", ()):
        if (clock := running.get(name)) is not None:
            running[name] = extend_clock(rules[name], clock, calendar, at, by=by)
    for name in did.get("started", ()):
        running[name] = start_clock(rules[name], calendar, at)
        side.settled.pop(name, None)
    for name in did.get("paused", ()):
        if (clock := running.get(name)) is not None:
            running[name] = pause_clock(rules[name], clock, calendar, at, reason=at_stage)
    return running


def _note(twin: Twin, act: PastAct, kind: Kind, was: str, now: str) -> None:
    twin.differences.append(Difference(kind=kind, what=act.name, was=was, now=now, at=act.at))


def compare_clocks(twin: Twin, *, calendar: Calendar, at: datetime) -> list[Difference]:
    """Time limits that would have ended otherwise, those that still run counted as they stand *at* that moment."""
    if twin.lost:
        return []
    _end_pauses(twin, calendar, at)
    past, changed = _ends(twin.past, at), _ends(twin.changed, at)
    found = []
    for name in dict.fromkeys((*past, *changed)):
        before, after = past.get(name), changed.get(name)
        if before == after and name in twin.alike:
            continue
        was = _due(twin.past, name, before, calendar)
        now = _due(twin.changed, name, after, calendar)
        if was == now:
            continue
        was_until, now_until = at if before is None else before[1], at if after is None else after[1]
        until = now_until if after is not None else was_until
        kept = was is None or was_until <= was
        kind = Kind.BREACH if kept and now is not None and now < now_until else Kind.DEADLINE
        found.append(Difference(kind=kind, what=name, was=_moment(was), now=_moment(now), at=until))
    return found


def _ends(side: Side, at: datetime) -> dict[str, tuple[Clock, datetime]]:
    """Name → (clock, until when it ran); clocks that repeat have no end and are left out."""
    found = {
        name: (clock, at)
        for name, clock in side.state.clocks.items()
        if clock.running and side.procedure.clocks[name].limit is not None
    }
    return side.settled | found


def _due(side: Side, name: str, ended: tuple[Clock, datetime] | None, calendar: Calendar) -> datetime | None:
    return None if ended is None else due(side.procedure.clocks[name], ended[0], calendar)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
