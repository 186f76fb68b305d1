"""Walk every way a procedure can take, forwards from its start and backwards from its ends, whole sets at a time."""

from collections.abc import Mapping
from typing import Final

from workflows.definition import ProcedureKind
from workflows.soundness_ground import Change, Ground, Move
from workflows.valuations import Bits, Valuations

Reached = Mapping[str, list[Bits]]
"""For each stage and count (of one side procedure, saturating), the combinations of facts that can be met there."""

NOWHERE: Final[Mapping[str, Bits]] = {}


class Walker:
    """Walks the ground of one procedure; what was found is kept."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.values = ground.values
        self._counts = ground.sides.all_counts()
        self._enabled: dict[tuple[str, str, str, int], Bits] = {}
        self._beside: dict[str, Reached] = {}
        self.reached = self._forwards(None, 0, NOWHERE)
        """Whatever is open beside."""

    def enabled(self, move: Move, beside: str | None = None, count: int = 0) -> Bits:
        """Where *move* is possible, with *count* proceedings of *beside* open and others as they may be."""
        if beside is not None and beside not in move.counted:
            beside, count = None, 0
        key = (move.stage, move.act.name, beside or "", count)
        found = self._enabled.get(key)
        if found is None:
            counts = self._counts if beside is None else {**self._counts, beside: (count,)}
            found = self.values.where_some(move.guard, counts) & self._told(move)
            self._enabled[key] = found
        return found

    def _told(self, move: Move) -> Bits:
        told = 0 if move.letters else self.values.everything
        for letter in move.letters:
            told |= self.values.among(letter, [1])
        return told

    def beside(self, name: str) -> Reached:
        """What can be met with how many proceedings of *name* open."""
        if name not in self._beside:
            self._beside[name] = {stage: [bits] * len(self._counts[name]) for stage, bits in self._whatever().items()}
            self._beside[name] = self._forwards(name, self._counts[name][-1], self._rises(name))
        return self._beside[name]

    def met(self, stage: str, beside: str | None) -> Bits:
        """What can be met at *stage*, as far as proceedings of *beside* allow."""
        bits = 0
        for each in (self.reached if beside is None else self.beside(beside))[stage]:
            bits |= each
        return bits

    def possible(self, move: Move, beside: str | None) -> bool:
        """Whether *move* can ever be done."""
        reached = (self.reached if beside is None else self.beside(beside))[move.stage]
        return any(bits & self.enabled(move, beside, count) for count, bits in enumerate(reached))

    def _whatever(self) -> dict[str, Bits]:
        return {stage: each[0] for stage, each in self.reached.items()}

    def _rises(self, name: str) -> Mapping[str, Bits]:
        """Where a proceeding of *name* may open without an act of this procedure."""
        sides, stages = self.ground.sides, self.ground.procedure.stages
        if name in sides.spontaneous:
            return {stage: bits for stage, bits in self._whatever().items() if not stages[stage].end}
        rises: dict[str, Bits] = {}
        for other in sides.raised_by.get(name, ()):
            if other != name:
                for stage, each in self.beside(other).items():
                    for bits in each[1:]:
                        rises[stage] = rises.get(stage, 0) | bits
        return rises

    def _forwards(self, name: str | None, top: int, rises: Mapping[str, Bits]) -> Reached:
        ground = self.ground
        reached = {stage: [0] * (top + 1) for stage in ground.procedure.stages}
        reached[ground.procedure.start][0] = ground.starts
        relevant = {
            stage: [move for move in moves if move.moves or name in move.opens or name in move.act.cancels]
            for stage, moves in ground.moves.items()
        }
        waiting = {ground.procedure.start: None}
        while waiting:
            stage = next(iter(waiting))
            del waiting[stage]
            here = reached[stage]
            self._by_itself(here, rises.get(stage, 0))
            for move in relevant[stage]:
                for count, bits in enumerate(list(here)):
                    if possible := bits & self.enabled(move, name, count):
                        after = min(top, (0 if name in move.act.cancels else count) + move.opens.count(name or ""))
                        following = apply_changes(self.values, move.changes, possible)
                        if following & ~reached[move.to][after]:
                            reached[move.to][after] |= following
                            waiting[move.to] = None
        return reached

    def _by_itself(self, here: list[Bits], rises: Bits) -> None:
        """What becomes of the combinations of one stage without an act: facts float, side proceedings end or open."""
        for count, bits in enumerate(here):
            for fact in self.ground.floating:
                bits = self.values.some(fact, bits)  # noqa: PLW2901 - grows step by step
            here[count] = bits
        for count in range(len(here) - 1, 0, -1):
            here[count - 1] |= here[count]
        for count in range(1, len(here)):
            here[count] |= here[count - 1] & rises

    def ending(self) -> Mapping[str, Bits]:
        """From where an end can be reached with nothing open, opening only what can itself be ended first."""
        procedure = self.ground.procedure
        counts = dict.fromkeys(self._counts, 0)
        ending = {name: self.values.everything if stage.end else 0 for name, stage in procedure.stages.items()}
        moves = [move for at_stage in self.ground.moves.values() for move in at_stage if self._leads_on(move)]
        possible = [self.values.where(move.guard, counts) & self._told(move) for move in moves]
        grows = True
        while grows:
            grows = False
            for move, bits in zip(moves, possible, strict=True):
                leading = bits & undo_changes(self.values, move.changes, ending[move.to])
                if leading & ~ending[move.stage]:
                    ending[move.stage] |= leading
                    grows = True
        return ending

    def _leads_on(self, move: Move) -> bool:
        """Whether a way to an end may use *move*: it can be had again and opens only what is of lower rank."""
        side = self.ground.procedure.kind is ProcedureKind.SIDE
        ranks = self.ground.sides.ranks
        below = all(ranks.get(name, 0) < self.ground.procedure.rank for name in move.opens)
        return move.moves and move.act.extends is None and (below or not side)


def apply_changes(values: Valuations, changes: tuple[Change, ...], bits: Bits) -> Bits:
    """What *bits* can become."""
    for change in changes:
        after = values.some(change.fact, bits) & values.among(change.fact, change.cells)
        bits = bits | after if change.keeps else after
    return bits


def undo_changes(values: Valuations, changes: tuple[Change, ...], bits: Bits) -> Bits:
    """What can be made to become *bits*."""
    for change in reversed(changes):
        allowed = values.among(change.fact, change.cells)
        if not change.chosen:
            bits = values.every(change.fact, bits | (values.everything & ~allowed))
            continue
        before = values.some(change.fact, bits & allowed)
        bits = bits | before if change.keeps else before
    return bits
