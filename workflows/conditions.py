"""Conditions over facts: a closed language, so that gaps and dead guards can be decided and not guessed.

Two-valued: unknown is a value like any other. `x == yes` is simply not true while x is unknown, `x != yes` is; an order
(`people >= 20`) never holds for an unknown number.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Final

import msgspec

from workflows.facts import UNKNOWN, Facts, Value

KEYWORDS: Final = frozenset({"and", "or", "not", "in", "has", "known", "true", "false", UNKNOWN})
PLAIN_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
ORDERS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
    "!=": ne,
}


class Equals(msgspec.Struct, frozen=True):
    name: str
    value: Value

    def holds(self, facts: Facts, _counts: Mapping[str, int]) -> bool:
        return facts.get(self.name, UNKNOWN) == self.value

    def __str__(self) -> str:
        return f"{self.name} == {print_value(self.value)}"


class Differs(msgspec.Struct, frozen=True):
    name: str
    value: Value

    def holds(self, facts: Facts, _counts: Mapping[str, int]) -> bool:
        return facts.get(self.name, UNKNOWN) != self.value

    def __str__(self) -> str:
        return f"{self.name} != {print_value(self.value)}"


class OneOf(msgspec.Struct, frozen=True):
    name: str
    values: tuple[Value, ...]

    def holds(self, facts: Facts, _counts: Mapping[str, int]) -> bool:
        return facts.get(self.name, UNKNOWN) in self.values

    def __str__(self) -> str:
        return f"{self.name} in [{', '.join(map(print_value, self.values))}]"


class Has(msgspec.Struct, frozen=True):
    name: str
    code: str

    def holds(self, facts: Facts, _counts: Mapping[str, int]) -> bool:
        value = facts.get(self.name, UNKNOWN)
        return not isinstance(value, str | int) and self.code in value

    def __str__(self) -> str:
        return f"{self.name} has {print_value(self.code)}"


class Known(msgspec.Struct, frozen=True):
    name: str

    def holds(self, facts: Facts, _counts: Mapping[str, int]) -> bool:
        return facts.get(self.name, UNKNOWN) != UNKNOWN

    def __str__(self) -> str:
        return f"known {self.name}"


class Compares(msgspec.Struct, frozen=True):
    name: str
    order: str
    number: int

    def holds(self, facts: Facts, _counts: Mapping[str, int]) -> bool:
        value = facts.get(self.name, UNKNOWN)
        return isinstance(value, int) and ORDERS[self.order](value, self.number)

    def __str__(self) -> str:
        return f"{self.name} {self.order} {self.number}"


class Counts(msgspec.Struct, frozen=True):
    """How many side proceedings of one procedure are open on the case."""

    procedure: str
    order: str
    number: int

    @property
    def name(self) -> str:
        return f"open.{self.procedure}"

    def holds(self, _facts: Facts, counts: Mapping[str, int]) -> bool:
        return ORDERS[self.order](counts.get(self.procedure, 0), self.number)

    def __str__(self) -> str:
        return f"{self.name} {self.order} {self.number}"


class Not(msgspec.Struct, frozen=True):
    part: "Condition"

    def holds(self, facts: Facts, counts: Mapping[str, int]) -> bool:
        return not self.part.holds(facts, counts)

    def __str__(self) -> str:
        return f"not {_bracketed(self.part, And, Or)}"


class And(msgspec.Struct, frozen=True):
    parts: "tuple[Condition, ...]"

    def holds(self, facts: Facts, counts: Mapping[str, int]) -> bool:
        return all(part.holds(facts, counts) for part in self.parts)

    def __str__(self) -> str:
        return " and ".join(_bracketed(part, And, Or) for part in self.parts)


class Or(msgspec.Struct, frozen=True):
    parts: "tuple[Condition, ...]"

    def holds(self, facts: Facts, counts: Mapping[str, int]) -> bool:
        return any(part.holds(facts, counts) for part in self.parts)

    def __str__(self) -> str:
        return " or ".join(_bracketed(part, Or) for part in self.parts)


Atom = Equals | Differs | OneOf | Has | Known | Compares | Counts
Condition = Atom | Not | And | Or


class Failing(msgspec.Struct, frozen=True):
    """The smallest part of a condition that is false, as it would be written, and the values that make it so."""

    part: str
    values: dict[str, Value]


def print_value(value: Value) -> str:
    """*value* as it is written in a condition."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value != UNKNOWN and (value in KEYWORDS or not PLAIN_WORD.fullmatch(value)):
        return f'"{value}"'
    return str(value)


def _bracketed(part: Condition, *kinds: type) -> str:
    return f"({part})" if isinstance(part, kinds) else str(part)


def atoms(condition: Condition | None) -> Iterator[Atom]:
    """The single comparisons inside *condition*, in the order of writing."""
    match condition:
        case None:
            return
        case Not(part):
            yield from atoms(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms(part)
        case _:
            yield condition


def fact_names(condition: Condition | None) -> set[str]:
    return {atom.name for atom in atoms(condition) if not isinstance(atom, Counts)}


def counted(condition: Condition | None) -> set[str]:
    """Procedures whose open proceedings *condition* counts."""
    return {atom.procedure for atom in atoms(condition) if isinstance(atom, Counts)}


def explain(condition: Condition, facts: Facts, counts: Mapping[str, int]) -> Failing | None:
    """Why *condition* does not hold: its smallest false part with the values; None when it holds."""
    part = _failing(condition, facts, counts)
    if part is None:
        return None
    values: dict[str, Value] = {}
    for atom in atoms(part):
        values[atom.name] = counts.get(atom.procedure, 0) if isinstance(atom, Counts) else facts.get(atom.name, UNKNOWN)
    return Failing(str(part), values)


def _failing(condition: Condition, facts: Facts, counts: Mapping[str, int]) -> Condition | None:
    match condition:
        case And(parts):
            failing = tuple(part for part in (_failing(part, facts, counts) for part in parts) if part is not None)
            return failing[0] if len(failing) == 1 else And(failing) if failing else None
        case Or(parts):
            explained = [_failing(part, facts, counts) for part in parts]
            remaining = tuple(part for part in explained if part is not None)
            return Or(remaining) if len(remaining) == len(parts) else None
        case _:
            return None if condition.holds(facts, counts) else condition
