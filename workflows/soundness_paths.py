"""Walk every way a procedure can take, over its stages, the facts its guards ask and what is open beside it."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from workflows.cells import TooManyCells, assignments
from workflows.definition import Procedure
from workflows.facts import Fact, Value
from workflows.faults import Fault
from workflows.soundness_ground import Ground, Move, Point, starts, survey

MOST_POINTS: Final = 100_000
"""Points that one procedure's ways may touch in all; beyond, the check fails closed."""


@dataclass(slots=True)
class _Seen:
    """What was found on the ways so far."""

    points: int = 0
    stages: set[str] = field(default_factory=set)
    possible: set[tuple[str, str]] = field(default_factory=set)
    """Stages and acts that were possible there."""
    stuck: dict[str, str] = field(default_factory=dict)
    """Stages from which no end can be reached, each with an example."""
    left_open: dict[tuple[str, str], str] = field(default_factory=dict)
    """Stages and acts that end with something open, each with an example."""


def check_paths(
    procedure: Procedure, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]
) -> Iterator[Fault]:
    """Stages and acts that are never reached, points from which no end is, and ends that leave something open."""
    seen = _Seen()
    try:
        ground = survey(procedure, procedures, facts)
        for frozen in assignments(ground.frozen, most=MOST_POINTS // len(ground.moves)):
            _walk(ground, frozen, seen)
    except TooManyCells as found:
        yield Fault((), str(found))
        return
    yield from _unreached(procedure, seen)
    for name, shown in seen.stuck.items():
        yield Fault(("stages", name), "no end can be reached from here", shown)
    for (stage, act), shown in seen.left_open.items():
        place = ("stages", stage, "acts", act) if act in procedure.stages[stage].acts else ("anywhere", act)
        yield Fault(place, "ends with side proceedings open: guard against it, cancel them, or let them outlive", shown)


def _unreached(procedure: Procedure, seen: _Seen) -> Iterator[Fault]:
    for name, stage in procedure.stages.items():
        if name not in seen.stages:
            yield Fault(("stages", name), "this stage is never reached")
            continue
        for act in stage.acts:
            if (name, act) not in seen.possible:
                yield Fault(("stages", name, "acts", act), "this act is never possible here")
    possible = {act for _, act in seen.possible}
    for act in procedure.anywhere:
        if act not in possible:
            yield Fault(("anywhere", act), "this act is never possible")


def _walk(ground: Ground, frozen: Mapping[str, Value], seen: _Seen) -> None:
    """Go every way from the start with these *frozen* facts."""
    before: dict[Point, list[Point]] = {point: [] for point in starts(ground)}
    waiting = deque(before)
    while waiting:
        point = waiting.popleft()
        seen.points += 1
        if seen.points > MOST_POINTS:
            raise TooManyCells("the guards distinguish too many cases: ask fewer facts, or let a table set one")
        seen.stages.add(point[0])
        for following in _following(ground, point, frozen, seen):
            if following not in before:
                before[following] = []
                waiting.append(following)
            before[following].append(point)
    ending = _leading_to_an_end(ground, before)
    for point in before:
        if point not in ending:
            seen.stuck.setdefault(point[0], ground.show(point, frozen))


def _leading_to_an_end(ground: Ground, before: Mapping[Point, list[Point]]) -> set[Point]:
    stages = ground.procedure.stages
    ending = {point for point in before if stages[point[0]].end}
    waiting = deque(ending)
    while waiting:
        for earlier in before[waiting.popleft()]:
            if earlier not in ending:
                ending.add(earlier)
                waiting.append(earlier)
    return ending


def _following(ground: Ground, point: Point, frozen: Mapping[str, Value], seen: _Seen) -> Iterator[Point]:
    """What can come next: acts whose guard holds, and side proceedings that end or open others."""
    stage, chosen, counts = point
    facts, by_name = ground.facts(point, frozen), ground.counts(point)
    ends = ground.procedure.stages[stage].end
    for move in ground.moves[stage]:
        if move.act.when is not None and not move.act.when.holds(facts, by_name):
            continue
        seen.possible.add((stage, move.act.name))
        after = _counts_after(ground, move, counts)
        if not ends and ground.procedure.stages[move.to].end and any(after[place] for place in ground.must_close):
            seen.left_open.setdefault((stage, move.act.name), ground.show((move.to, chosen, after), frozen))
        for values in product(*([cell] if new is None else new for cell, new in zip(chosen, move.cells, strict=True))):
            yield (move.to, values, after)
    if not ends:
        for beside in _beside(ground, counts):
            yield (stage, chosen, beside)


def _counts_after(ground: Ground, move: Move, counts: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(
        min(top, (0 if cancelled else count) + opened)
        for count, opened, cancelled, top in zip(counts, move.opens, move.cancels, ground.tops, strict=True)
    )


def _beside(ground: Ground, counts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Counts after a side proceeding ended, or opened another."""
    for place, count in enumerate(counts):
        if count:
            yield (*counts[:place], count - 1, *counts[place + 1 :])
            for other in ground.raised_by[place]:
                yield (*counts[:other], min(ground.tops[other], counts[other] + 1), *counts[other + 1 :])
