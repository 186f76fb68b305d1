"""Why an act is not possible: refusals say what would have to be otherwise, with the values."""

from collections.abc import Mapping

from workflows.acts import Act, FromFact
from workflows.answers import Answer
from workflows.conditions import explain
from workflows.definition import Procedure
from workflows.facts import Facts
from workflows.fields import is_same
from workflows.four_eyes import confirming_roles, was_involved, why_not_confirm
from workflows.offices import find_unit, why_not_of_unit
from workflows.proceedings import SYSTEM, Refusal, Situation, State

__all__ = ["confirming_roles", "why_no_act", "why_not", "why_not_confirm", "why_not_now", "why_not_same"]


def why_no_act(procedure: Procedure, state: State, act: str) -> Refusal:
    """Why there is no act of this name at the proceeding's stage."""
    if act not in procedure.act_names:
        return Refusal("unknown_act", {"act": act})
    reason = "ended" if procedure.stages[state.stage].end else "not_at_this_stage"
    return Refusal(reason, {"act": act, "stage": state.stage})


def why_not(procedure: Procedure, state: State, act: Act, situation: Situation) -> Refusal | None:
    """Why whoever acts may not begin *act*.

    While an act waits for its second person, only the system may move the proceeding.
    """
    by, pending = situation.by, state.pending
    if act.by.isdisjoint(by.roles):
        return Refusal("not_your_role", {"roles": sorted(act.by)})
    if pending is not None and (pending.act == act.name or act.to is not None) and by.id != SYSTEM.id:
        return Refusal(
            "needs_second_person",
            {"act": pending.act, "by": pending.by, "roles": sorted(confirming_roles(procedure, state))},
        )
    refusal = None if act.of_unit is None else why_not_of_unit(act.of_unit, situation)
    if (
        refusal is None
        and act.uninvolved is not None
        and was_involved(procedure, state, by, act.uninvolved, situation.involved)
    ):
        return Refusal("involved", {"rule": str(act.uninvolved)})
    return refusal


def why_not_now(procedure: Procedure, state: State, act: Act, situation: Situation) -> Refusal | None:
    """Why *act* is not possible as things stand, whoever does it."""
    if act.allows is not None and not act.allows(situation.facts, situation.open_counts):
        assert act.when is not None  # noqa: S101 - for the type checker: allows is made of it
        failing = explain(act.when, situation.facts, situation.open_counts)
        return Refusal("guard", {} if failing is None else {"part": failing.part, "values": failing.values})
    if act.told_first and act.told_first.isdisjoint(situation.told):
        return Refusal("not_told_yet", {"letters": sorted(act.told_first)})
    for source in (act.moves, act.widens) if act.moves is not None or act.widens is not None else ():
        if isinstance(source, FromFact) and find_unit(source, facts=situation.facts, places={}) is None:
            return Refusal("no_unit", {"fact": source.name})
    return None if act.extends is None else _why_not_extended(procedure, state, act.extends)


def why_not_same(act: Act, answers: Mapping[str, Answer], facts: Facts) -> Refusal | None:
    """Why what was answered before can no longer be carried out: a fact has become the same as what must differ from it."""
    for asked in act.differing:
        if is_same(asked, answers.get(asked.name), facts):
            return Refusal("must_differ", {"answer": asked.name, "fact": asked.differs_from})
    return None


def _why_not_extended(procedure: Procedure, state: State, name: str) -> Refusal | None:
    clock = state.clocks.get(name)
    if clock is None or clock.stopped is not None:
        return Refusal("not_running", {"clock": name})
    if len(clock.extensions) >= procedure.clocks[name].extend_times:
        return Refusal("extension_used_up", {"clock": name})
    return None
