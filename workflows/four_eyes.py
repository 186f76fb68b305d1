"""Four eyes: who may be the second person of an act, and whether somebody took part in what went before."""

from collections.abc import Collection

from workflows.acts import Act, Confirmation, Uninvolved
from workflows.definition import Procedure
from workflows.names import OFFICE_WORDS
from workflows.offices import why_not_of_unit
from workflows.proceedings import Pending, Person, Refusal, Situation, State


def why_not_confirm(procedure: Procedure, state: State, act: Act, situation: Situation) -> Refusal | None:
    """Why whoever acts may not be the second person of *act*.

    Where the procedure names somebody else for the case that nobody is left, people of the case's unit come first.
    """
    pending, wanted, by = state.pending, act.confirmed_by, situation.by
    if pending is None or pending.act != act.name or wanted is None:
        return Refusal("nothing_pending", {"act": act.name})
    left = _left(procedure, state, wanted, pending, situation)
    stands_in = not left and _stands_in(wanted, situation)
    if wanted.roles.isdisjoint(by.roles) and not stands_in:
        return Refusal("not_your_role", {"roles": sorted(wanted.roles)})
    if pending.by == by.id:
        return Refusal("same_person", {"act": act.name, "roles": sorted(wanted.roles)})
    refusal = _why_involved(procedure, state, wanted, by, situation)
    if refusal is None and act.of_unit is not None and not stands_in:
        refusal = why_not_of_unit(act.of_unit, situation)
    if refusal is None and left is not None and by.id not in left and not stands_in:
        reason = "unit_confirms_first" if left else "others_confirm"
        refusal = Refusal(reason, {"roles": sorted(wanted.roles), "otherwise": wanted.otherwise})
    return refusal


def _left(
    procedure: Procedure, state: State, wanted: Confirmation, pending: Pending, situation: Situation
) -> frozenset[str] | None:
    """Who in the case's unit may confirm; None where that makes no difference or is not known."""
    if wanted.otherwise is None or not situation.colleagues:
        return None
    return frozenset(
        person.id
        for person in situation.colleagues
        if person.id != pending.by
        and not wanted.roles.isdisjoint(person.roles)
        and _why_involved(procedure, state, wanted, person, situation) is None
    )


def _stands_in(wanted: Confirmation, situation: Situation) -> bool:
    """Whether whoever acts is the one who confirms when nobody is left. Not before it is known that nobody is."""
    word = wanted.otherwise
    if word is None or not situation.colleagues:
        return False
    if word in OFFICE_WORDS:
        return situation.places.get(word) in situation.by.units
    return word in situation.by.roles or word in situation.by.units


def _why_involved(
    procedure: Procedure, state: State, wanted: Confirmation, person: Person, situation: Situation
) -> Refusal | None:
    for rule in sorted(wanted.uninvolved):
        if was_involved(procedure, state, person, rule, situation.involved):
            return Refusal("involved", {"rule": str(rule)})
    return None


def confirming_roles(procedure: Procedure, state: State) -> frozenset[str]:
    """Roles that can carry out or drop what waits for a second person."""
    act = None if state.pending is None else procedure.acts[state.stage].get(state.pending.act)
    return frozenset() if act is None or act.confirmed_by is None else act.confirmed_by.roles


def was_involved(
    procedure: Procedure, state: State, person: Person, rule: Uninvolved, involved: Collection[str]
) -> bool:
    """Whether *person* took part as *rule* says; *involved* acted elsewhere on the case."""
    match rule:
        case Uninvolved.SAME_ACT:
            return state.pending is not None and state.pending.by == person.id
        case Uninvolved.DECIDED:
            return any(person.id in state.done.get(name, ()) for name in procedure.deciding)
        case Uninvolved.EVER_ACTED:
            return person.id in involved or any(person.id in people for people in state.done.values())
