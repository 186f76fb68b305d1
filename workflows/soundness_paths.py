"""What the ways through a procedure show: what is never reached, where no end is, and what an end leaves open."""

from collections.abc import Iterator, Mapping

from workflows.acts import Act
from workflows.cells import TooManyCells, show
from workflows.conditions import And, counted, fact_names
from workflows.definition import Procedure
from workflows.facts import Fact, Value
from workflows.faults import Fault, Place
from workflows.soundness_ground import TOLD, Ground, Move, survey
from workflows.soundness_walk import Walker


def check_paths(
    procedure: Procedure, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]
) -> Iterator[Fault]:
    """Stages and acts that are never reached, stages from which no end is, and ends that leave something open."""
    try:
        ground = survey(procedure, procedures, facts)
        walker = Walker(ground)
        yield from _unreached(ground, walker)
        yield from _stuck(ground, walker)
        yield from _left_open(ground, walker)
    except TooManyCells as found:
        yield Fault((), str(found))


def _place(procedure: Procedure, stage: str, act: Act) -> Place:
    written_here = act.name in procedure.stages[stage].acts
    return ("stages", stage, "acts", act.name) if written_here else ("anywhere", act.name)


def _unreached(ground: Ground, walker: Walker) -> Iterator[Fault]:
    procedure = ground.procedure
    possible_somewhere: set[str] = set()
    for name, stage in procedure.stages.items():
        if not walker.met(name):
            yield Fault(("stages", name), "this stage is never reached", _leading_to(ground, name))
            continue
        for move in ground.moves[name]:
            if _is_possible(walker, move):
                possible_somewhere.add(move.act.name)
            elif move.act.name in stage.acts:
                place = ("stages", name, "acts", move.act.name)
                yield Fault(place, "this act is never possible here", _why_impossible(walker, move))
    for name, act in procedure.anywhere.items():
        if name not in possible_somewhere:
            yield Fault(("anywhere", name), "this act is never possible", None if act.when is None else str(act.when))


def _leading_to(ground: Ground, stage: str) -> str:
    """The acts that would lead to a stage which nothing reaches."""
    leading = [
        f"{move.act.name} at {move.stage}" for moves in ground.moves.values() for move in moves if move.to == stage
    ]
    return f"only {', '.join(leading)} would lead here" if leading else "no act leads here"


def _is_possible(walker: Walker, move: Move) -> bool:
    if not walker.met(move.stage) & walker.enabled(move):
        return False
    return all(
        any(bits & walker.enabled(move, name, count) for count, bits in enumerate(walker.beside(name)[move.stage]))
        for name in counted(move.guard)
    )


def _why_impossible(walker: Walker, move: Move) -> str:
    """The guard, and what always holds where it would have to."""
    here = walker.met(move.stage)
    always: dict[str, Value] = walker.values.fixed([*fact_names(move.guard), *move.letters], here)
    for name in sorted(counted(move.guard)):
        if not any(walker.beside(name)[move.stage][1:]):
            always[f"open.{name}"] = 0
    needed = str(move.guard) if move.guard != And(()) else " or ".join(move.letters).replace(TOLD, "told ")
    return f"{needed}; here always {show(always)}" if always else needed


def _stuck(ground: Ground, walker: Walker) -> Iterator[Fault]:
    ending = walker.ending()
    for name in ground.procedure.stages:
        if stuck := walker.met(name) & ~ending[name]:
            yield Fault(("stages", name), "no end can be reached from here", ground.values.show(stuck))


def _left_open(ground: Ground, walker: Walker) -> Iterator[Fault]:
    stages, found = ground.procedure.stages, set()
    for name in ground.sides.must_close:
        reached = walker.beside(name)
        for stage, moves in ground.moves.items():
            for move in moves:
                if stages[stage].end or not stages[move.to].end or move.act.name in found:
                    continue
                opens = name in move.opens or _makes_true(ground, name, move)
                open_before = () if name in move.act.cancels else range(1, len(reached[stage]))
                counts = range(len(reached[stage])) if opens else open_before
                met = next((bits for c in counts if (bits := reached[stage][c] & walker.enabled(move, name, c))), 0)
                if met:
                    found.add(move.act.name)
                    yield Fault(
                        _place(ground.procedure, stage, move.act),
                        "ends with side proceedings open: guard against it, cancel them, or let them outlive",
                        ground.values.show(met, {f"open.{name}": 1}),
                    )


def _makes_true(ground: Ground, name: str, move: Move) -> bool:
    """Whether the facts that *move* sets can open a proceeding of *name* by itself."""
    changed = {fact for fact, _ in move.act.sets} | {asked.fact for asked in move.act.asks}
    return any(
        declared.procedure == name and bool(changed & fact_names(declared.when)) for declared in ground.procedure.opens
    )
