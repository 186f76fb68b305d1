"""Lay out what a procedure's ways are walked on: cells of its facts, counts beside it, and what each act changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from workflows.acts import Act, FromAnswer, FromFact
from workflows.cells import cells, count_cells, show
from workflows.conditions import Condition, atoms
from workflows.definition import Procedure, ProcedureKind
from workflows.facts import Fact, Value

Cell = int
"""A position in the cells of a fact."""

Point = tuple[str, tuple[Cell, ...], tuple[int, ...]]
"""A stage, the cells of the facts that acts can change, and how many of each side procedure are open (saturating)."""


@dataclass(frozen=True, slots=True)
class Move:
    """An act at a stage, with the cells that each changing fact may have after it (None: as before)."""

    act: Act
    to: str
    cells: tuple[Sequence[Cell] | None, ...]
    opens: tuple[int, ...]
    cancels: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Facts and counts in a fixed order, and the moves from each stage."""

    procedure: Procedure
    domains: Mapping[str, list[Value]]
    changing: tuple[str, ...]
    counted: tuple[str, ...]
    tops: tuple[int, ...]
    """The largest count that makes a difference, one above the largest number in a guard."""
    raised_by: tuple[tuple[int, ...], ...]
    """For each counted procedure, the positions of those that its own acts can open."""
    must_close: frozenset[int]
    """Positions of side procedures that may not stay open when the main one ends."""
    moves: Mapping[str, tuple[Move, ...]]

    @property
    def frozen(self) -> dict[str, list[Value]]:
        return {name: values for name, values in self.domains.items() if name not in self.changing}

    def facts(self, point: Point, frozen: Mapping[str, Value]) -> dict[str, Value]:
        facts = dict(frozen)
        for name, cell in zip(self.changing, point[1], strict=True):
            facts[name] = self.domains[name][cell]
        return facts

    def counts(self, point: Point) -> dict[str, int]:
        return dict(zip(self.counted, point[2], strict=True))

    def show(self, point: Point, frozen: Mapping[str, Value]) -> str:
        open_now: dict[str, Value] = {f"open.{name}": count for name, count in self.counts(point).items() if count}
        return show({**self.facts(point, frozen), **open_now})


def survey(procedure: Procedure, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]) -> Ground:
    """The ground of one procedure among all *procedures*. Raises: TooManyCells."""
    acts = list(_acts(procedure))
    guards: list[Condition | None] = [act.when for act in acts]
    domains = cells(guards, facts)
    tops = {name: counts[-1] for name, counts in count_cells(guards).items()}
    must_close: set[str] = set()
    if procedure.kind is ProcedureKind.MAIN:
        opened = {opens.procedure for other in procedures.values() for act in _acts(other) for opens in act.opens}
        must_close = {name for name in opened if not procedures[name].outlives}
    tops |= {name: 1 for name in sorted(must_close) if name not in tops}
    changed = {name for act in acts for name, _ in act.sets} | {asked.fact for act in acts for asked in act.asks}
    changing = tuple(name for name in domains if name in changed)
    counted = tuple(tops)
    return Ground(
        procedure=procedure,
        domains=domains,
        changing=changing,
        counted=counted,
        tops=tuple(tops.values()),
        raised_by=tuple(_raised_by(procedures[name], counted) for name in counted),
        must_close=frozenset(counted.index(name) for name in must_close),
        moves={
            stage: tuple(_move(act, stage, domains, changing, counted, guards) for act in at_stage.values())
            for stage, at_stage in procedure.acts.items()
        },
    )


def starts(ground: Ground) -> Iterator[Point]:
    """The start with every value of the facts that may change; beside a side procedure anything may be open already."""
    open_now: Sequence[Sequence[int]] = [[0] for _ in ground.tops]
    if ground.procedure.kind is ProcedureKind.SIDE:
        open_now = [range(top + 1) for top in ground.tops]
    for chosen in product(*(range(len(ground.domains[name])) for name in ground.changing)):
        for counts in product(*open_now):
            yield (ground.procedure.start, chosen, counts)


def _acts(procedure: Procedure) -> Iterator[Act]:
    for at_stage in procedure.acts.values():
        yield from at_stage.values()


def _raised_by(procedure: Procedure, counted: Sequence[str]) -> tuple[int, ...]:
    opened = {opens.procedure for act in _acts(procedure) for opens in act.opens}
    return tuple(place for place, name in enumerate(counted) if name in opened)


def _move(  # noqa: PLR0917 - private, one caller
    act: Act,
    stage: str,
    domains: Mapping[str, list[Value]],
    changing: Sequence[str],
    counted: Sequence[str],
    guards: Sequence[Condition | None],
) -> Move:
    opened = [opens.procedure for opens in act.opens]
    return Move(
        act=act,
        to=act.to or stage,
        cells=tuple(_cells_after(act, name, domains[name], guards) for name in changing),
        opens=tuple(opened.count(name) for name in counted),
        cancels=tuple(name in act.cancels for name in counted),
    )


def _cells_after(
    act: Act, name: str, domain: Sequence[Value], guards: Sequence[Condition | None]
) -> Sequence[Cell] | None:
    """Cells that the fact *name* may have after *act*: an answer may be anything its question allows."""
    for fact, source in act.sets:
        if fact == name:
            return (
                range(len(domain))
                if isinstance(source, FromAnswer | FromFact)
                else [_cell_of(name, source, domain, guards)]
            )
    return range(len(domain)) if any(asked.fact == name for asked in act.asks) else None


def _cell_of(name: str, value: Value, domain: Sequence[Value], guards: Sequence[Condition | None]) -> Cell:
    """The cell that *value* behaves like under every guard of the procedure."""
    tests = [atom for guard in guards for atom in atoms(guard) if atom.name == name]
    wanted = [atom.holds({name: value}, {}) for atom in tests]
    alike = (cell for cell, other in enumerate(domain) if [atom.holds({name: other}, {}) for atom in tests] == wanted)
    return next(alike, 0)
