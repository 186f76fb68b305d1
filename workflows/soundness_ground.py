"""Lay out what a procedure's ways are walked on: combinations of its facts, and what each act changes of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from workflows.acts import SYSTEM_ROLE, Act, FromAnswer, FromFact, Source
from workflows.cells import OPAQUE, representatives
from workflows.conditions import And, Condition, Counts, Known, atoms, counted, fact_names
from workflows.definition import Procedure, ProcedureKind
from workflows.facts import CASE, UNKNOWN, Fact, Value
from workflows.fields import Field, FieldKind
from workflows.soundness_sides import Sides
from workflows.valuations import Bits, Valuations

TOLD: Final = "told."
"""Begins the name of a made-up fact: whether a letter was told to the complainant."""


class Change(msgspec.Struct, frozen=True):
    """What an act does to one fact: one of *cells* afterwards, or left as it was when it *keeps*."""

    fact: str
    cells: tuple[int, ...]
    keeps: bool = False
    chosen: bool = True
    """Whoever acts chooses among the cells; else any of them may come."""


class Move(msgspec.Struct, frozen=True):
    """An act at a stage."""

    act: Act
    stage: str
    to: str
    guard: Condition
    counted: frozenset[str]
    """Side procedures whose open ones the guard counts."""
    letters: tuple[str, ...]
    """Made-up facts of which one must hold."""
    changes: tuple[Change, ...]
    opens: tuple[str, ...]

    @property
    def moves(self) -> bool:
        return self.to != self.stage or bool(self.changes)


class Ground(msgspec.Struct, frozen=True, eq=False):
    """What a question about a procedure is answered on: the facts and acts that make a difference to it."""

    procedure: Procedure
    values: Valuations
    asked: frozenset[Condition | str]
    """All that its acts ask of facts and letters, and that its values therefore tell apart."""
    sides: Sides
    floating: tuple[str, ...]
    """Facts that change by themselves: derived ones, and for a side procedure those of the case."""
    starts: Bits
    moves: Mapping[str, tuple[Move, ...]]


Key = tuple[str, str]
"""A stage and the name of an act there."""


class Survey:
    """One procedure among all *procedures*, from which grounds are cut for one question after another."""

    def __init__(self, procedure: Procedure, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]) -> None:
        self.procedure = procedure
        self.sides = Sides(procedure, procedures)
        self._facts = facts
        self._acts = {(stage, act.name): act for stage, at_stage in procedure.acts.items() for act in at_stage.values()}
        self._guards = {key: _guard(act) for key, act in self._acts.items()}
        self._counted = {key: frozenset(counted(guard)) for key, guard in self._guards.items()}
        self._reads = {key: fact_names(self._guards[key]) | _letters(act) for key, act in self._acts.items()}
        self._asks = {key: _questions(self._guards[key]) | _letters(act) for key, act in self._acts.items()}
        self._sets = {key: _changed(act) for key, act in self._acts.items()}
        self._opens = {key: {*act.cancels, *(one.procedure for one in act.opens)} for key, act in self._acts.items()}
        self._told_by_others = {
            TOLD + letter
            for other in procedures.values()
            if other is not procedure
            for at_stage in other.acts.values()
            for act in at_stage.values()
            for letter in act.tells.values()
        }
        self._moving = {key for key, act in self._acts.items() if act.to not in (None, key[0])}
        self._cut: dict[frozenset[Key], Ground] = {}
        self._asked: dict[tuple[str | None, str | None], Ground] = {}

    def ground(self, act: str | None = None, *, beside: str | None = None) -> Ground:
        """The ground of all acts that move, of *act*, and of what opens or cancels *beside*; with what they hang on.

        A ground that already tells apart all that *act* asks serves for it too. Raises: TooManyCells.
        """
        if act is not None and self._asked_by(act) <= self.ground(beside=beside).asked:
            act = None
        question = (act, beside)
        if question not in self._asked:
            chosen, read = self._relevant(act, beside)
            if chosen not in self._cut:
                self._cut[chosen] = self._ground(chosen, read)
            self._asked[question] = self._cut[chosen]
        return self._asked[question]

    def move(self, stage: str, act: str, values: Valuations) -> Move:
        """An act at a stage, in terms of the *values* of a ground."""
        return self._move((stage, act), values)

    def _asked_by(self, act: str) -> set[Condition | str]:
        return {one for key, asked in self._asks.items() if key[1] == act for one in asked}

    def _relevant(self, act: str | None, beside: str | None) -> tuple[frozenset[Key], set[str]]:
        """The acts of a ground, and the facts that they read."""
        opening = set() if beside is None else {beside, *self.sides.behind(beside)}
        chosen = {
            key
            for key in self._acts
            if key in self._moving or key[1] == act or not opening.isdisjoint(self._opens[key])
        }
        read: set[str] = set()
        while grown := {key for key in chosen if not self._reads[key] <= read}:
            for key in grown:
                read |= self._reads[key]
            chosen |= {key for key, sets in self._sets.items() if not sets.isdisjoint(read)}
        return frozenset(chosen), read

    def _ground(self, chosen: frozenset[Key], read: set[str]) -> Ground:
        is_side = self.procedure.kind is ProcedureKind.SIDE
        letters = sorted(name for name in read if name.startswith(TOLD))
        guards = {key: guard for key, guard in self._guards.items() if key in chosen}
        values = Valuations(guards.values(), self._facts, {letter: [False, True] for letter in letters})
        floating = [
            name
            for name in values.domains
            if name in self._facts
            and (self._facts[name].provider is not None or (is_side and self._facts[name].of == CASE))
        ]
        starts = values.everything
        for letter in letters:
            if not is_side:
                starts &= values.among(letter, [0])
        return Ground(
            procedure=self.procedure,
            values=values,
            asked=frozenset(one for key in chosen for one in self._asks[key]),
            sides=self.sides,
            floating=(*floating, *(letter for letter in letters if letter in self._told_by_others)),
            starts=starts,
            moves={
                stage: tuple(self._move((stage, name), values) for name in at_stage if (stage, name) in chosen)
                for stage, at_stage in self.procedure.acts.items()
            },
        )

    def _move(self, key: Key, values: Valuations) -> Move:
        act, stage = self._acts[key], key[0]
        return Move(
            act=act,
            stage=stage,
            to=act.to or stage,
            guard=self._guards[key],
            counted=self._counted[key],
            letters=tuple(sorted(_letters(act))),
            changes=tuple(_changes(act, values, self._facts)),
            opens=tuple(opens.procedure for opens in act.opens),
        )


def _letters(act: Act) -> set[str]:
    return {TOLD + letter for letter in act.told_first}


def _questions(guard: Condition) -> set[Condition | str]:
    return {atom for atom in atoms(guard) if not isinstance(atom, Counts)}


def _changed(act: Act) -> set[str]:
    """Everything that *act* can change, made-up facts among it."""
    told = {TOLD + letter for letter in act.tells.values()}
    return told | {name for name, _ in act.sets} | {asked.fact for asked in act.asks if asked.fact is not None}


def _guard(act: Act) -> Condition:
    """What must hold for *act*: its own guard, and that the units it speaks of are known."""
    needed: list[Condition] = [] if act.when is None else [act.when]
    needed += [Known(source.name) for source in (act.moves, act.widens) if isinstance(source, FromFact)]
    if isinstance(act.of_unit, FromFact) and SYSTEM_ROLE not in act.by:
        needed.append(Known(act.of_unit.name))
    return needed[0] if len(needed) == 1 else And(tuple(needed))


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
