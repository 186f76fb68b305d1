"""Decide what an act does to a proceeding. Pure: the same procedure, state, facts and time give the same answer."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from workflows.acts import SYSTEM_ROLE
from workflows.calendars import Calendar, local_day
from workflows.carrying_out import NOTHING, Given, carry_out, sort_answers
from workflows.clock_rules import ClockRule
from workflows.clocks import Clock, start_clock
from workflows.definition import ANY_END, Procedure
from workflows.facts import Facts
from workflows.fields import Raw, asked_now, parse
from workflows.firing import Rung, fire, fire_all
from workflows.openings import counts_after, openings
from workflows.proceedings import (
    SYSTEM,
    Decision,
    Fired,
    Link,
    Offer,
    Opening,
    Pending,
    Person,
    Refusal,
    Situation,
    Standing,
    State,
    dump_state,
    load_state,
    read_clocks,
    read_state,
    without_clocks,
    write_clock,
)
from workflows.refusals import confirming_roles, why_no_act, why_not, why_not_confirm, why_not_now, why_not_same
from workflows.touching import Aftermath, pause_by_condition

__all__ = [
    "SYSTEM",
    "Decision",
    "Fired",
    "Link",
    "Offer",
    "Opening",
    "Pending",
    "Person",
    "Refusal",
    "Rung",
    "Standing",
    "State",
    "available",
    "counts_after",
    "decide",
    "dump_state",
    "fire",
    "fire_all",
    "load_state",
    "openings",
    "reaction",
    "read_clocks",
    "read_state",
    "reconsider",
    "refuse",
    "standing",
    "start",
    "start_one",
    "without_clocks",
    "write_clock",
]

NO_COUNTS: Mapping[str, int] = {}
NO_REGISTERS: Mapping[str, Collection[str]] = {}
NO_PLACES: Mapping[str, str] = {}


def start(
    procedure: Procedure, *, facts: Facts, calendar: Calendar, at: datetime, open_counts: Mapping[str, int] = NO_COUNTS
) -> State:
    """The state of a proceeding that is opened at the moment *at*."""
    return reconsider(procedure, State(procedure.start), facts=facts, open_counts=open_counts, calendar=calendar, at=at)


def start_one(procedure: Procedure, clock: str, *, facts: Facts, calendar: Calendar, at: datetime) -> Clock | None:
    """That *clock* of what `start` gives, without asking for the others; None where it does not run yet."""
    rules = [rule for rule in procedure.starting.get(procedure.start, ()) if rule.name == clock]
    clocks: dict[str, Clock] = {}
    follow_conditions(procedure, rules, clocks, procedure.start, Aftermath(facts, NO_COUNTS, calendar, at))
    return clocks.get(clock)


def reconsider(
    procedure: Procedure,
    state: State,
    *,
    facts: Facts,
    open_counts: Mapping[str, int],
    calendar: Calendar,
    at: datetime,
) -> State:
    """The state after facts or counts changed outside an act.

    Clocks of the stage whose condition now holds are started; clocks that wait while a condition holds pause or go on.
    """
    clocks = dict(state.clocks)
    rules = procedure.starting.get(state.stage, ())
    follow_conditions(procedure, rules, clocks, state.stage, Aftermath(facts, open_counts, calendar, at))
    return msgspec.structs.replace(state, clocks=clocks)


def follow_conditions(
    procedure: Procedure, rules: Iterable[ClockRule], clocks: dict[str, Clock], stage: str, aftermath: Aftermath
) -> None:
    """Start those of *rules* whose condition holds in *clocks*; pause and resume there what waits while a condition holds."""
    for rule in rules:
        if rule.name not in clocks and (
            rule.may_start is None or rule.may_start(aftermath.facts, aftermath.open_counts)
        ):
            clocks[rule.name] = start_clock(rule, aftermath.calendar, aftermath.at)
    if procedure.pausing_while:
        pause_by_condition(procedure.pausing_while, clocks, stage, aftermath)


def decide(
    procedure: Procedure,
    state: State,
    act: str,
    answers: Raw,
    *,
    by: Person,
    facts: Facts,
    open_counts: Mapping[str, int],
    calendar: Calendar,
    at: datetime,
    confirm: bool = False,
    registers: Mapping[str, Collection[str]] = NO_REGISTERS,
    units: Collection[str] = (),
    involved: Collection[str] = (),
    places: Mapping[str, str] = NO_PLACES,
    colleagues: Collection[Person] = (),
    told: Collection[str] = (),
    language: str | None = None,
) -> Decision | Refusal:
    """What *act* does when *by* does it at the moment *at*, or why it may not.

    *answers* are raw, as a form sends them. *facts* are the case's and the proceeding's own together; *places*,
    *colleagues*, *told* and *involved* are what `Situation` says of them. *language*: the complainant's, for replies to
    them. An act under four eyes first gives a decision with `pending`; a second person carries it out with *confirm*
    (answers are not read again).
    """
    open_here = procedure.acts[state.stage]
    if act not in open_here:
        return why_no_act(procedure, state, act)
    found = open_here[act]
    situation = Situation(by, facts, open_counts, places, colleagues, told, involved)
    ask_person = why_not_confirm if confirm else why_not
    refusal = ask_person(procedure, state, found, situation) or why_not_now(procedure, state, found, situation)
    if refusal is None and confirm and state.pending is not None:
        refusal = why_not_same(found, state.pending.answers, facts)
    if refusal is not None:
        return refusal
    if confirm and state.pending is not None:
        return carry_out(
            procedure, state, found, Given(state.pending.answers), situation=situation, calendar=calendar, at=at
        )
    given = NOTHING
    if answers or found.requires:
        today = local_day(calendar, at)
        parsed = parse(
            found.asks, answers, known=facts, registers=registers, units=units, today=today, language=language
        )
        if parsed.problems:
            return Refusal("missing_answers", {"problems": parsed.problems})
        given = sort_answers(found, parsed.answers)
    if found.confirmed_by is None:
        return carry_out(procedure, state, found, given, situation=situation, calendar=calendar, at=at)
    waiting = Pending(found.name, by.id, at, given.clear)
    return Decision(
        act=found.name,
        state=State(state.stage, state.clocks, state.done, waiting),
        from_stage=state.stage,
        to_stage=state.stage,
        answers=given.clear,
        statistics=given.statistics,
        sealed=given.sealed,
        pending=waiting,
    )


def refuse(procedure: Procedure, state: State, *, by: Person, at: datetime) -> Decision | Refusal:
    """Drop the act that waits for a second person. Whoever may confirm it can, and the first person themselves."""
    pending = state.pending
    if pending is None:
        return Refusal("nothing_pending")
    roles = confirming_roles(procedure, state)
    if by.id != pending.by and roles.isdisjoint(by.roles):
        return Refusal("not_your_role", {"roles": sorted(roles)})
    return Decision(
        act=pending.act,
        state=State(state.stage, state.clocks, state.done),
        from_stage=state.stage,
        to_stage=state.stage,
        dropped=pending,
    )


def available(
    procedure: Procedure,
    state: State,
    *,
    by: Person,
    facts: Facts,
    open_counts: Mapping[str, int],
    involved: Collection[str] = (),
    places: Mapping[str, str] = NO_PLACES,
    colleagues: Collection[Person] = (),
    told: Collection[str] = (),
) -> list[Offer]:
    """Every act open at the stage, in the procedure's order, with the reason when *by* cannot do it now.

    Acts that only the system does are left out.
    """
    situation = Situation(by, facts, open_counts, places, colleagues, told, involved)
    offers = []
    for act in procedure.acts[state.stage].values():
        if act.by == {SYSTEM_ROLE}:
            continue
        confirming = why_not_confirm(procedure, state, act, situation) is None
        refusal = None if confirming else why_not(procedure, state, act, situation)
        offers.append(
            Offer(
                act=act.name,
                label=act.label,
                help=act.help,
                fields=() if confirming else asked_now(act.asks, facts),
                refusal=refusal or why_not_now(procedure, state, act, situation),
                confirming=confirming,
                needs_second=act.confirmed_by is not None,
            )
        )
    return offers


def reaction(procedure: Procedure, state: State, *, ended: str, as_: str) -> str | None:
    """The act that the end of a side proceeding *ended* as *as_* causes at this stage; the system does it."""
    open_here = procedure.acts[state.stage]
    for declared in procedure.on:
        if declared.ended == ended and (as_ in declared.as_ or ANY_END in declared.as_) and declared.do in open_here:
            return declared.do
    return None


def standing(procedure: Procedure, state: State, *, facts: Facts, open_counts: Mapping[str, int]) -> Standing:
    """What the stage means now; the first variant whose condition holds says otherwise than the stage."""
    stage = procedure.stages[state.stage]
    for variant in stage.variants:
        if variant.holds(facts, open_counts):
            return Standing(variant.status or stage.status, variant.ball or stage.ball, stage.owner, stage.label)
    return Standing(stage.status, stage.ball, stage.owner, stage.label)
