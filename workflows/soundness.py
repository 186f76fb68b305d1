"""Soundness of procedures: whatever can begin can end (design 09). Sufficient, not complete; bounded, and fails closed.

(a) Each side procedure alone reaches an end from every reachable stage, sets only its own facts, and counts only
procedures of lower rank. (b) The main one reaches an end from every reachable stage with nothing open. (c) Counts
saturate one above the largest number they are compared with. (d) An end with a side proceeding open is a mistake,
unless the act cancels it or it outlives the main one.

A side proceeding that is sound can always be ended, so a count above none may fall at any time. Facts that no act of
the procedure sets are frozen, and every cell of them is tried.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from workflows.acts import Act, AutoOpens, FromFact, Opens
from workflows.cells import TooManyCells, counterexample, example
from workflows.conditions import And, Condition, Counts, atoms
from workflows.definition import ANY_END, Procedure, ProcedureKind
from workflows.facts import Fact, in_scope
from workflows.faults import Fault, Place, unknown_name
from workflows.soundness_clocks import check_clocks
from workflows.soundness_paths import check_paths

Procedures = Mapping[str, Procedure]

COMPLAINANT: Final = "complainant"

NONE_OR_SOME: Final = frozenset({("==", 0), ("!=", 0), (">", 0), ("<", 1), (">=", 1), ("<=", 0)})
"""Comparisons of a count that only tell none from some."""


def check_procedures(procedures: Procedures, facts: Mapping[str, Fact]) -> list[Fault]:
    """Every mistake that makes *procedures* unsound; places begin with the procedure's name."""
    faults: list[Fault] = []
    for procedure in procedures.values():
        own = in_scope(facts, procedure.name)
        found = [
            *_check_names(procedure, procedures),
            *_check_letters(procedure, procedures),
            *_check_counts(procedure, procedures),
            *_check_guards(procedure, own, {}),
        ]
        if not found:
            found = list(check_paths(procedure, procedures, own))
        if not found:
            found = list(check_clocks(procedure, own))
        faults += [Fault((procedure.name, *fault.place), fault.reason, fault.example) for fault in found]
    return faults


def acts_with_places(procedure: Procedure) -> Iterator[tuple[Place, Act]]:
    """Every act as it was written, with its place in the file."""
    for stage in procedure.stages.values():
        for act in stage.acts.values():
            yield ("stages", stage.name, "acts", act.name), act
    for act in procedure.anywhere.values():
        yield ("anywhere", act.name), act


def _check_names(procedure: Procedure, procedures: Procedures) -> Iterator[Fault]:
    sides = [name for name, other in procedures.items() if other.kind is ProcedureKind.SIDE]
    for place, opens in openings_with_places(procedure):
        if opens.procedure not in sides:
            yield Fault(place, unknown_name("side procedure", opens.procedure, sides))
            continue
        unit = procedures[opens.procedure].unit
        if isinstance(unit, FromFact) and unit.name not in {name for name, _ in opens.facts}:
            reason = f"{opens.procedure} belongs to the unit that {unit.name} names: say which"
            yield Fault(place, reason, f"with: {{{unit.name}: answer to_unit}}")
    for place, act in acts_with_places(procedure):
        for name in sorted(act.cancels):
            if name not in sides:
                yield Fault((*place, "cancels"), unknown_name("side procedure", name, sides))
    for position, declared in enumerate(procedure.on):
        if declared.ended not in sides:
            yield Fault(("on", position, "ended"), unknown_name("side procedure", declared.ended, sides))
            continue
        ends = {act.ends_as for _, act in acts_with_places(procedures[declared.ended]) if act.ends_as is not None}
        for end in sorted(declared.as_ - ends - {ANY_END}):
            yield Fault(("on", position, "as"), unknown_name(f"end of {declared.ended}", end, ends))


def openings_with_places(procedure: Procedure) -> Iterator[tuple[Place, Opens | AutoOpens]]:
    """Every side procedure that is opened, by an act or by a condition, with its place in the file."""
    for place, act in acts_with_places(procedure):
        for position, opens in enumerate(act.opens):
            yield (*place, "opens", position), opens
    for position, declared in enumerate(procedure.opens):
        yield ("opens", position), declared


def _check_letters(procedure: Procedure, procedures: Procedures) -> Iterator[Fault]:
    """A letter that must have been told first is one that some act tells."""
    told = {act.tells.get(COMPLAINANT) for other in procedures.values() for _, act in acts_with_places(other)}
    for place, act in acts_with_places(procedure):
        for letter in sorted(act.told_first - told):
            yield Fault((*place, "told_first"), f"no act tells the complainant this letter: {letter}")


def _check_counts(procedure: Procedure, procedures: Procedures) -> Iterator[Fault]:
    """A procedure counts only side procedures of lower rank, so that none waits for one that waits for it.

    A main one only asks whether any is open: there may be any number of them.
    """
    for place, condition in _conditions(procedure):
        for atom in atoms(condition):
            if not isinstance(atom, Counts):
                continue
            other = procedures.get(atom.procedure)
            if other is None or other.kind is not ProcedureKind.SIDE:
                yield Fault(place, f"only side procedures are counted: {atom.procedure}")
            elif procedure.kind is ProcedureKind.MAIN and (atom.order, atom.number) not in NONE_OR_SOME:
                reason = "a main procedure asks only whether any is open"
                yield Fault(place, f"{reason}: {atom}", f"open.{atom.procedure} == 0, open.{atom.procedure} > 0")
            elif procedure.kind is ProcedureKind.SIDE and other.rank >= procedure.rank:
                reason = f"counts {other.name}, whose rank {other.rank} is not below its own rank {procedure.rank}"
                yield Fault(place, reason)
            elif procedure.kind is ProcedureKind.SIDE and place[-1] == "while":
                yield Fault(place, "clocks of a side procedure wait for facts of their own, not for other proceedings")


def _conditions(procedure: Procedure) -> Iterator[tuple[Place, Condition]]:
    for place, act in acts_with_places(procedure):
        if act.when is not None:
            yield (*place, "when"), act.when
    for clock in procedure.clocks.values():
        if clock.when is not None:
            yield ("clocks", clock.name, "when"), clock.when
        if clock.pauses_while is not None:
            yield ("clocks", clock.name, "pauses", "while"), clock.pauses_while
    for stage in procedure.stages.values():
        for position, variant in enumerate(stage.variants):
            yield ("stages", stage.name, "variants", position, "when"), variant.when
    for position, declared in enumerate(procedure.opens):
        yield ("opens", position, "when"), declared.when


def _check_guards(
    procedure: Procedure, facts: Mapping[str, Fact], seen: dict[Condition, str | None]
) -> Iterator[Fault]:
    """Conditions that never or always hold. Those in *seen* were asked before."""
    for place, condition in _conditions(procedure):
        if condition not in seen:
            seen[condition] = _why_dead(condition, facts)
        if (reason := seen[condition]) is not None:
            yield Fault(place, reason, str(condition))


def _why_dead(condition: Condition, facts: Mapping[str, Fact]) -> str | None:
    try:
        if example(condition, facts) is None:
            return "never true, whatever the facts are"
        if condition != And(()) and counterexample(condition, facts) is None:
            return "always true: leave it out"
    except TooManyCells as found:
        return str(found)
    return None
