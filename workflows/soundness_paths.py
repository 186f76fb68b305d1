"""What the ways through a procedure show: what is never reached, where no end is, and what an end leaves open.

Each question is walked on a ground of its own, with the facts that make a difference to it and one side procedure
beside at a time. What one of these walks shows to be impossible is; so several of them only sharpen the answer.
"""

from collections.abc import Iterator, Mapping

from workflows.acts import Act
from workflows.cells import TooManyCells, show
from workflows.conditions import And, counted, fact_names
from workflows.definition import Procedure
from workflows.facts import Fact, Value
from workflows.faults import Fault, Place
from workflows.soundness_ground import TOLD, Ground, Move, Survey
from workflows.soundness_walk import Walker


def check_paths(
    procedure: Procedure, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]
) -> Iterator[Fault]:
    """Stages and acts that are never reached, stages from which no end is, and ends that leave something open."""
    try:
        yield from Paths(Survey(procedure, procedures, facts)).faults()
    except TooManyCells as found:
        yield Fault((), str(found))


class Paths:
    """The walks over one procedure."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.procedure = survey.procedure
        self._walkers: dict[Ground, Walker] = {}
        moving = [act.when for at_stage in self.procedure.acts.values() for act in at_stage.values() if act.to]
        self._counted_on_the_way = {name for when in moving for name in counted(when)}
        names = sorted(self._counted_on_the_way)
        self.views = [(self.walk(survey.ground()), None), *((self._walk_beside(name), name) for name in names)]
        """Walks over the acts that move, whatever is open beside, and beside each procedure that they count."""

    def walk(self, ground: Ground) -> Walker:
        if ground not in self._walkers:
            self._walkers[ground] = Walker(ground)
        return self._walkers[ground]

    def _walk_beside(self, name: str) -> Walker:
        return self.walk(self.survey.ground(beside=name))

    def faults(self) -> Iterator[Fault]:
        reached = [
            name for name in self.procedure.stages if all(walker.met(name, beside) for walker, beside in self.views)
        ]
        yield from self._unreached(reached)
        yield from self._stuck(reached)
        yield from self._left_open()

    def _unreached(self, reached: list[str]) -> Iterator[Fault]:
        possible_somewhere: set[str] = set()
        for name, stage in self.procedure.stages.items():
            if name not in reached:
                yield Fault(("stages", name), "this stage is never reached", self._leading_to(name))
                continue
            for act in self.procedure.acts[name].values():
                why = self._why_impossible(name, act)
                if why is None:
                    possible_somewhere.add(act.name)
                elif act.name in stage.acts:
                    yield Fault(("stages", name, "acts", act.name), "this act is never possible here", why)
        for name, act in self.procedure.anywhere.items():
            if name not in possible_somewhere:
                yield Fault(
                    ("anywhere", name), "this act is never possible", None if act.when is None else str(act.when)
                )

    def _leading_to(self, stage: str) -> str:
        """The acts that would lead to a stage which nothing reaches."""
        acts = self.procedure.acts.items()
        leading = [f"{act.name} at {name}" for name, here in acts for act in here.values() if act.to == stage != name]
        return f"only {', '.join(leading)} would lead here" if leading else "no act leads here"

    def _why_impossible(self, stage: str, act: Act) -> str | None:
        """The guard of an act that is never possible, and what always holds where it would have to; else None."""
        names: list[str | None] = [*sorted(counted(act.when) | self._counted_on_the_way)]
        for name in names or [None]:
            walker = self.walk(self.survey.ground(act.name, beside=name))
            move = self.survey.move(stage, act.name, walker.values)
            if not walker.possible(move, name):
                return _always(walker, move, name)
        return None

    def _stuck(self, reached: list[str]) -> Iterator[Fault]:
        ending = [(walker, beside, walker.ending()) for walker, beside in self.views]
        for name in reached:
            stuck = [(walker, walker.met(name, beside) & ~ends[name]) for walker, beside, ends in ending]
            if all(bits for _, bits in stuck):
                walker, bits = stuck[-1]
                yield Fault(("stages", name), "no end can be reached from here", walker.values.show(bits))

    def _left_open(self) -> Iterator[Fault]:
        found: set[str] = set()
        for name in self.survey.sides.must_close:
            walker = self._walk_beside(name)
            for move in (move for moves in walker.ground.moves.values() for move in moves):
                if move.act.name not in found and (shown := self._leaves_open(walker, move, name)) is not None:
                    found.add(move.act.name)
                    yield Fault(
                        self._place(move.stage, move.act),
                        "ends with side proceedings open: guard against it, cancel them, or let them outlive",
                        shown,
                    )

    def _leaves_open(self, walker: Walker, move: Move, name: str) -> str | None:
        """An example of *move* ending with a proceeding of *name* open, or None."""
        stages = self.procedure.stages
        if stages[move.stage].end or not stages[move.to].end:
            return None
        reached = walker.beside(name)[move.stage]
        opens = name in move.opens or self._makes_true(name, move)
        for count, bits in enumerate(reached):
            stays_open = count > 0 and name not in move.act.cancels
            if (opens or stays_open) and (met := bits & walker.enabled(move, name, count)):
                return walker.values.show(met, {f"open.{name}": 1})
        return None

    def _makes_true(self, name: str, move: Move) -> bool:
        """Whether the facts that *move* sets can open a proceeding of *name* by itself."""
        changed = {fact for fact, _ in move.act.sets} | {asked.fact for asked in move.act.asks}
        declared = self.procedure.opens
        return any(one.procedure == name and bool(changed & fact_names(one.when)) for one in declared)

    def _place(self, stage: str, act: Act) -> Place:
        written_here = act.name in self.procedure.stages[stage].acts
        return ("stages", stage, "acts", act.name) if written_here else ("anywhere", act.name)


def _always(walker: Walker, move: Move, beside: str | None) -> str:
    always: dict[str, Value] = walker.values.fixed(
        [*fact_names(move.guard), *move.letters], walker.met(move.stage, beside)
    )
    if beside is not None and not any(walker.beside(beside)[move.stage][1:]):
        always[f"open.{beside}"] = 0
    needed = str(move.guard) if move.guard != And(()) else " or ".join(move.letters).replace(TOLD, "told ")
    return f"{needed}; here always {show(always)}" if always else needed
