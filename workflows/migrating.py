"""Move a proceeding to another version of its procedure. Clocks keep what they have used up."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from workflows.calendars import Calendar
from workflows.clock_rules import ClockRule
from workflows.clocks import Clock, resume_clock
from workflows.definition import Migration, Procedure
from workflows.engine import reconsider
from workflows.facts import Facts
from workflows.proceedings import Refusal, State


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """What moving does to one proceeding."""

    state: State
    kept: tuple[str, ...]
    vanished: tuple[str, ...]
    """Clocks that the other version does not have: they end here."""
    started: tuple[str, ...]


def way(old: Procedure, new: Procedure) -> Migration | None:
    """What *new* says of proceedings that come from *old*; None when it does not take them."""
    return next((one for one in new.migrate if one.from_version == old.version), None)


def move_state(
    old: Procedure,
    new: Procedure,
    state: State,
    *,
    facts: Facts,
    open_counts: Mapping[str, int],
    calendar: Calendar,
    at: datetime,
) -> Move | Refusal:
    """The state that a proceeding has under *new*, by its `migrate` map, or why it cannot be moved.

    Refused: `no_way` (the new version does not say what becomes of the old one), `no_stage` (the stage is in neither map nor
    version), `would_end` (only an act may end a proceeding), `waits` (an act waits for its second person and is not open there).
    """
    declared = way(old, new)
    if declared is None:
        return Refusal("no_way", {"from": old.version, "to": new.version})
    stage = declared.stages.get(state.stage, state.stage)
    if stage not in new.stages:
        return Refusal("no_stage", {"stage": stage})
    if new.stages[stage].end and not old.stages[state.stage].end:
        return Refusal("would_end", {"stage": stage})
    if state.pending is not None and state.pending.act not in new.acts[stage]:
        return Refusal("waits", {"act": state.pending.act})
    carried: dict[str, Clock] = {}
    for name, clock in state.clocks.items():
        before, after = old.clocks.get(name), new.clocks.get(name)
        if before is not None and after is not None and before.repeats == after.repeats:
            carried[name] = carry_clock(before, after, clock, stage=stage, calendar=calendar, at=at)
    moved = msgspec.structs.replace(state, stage=stage, clocks=carried)
    settled = reconsider(new, moved, facts=facts, open_counts=open_counts, calendar=calendar, at=at)
    return Move(
        state=settled,
        kept=tuple(name for name in carried if not carried[name].is_stopped),
        vanished=tuple(name for name in state.clocks if name not in carried and not state.clocks[name].is_stopped),
        started=tuple(name for name in settled.clocks if name not in state.clocks),
    )


def carry_clock(old: ClockRule, new: ClockRule, clock: Clock, *, stage: str, calendar: Calendar, at: datetime) -> Clock:
    """The clock under its new rule: the new limit, what it has consumed, and no alarm twice.

    A limit in another unit cannot take over what was counted: such a clock keeps its budget, as one that was extended does.
    """
    same_unit = new.limit is not None and clock.budget is not None and new.limit.unit == clock.budget.unit
    budget = new.limit if same_unit and not clock.extensions and not clock.is_stopped else clock.budget
    rang = [old.alarms[place] for place in clock.fired if place < len(old.alarms)]
    fired = tuple(place for place, alarm in enumerate(new.alarms) if alarm in rang)
    carried = msgspec.structs.replace(clock, budget=budget, fired=fired)
    may_stand = stage in new.pauses_at or new.pauses_while is not None
    return carried if may_stand or not carried.is_paused else resume_clock(new, carried, calendar, at)
