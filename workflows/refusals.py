"""Why an act is not possible: refusals say what would have to be otherwise, with the values."""

from collections.abc import Collection, Mapping

from workflows.conditions import explain
from workflows.definition import Act, Procedure, Uninvolved
from workflows.facts import Facts
from workflows.proceedings import SYSTEM, Person, Refusal, State


def find_act(procedure: Procedure, state: State, act: str) -> Act | Refusal:
    """The act of this name at the proceeding's stage."""
    found = procedure.acts[state.stage].get(act)
    if found is not None:
        return found
    if act not in procedure.act_names:
        return Refusal("unknown_act", {"act": act})
    if procedure.stages[state.stage].end:
        return Refusal("ended", {"act": act, "stage": state.stage})
    return Refusal("not_at_this_stage", {"act": act, "stage": state.stage})


def why_not(
    procedure: Procedure, state: State, act: Act, *, by: Person, involved: Collection[str] = ()
) -> Refusal | None:
    """Why *by* may not begin *act*, whatever the facts are.

    While an act waits for its second person, only the system may move the proceeding.
    """
    if act.by.isdisjoint(by.roles):
        return Refusal("not_your_role", {"roles": sorted(act.by)})
    pending = state.pending
    if pending is not None and (pending.act == act.name or act.to is not None) and by.id != SYSTEM.id:
        return Refusal(
            "needs_second_person",
            {"act": pending.act, "by": pending.by, "roles": sorted(confirming_roles(procedure, state))},
        )
    if act.uninvolved is not None and _was_involved(procedure, state, by, act.uninvolved, involved):
        return Refusal("involved", {"rule": str(act.uninvolved)})
    return None


def why_not_confirm(
    procedure: Procedure, state: State, act: Act, *, by: Person, involved: Collection[str] = ()
) -> Refusal | None:
    """Why *by* may not be the second person of *act*."""
    pending, wanted = state.pending, act.confirmed_by
    if pending is None or pending.act != act.name or wanted is None:
        return Refusal("nothing_pending", {"act": act.name})
    if wanted.roles.isdisjoint(by.roles):
        return Refusal("not_your_role", {"roles": sorted(wanted.roles)})
    if pending.by == by.id:
        return Refusal("same_person", {"act": act.name, "roles": sorted(wanted.roles)})
    for rule in sorted(wanted.uninvolved):
        if _was_involved(procedure, state, by, rule, involved):
            return Refusal("involved", {"rule": str(rule)})
    return None


def confirming_roles(procedure: Procedure, state: State) -> frozenset[str]:
    """Roles that can carry out or drop what waits for a second person."""
    act = None if state.pending is None else procedure.acts[state.stage].get(state.pending.act)
    return frozenset() if act is None or act.confirmed_by is None else act.confirmed_by.roles


def why_not_now(
    procedure: Procedure, state: State, act: Act, facts: Facts, open_counts: Mapping[str, int]
) -> Refusal | None:
    """Why *act* is not possible as things stand, whoever does it: its guard, or an extension that is used up."""
    if act.when is not None and not act.when.holds(facts, open_counts):
        failing = explain(act.when, facts, open_counts)
        return Refusal("guard", {} if failing is None else {"part": failing.part, "values": failing.values})
    if act.extends is None:
        return None
    clock = state.clocks.get(act.extends)
    if clock is None or clock.stopped is not None:
        return Refusal("not_running", {"clock": act.extends})
    if len(clock.extensions) >= procedure.clocks[act.extends].extend_times:
        return Refusal("extension_used_up", {"clock": act.extends})
    return None


def _was_involved(procedure: Procedure, state: State, by: Person, rule: Uninvolved, involved: Collection[str]) -> bool:
    match rule:
        case Uninvolved.SAME_ACT:
            return state.pending is not None and state.pending.by == by.id
        case Uninvolved.DECIDED:
            return any(by.id in state.done.get(name, ()) for name in procedure.deciding)
        case Uninvolved.EVER_ACTED:
            return by.id in involved or any(by.id in people for people in state.done.values())
