"""Lay out what a procedure's ways are walked on: combinations of its facts, and what each act changes of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workflows.acts import SYSTEM_ROLE, Act, FromAnswer, FromFact, Source
from workflows.cells import OPAQUE, representatives
from workflows.conditions import And, Condition, Known
from workflows.definition import Procedure, ProcedureKind
from workflows.facts import CASE, UNKNOWN, Fact, Value
from workflows.fields import Field, FieldKind
from workflows.soundness_sides import Sides
from workflows.valuations import Bits, Valuations

TOLD: Final = "told."
"""Begins the name of a made-up fact: whether a letter was told to the complainant."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an act does to one fact: one of *cells* afterwards, or left as it was when it *keeps*."""

    fact: str
    cells: tuple[int, ...]
    keeps: bool = False
    chosen: bool = True
    """Whoever acts chooses among the cells; else any of them may come."""


@dataclass(frozen=True, slots=True)
class Move:
    """An act at a stage."""

    act: Act
    stage: str
    to: str
    guard: Condition
    letters: tuple[str, ...]
    """Made-up facts of which one must hold."""
    changes: tuple[Change, ...]
    opens: tuple[str, ...]

    @property
    def moves(self) -> bool:
        return self.to != self.stage or bool(self.changes)


@dataclass(frozen=True, slots=True)
class Ground:
    procedure: Procedure
    values: Valuations
    sides: Sides
    floating: tuple[str, ...]
    """Facts that change by themselves: derived ones, and for a side procedure those of the case."""
    starts: Bits
    moves: Mapping[str, tuple[Move, ...]]


def survey(procedure: Procedure, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]) -> Ground:
    """The ground of one procedure among all *procedures*. Raises: TooManyCells."""
    acts = [(stage, act) for stage, at_stage in procedure.acts.items() for act in at_stage.values()]
    letters = sorted({letter for _, act in acts for letter in act.told_first})
    guards = {(stage, act.name): _guard(act) for stage, act in acts}
    values = Valuations(guards.values(), facts, {TOLD + letter: [False, True] for letter in letters})
    is_side = procedure.kind is ProcedureKind.SIDE
    told_by_others = {
        letter
        for other in procedures.values()
        if other is not procedure
        for at_stage in other.acts.values()
        for act in at_stage.values()
        for letter in act.tells.values()
    }
    floating = [
        name
        for name in values.domains
        if name in facts and (facts[name].provider is not None or (is_side and facts[name].of == CASE))
    ]
    floating += [TOLD + letter for letter in letters if letter in told_by_others]
    starts = values.everything
    for letter in letters:
        if not is_side:
            starts &= values.among(TOLD + letter, [0])
    return Ground(
        procedure=procedure,
        values=values,
        sides=Sides(procedure, procedures),
        floating=tuple(floating),
        starts=starts,
        moves={
            stage: tuple(_move(act, stage, guards[stage, act.name], values, facts) for act in at_stage.values())
            for stage, at_stage in procedure.acts.items()
        },
    )


def _guard(act: Act) -> Condition:
    """What must hold for *act*: its own guard, and that the units it speaks of are known."""
    needed: list[Condition] = [] if act.when is None else [act.when]
    needed += [Known(source.name) for source in (act.moves, act.widens) if isinstance(source, FromFact)]
    if isinstance(act.of_unit, FromFact) and SYSTEM_ROLE not in act.by:
        needed.append(Known(act.of_unit.name))
    return needed[0] if len(needed) == 1 else And(tuple(needed))


def _move(act: Act, stage: str, guard: Condition, values: Valuations, facts: Mapping[str, Fact]) -> Move:
    return Move(
        act=act,
        stage=stage,
        to=act.to or stage,
        guard=guard,
        letters=tuple(TOLD + letter for letter in sorted(act.told_first)),
        changes=tuple(_changes(act, values, facts)),
        opens=tuple(opens.procedure for opens in act.opens),
    )


def _changes(act: Act, values: Valuations, facts: Mapping[str, Fact]) -> Iterator[Change]:
    set_later = {name for name, _ in act.sets}
    asks = {asked.name: asked for asked in act.asks}
    for asked in act.asks:
        name = asked.fact
        if name is not None and name in values.domains and name not in set_later:
            keeps = not asked.required or asked.when is not None
            yield Change(name, _answered(asked, facts[name], values), keeps=keeps)
    for name, source in act.sets:
        if name in values.domains:
            yield _set(name, source, asks, facts[name], values)
    for letter in act.tells.values():
        if TOLD + letter in values.domains:
            yield Change(TOLD + letter, (1,))


def _set(name: str, source: Source, asks: Mapping[str, Field], fact: Fact, values: Valuations) -> Change:
    if isinstance(source, FromAnswer):
        asked = asks[source.name]
        cells = _answered(asked, fact, values)
        if not asked.required or asked.when is not None:
            cells = (*cells, *_cells(name, [UNKNOWN], values))
        return Change(name, tuple(dict.fromkeys(cells)))
    if isinstance(source, FromFact):
        return Change(name, tuple(range(len(values.domains[name]))), chosen=False)
    return Change(name, _cells(name, [source], values))


def _answered(asked: Field, fact: Fact, values: Valuations) -> tuple[int, ...]:
    """The cells that the answers to a field can lie in."""
    possible: Sequence[Value]
    match asked.kind:
        case FieldKind.BOOLEAN:
            possible = [True, False]
        case FieldKind.CHOICE:
            possible = list(asked.values) or list(fact.options)
        case FieldKind.WHOLE:
            bounds = [bound for bound in (asked.lowest, asked.highest) if bound is not None]
            edges = representatives(fact, [*bounds, *(one for one in values.domains[fact.name] if one != UNKNOWN)])
            possible = [one for one in edges if isinstance(one, int) and _within(one, asked)]
        case FieldKind.CHOICES:
            possible = [one for one in values.domains[fact.name] if one != UNKNOWN]
        case _:
            possible = [OPAQUE]
    return _cells(fact.name, possible, values)


def _within(number: int, asked: Field) -> bool:
    return (asked.lowest is None or number >= asked.lowest) and (asked.highest is None or number <= asked.highest)


def _cells(name: str, possible: Sequence[Value], values: Valuations) -> tuple[int, ...]:
    found = [values.cell(name, value) for value in possible]
    known = dict.fromkeys(cell for cell in found if cell is not None)
    return tuple(known) if len(known) and None not in found else tuple(range(len(values.domains[name])))
