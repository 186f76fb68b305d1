"""Sets of values that facts can have together, one bit for each combination of cells, so that whole sets move at once."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final

from workflows.cells import TooManyCells, constants_of, representatives, show
from workflows.conditions import And, Atom, Condition, Counts, Not, Or, atoms, counted
from workflows.facts import UNKNOWN, Fact, Value

MOST_CELLS: Final = 1_000_000
"""Combinations of one procedure; beyond, the check fails closed."""

MOST_COUNTS: Final = 4_096
"""Combinations of counts that one guard may mix with facts."""

Bits = int
"""A set of combinations."""


class Valuations:
    """The cells that *conditions* can tell apart, laid out so that a set of combinations is one whole number.

    *extra* are made-up facts that no condition speaks of, each with its values. Raises: TooManyCells.
    """

    def __init__(
        self,
        conditions: Iterable[Condition],
        facts: Mapping[str, Fact],
        extra: Mapping[str, Sequence[Value]] | None = None,
    ) -> None:
        self._tests = _tests(conditions)
        self.domains: dict[str, list[Value]] = {}
        self._cells: dict[str, dict[tuple[bool, ...], int]] = {}
        for name, tests in self._tests.items():
            classes: dict[tuple[bool, ...], Value] = {}
            possible = representatives(facts[name], constants_of(tests)[name])
            if facts[name].provider is not None:
                possible.remove(UNKNOWN)  # whoever computes it always can
            for value in possible:
                classes.setdefault(tuple(test.holds({name: value}, {}) for test in tests), value)
            self.domains[name] = list(classes.values())
            self._cells[name] = {kind: place for place, kind in enumerate(classes)}
        self.domains |= {name: list(values) for name, values in (extra or {}).items()}
        self.size = prod(map(len, self.domains.values()))
        if self.size > MOST_CELLS:
            most = sorted(self.domains, key=lambda name: -len(self.domains[name]))[:5]
            heavy = ", ".join(f"{name} ({len(self.domains[name])})" for name in most)
            message = f"the guards distinguish too many cases: ask fewer facts, or let a table set one; most: {heavy}"
            raise TooManyCells(message)
        self.everything: Bits = (1 << self.size) - 1
        self._strides: dict[str, int] = {}
        self._masks: dict[str, list[Bits]] = {}
        stride = 1
        for name, values in self.domains.items():
            self._strides[name] = stride
            self._masks[name] = [self._pattern(stride, len(values), cell) for cell in range(len(values))]
            stride *= len(values)
        self._known: dict[tuple[Condition, tuple[tuple[str, int], ...]], Bits] = {}

    def _pattern(self, stride: int, size: int, cell: int) -> Bits:
        """Ones where the fact of this stride is in this cell."""
        bits, width = ((1 << stride) - 1) << (cell * stride), stride * size
        while width < self.size:
            bits |= bits << width
            width *= 2
        return bits & self.everything

    def cell(self, name: str, value: Value) -> int | None:
        """The cell that *value* behaves like, or None for a value that nothing stands for."""
        if name not in self._tests:
            return self.domains[name].index(value)
        return self._cells[name].get(tuple(test.holds({name: value}, {}) for test in self._tests[name]))

    def among(self, name: str, cells: Iterable[int]) -> Bits:
        """Where the fact is in one of *cells*."""
        masks, bits = self._masks[name], 0
        for cell in cells:
            bits |= masks[cell]
        return bits

    def some(self, name: str, bits: Bits) -> Bits:
        """Where the fact could be otherwise so that the combination lies in *bits*."""
        stride, projected = self._strides[name], 0
        for cell, mask in enumerate(self._masks[name]):
            projected |= (bits & mask) >> (cell * stride)
        return self._spread(name, projected)

    def every(self, name: str, bits: Bits) -> Bits:
        """Where the combination lies in *bits* whatever the fact is."""
        stride, projected = self._strides[name], self.everything
        for cell, mask in enumerate(self._masks[name]):
            projected &= (bits & mask) >> (cell * stride)
        return self._spread(name, projected & self._masks[name][0])

    def _spread(self, name: str, projected: Bits) -> Bits:
        stride, bits = self._strides[name], 0
        for cell in range(len(self._masks[name])):
            bits |= projected << (cell * stride)
        return bits

    def where(self, condition: Condition, counts: Mapping[str, int]) -> Bits:
        """Where *condition* holds with these *counts* (every procedure that it counts among them)."""
        relevant = tuple(sorted((name, counts[name]) for name in counted(condition)))
        known = self._known.get((condition, relevant))
        if known is None:
            known = self._known[condition, relevant] = self._where(condition, counts)
        return known

    def _where(self, condition: Condition, counts: Mapping[str, int]) -> Bits:
        match condition:
            case Not(part):
                return self.everything & ~self.where(part, counts)
            case And(parts):
                bits = self.everything
                for part in parts:
                    bits &= self.where(part, counts)
                return bits
            case Or(parts):
                bits = 0
                for part in parts:
                    bits |= self.where(part, counts)
                return bits
            case Counts():
                return self.everything if condition.holds({}, counts) else 0
            case _:
                name = condition.name
                cells = (cell for cell, value in enumerate(self.domains[name]) if condition.holds({name: value}, {}))
                return self.among(name, cells)

    def where_some(self, condition: Condition, counts: Mapping[str, Sequence[int]]) -> Bits:
        """Where *condition* holds with some of the *counts* possible for each procedure. Raises: TooManyCells."""
        bits = self.everything
        for parts, procedures in _apart(condition.parts if isinstance(condition, And) else (condition,)):
            together = And(tuple(parts))
            if prod(len(counts[name]) for name in procedures) > MOST_COUNTS:
                raise TooManyCells(f"the guard mixes too many counts with facts; split it: {together}")
            found = 0
            for chosen in product(*(counts[name] for name in procedures)):
                found |= self.where(together, dict(zip(procedures, chosen, strict=True)))
            bits &= found
        return bits

    def show(self, bits: Bits, more: Mapping[str, Value] | None = None) -> str:
        """One combination in *bits*, without the facts that make no difference; *more* is shown with it."""
        place = (bits & -bits).bit_length() - 1
        shown: dict[str, Value] = {}
        for name, values in self.domains.items():
            whatever = self.every(name, bits)
            if whatever >> place & 1:
                bits = whatever
            else:
                shown[name] = values[place // self._strides[name] % len(values)]
        return show({**shown, **(more or {})})

    def fixed(self, names: Iterable[str], bits: Bits) -> dict[str, Value]:
        """Of the facts *names*, those that have one and the same cell everywhere in *bits*."""
        found: dict[str, Value] = {}
        for name in names:
            cells = [cell for cell, mask in enumerate(self._masks[name]) if bits & mask]
            if len(cells) == 1 and len(self.domains[name]) > 1:
                found[name] = self.domains[name][cells[0]]
        return found


def _tests(conditions: Iterable[Condition]) -> dict[str, list[Atom]]:
    """The comparisons that are made of each fact, each once."""
    tests: dict[str, dict[Atom, None]] = {}
    for condition in conditions:
        for atom in atoms(condition):
            if not isinstance(atom, Counts):
                tests.setdefault(atom.name, {})[atom] = None
    return {name: list(found) for name, found in tests.items()}


def _apart(parts: Sequence[Condition]) -> list[tuple[list[Condition], list[str]]]:
    """Parts of a conjunction in groups that count no procedure in common, each with the procedures that it counts."""
    groups: list[tuple[list[Condition], set[str]]] = []
    for part in parts:
        names, together = counted(part), [part]
        apart = []
        for others, counts in groups:
            if names and counts & names:
                together, names = [*others, *together], names | counts
            else:
                apart.append((others, counts))
        groups = [*apart, (together, names)]
    return [(together, sorted(names)) for together, names in groups]
