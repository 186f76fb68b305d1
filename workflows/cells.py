"""Cut the domains of facts into the cells that a set of rules can tell apart, and search them for examples.

Exact, because conditions are closed: values that no constant distinguishes behave alike, so one of them stands for all.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from workflows.conditions import And, Atom, Compares, Condition, Counts, Differs, Equals, Has, Not, OneOf, Or, atoms
from workflows.facts import UNKNOWN, Fact, Facts, Kind, Value

MOST_CODES: Final = 12
"""Codes of one set-valued fact that rules may mention together: every subset of them is a cell."""

MOST_STEPS: Final = 200_000
"""Steps of one search; beyond, the check fails closed."""

OPAQUE: Final = "any-entry"
"""Stands for whatever code of a register."""


Left = Condition | bool
"""What is left of a condition when some values are given: a smaller condition, or settled."""


class TooManyCells(Exception):
    """The rules distinguish more combinations than can be searched: split them."""


def representatives(fact: Fact, constants: Iterable[object]) -> list[Value]:
    """One value of *fact* for each cell that *constants* can distinguish, unknown last."""
    match fact.kind:
        case Kind.BOOLEAN:
            return [True, False, UNKNOWN]
        case Kind.CHOICE:
            return [*fact.options, UNKNOWN]
        case Kind.ENTRY | Kind.UNIT:
            return [OPAQUE, UNKNOWN]
        case Kind.WHOLE:
            edges = {fact.lowest, fact.highest}
            for number in constants:
                if isinstance(number, int):
                    edges |= {number - 1, number, number + 1}
            return [*sorted(edge for edge in edges if fact.lowest <= edge <= fact.highest), UNKNOWN]
        case Kind.CHOICES:
            codes = [code for code in fact.options if code in set(constants)]
            if len(codes) > MOST_CODES:
                raise TooManyCells(f"{fact.name}: {len(codes)} codes are looked for at once; split the rules")
            other = [code for code in fact.options if code not in codes][:1]
            subsets = [list(subset) for size in range(1, len(codes) + 1) for subset in combinations(codes, size)]
            return [*subsets, other, UNKNOWN]


def constants_of(condition_atoms: Iterable[Atom]) -> dict[str, set[object]]:
    """The values that each name is compared with."""
    constants: dict[str, set[object]] = {}
    for atom in condition_atoms:
        found = constants.setdefault(atom.name, set())
        match atom:
            case Equals(_, value) | Differs(_, value):
                found.add(_hashable(value))
            case OneOf(_, values):
                found.update(map(_hashable, values))
            case Has(_, code):
                found.add(code)
            case Compares(_, _, number) | Counts(_, _, number):
                found.add(number)
            case _:
                pass
    return constants


def _hashable(value: Value) -> object:
    return value if isinstance(value, str | int) else tuple(value)


def cells(conditions: Iterable[Condition | None], facts: Mapping[str, Fact]) -> dict[str, list[Value]]:
    """For each fact in *conditions*, values that stand for the cells they distinguish; counts are left out."""
    found = [atom for condition in conditions for atom in atoms(condition)]
    by_name: dict[str, list[Value]] = {}
    constants = constants_of(found)
    for name in constants:
        if name in facts:
            tests = [atom for atom in found if atom.name == name]
            classes: dict[tuple[bool, ...], Value] = {}
            for value in representatives(facts[name], constants[name]):
                classes.setdefault(tuple(test.holds({name: value}, {}) for test in tests), value)
            by_name[name] = list(classes.values())
    return by_name


def count_cells(conditions: Iterable[Condition | None]) -> dict[str, list[int]]:
    """For each procedure counted in *conditions*, the counts worth trying: one above the largest constant is many."""
    most: dict[str, int] = {}
    for condition in conditions:
        for atom in atoms(condition):
            if isinstance(atom, Counts):
                most[atom.procedure] = max(most.get(atom.procedure, 0), atom.number)
    return {procedure: list(range(top + 2)) for procedure, top in most.items()}


def example(condition: Condition, facts: Mapping[str, Fact]) -> dict[str, Value] | None:
    """Values (facts, and `open.procedure` counts) with which *condition* holds, or None when it never does.

    Raises: TooManyCells.
    """
    domains: dict[str, list[Value]] = dict(cells([condition], facts))
    domains |= {f"open.{name}": list(counts) for name, counts in count_cells([condition]).items()}
    steps = 0
    seen: set[Condition] = set()

    def search(rest: Left, chosen: dict[str, Value]) -> dict[str, Value] | None:
        nonlocal steps
        if isinstance(rest, bool):
            return chosen if rest else None
        steps += 1
        if steps > MOST_STEPS:
            raise TooManyCells("the condition distinguishes too many cases; split it")
        if rest in seen:
            return None
        name = next(atoms(rest)).name
        for value in domains[name]:
            if (found := search(assume(rest, name, value), {**chosen, name: value})) is not None:
                return found
        seen.add(rest)
        return None

    return search(condition, {})


def counterexample(condition: Condition, facts: Mapping[str, Fact]) -> dict[str, Value] | None:
    """Values with which *condition* does not hold, or None when it always does. Raises: TooManyCells."""
    return example(Not(condition), facts)


def assume(condition: Condition, name: str, value: Value) -> Left:
    """What is left of *condition* once *name* has *value*."""
    match condition:
        case Not(part):
            left = assume(part, name, value)
            return not left if isinstance(left, bool) else Not(left)
        case And(parts):
            return _joined(And, [assume(part, name, value) for part in parts], neutral=True)
        case Or(parts):
            return _joined(Or, [assume(part, name, value) for part in parts], neutral=False)
        case Counts() if condition.name == name:
            return condition.holds({}, {condition.procedure: value if isinstance(value, int) else 0})
        case _ if condition.name == name:
            return condition.holds({name: value}, {})
        case _:
            return condition


def _joined(kind: type[And] | type[Or], lefts: list[Left], *, neutral: bool) -> Left:
    if any(left is (not neutral) for left in lefts):
        return not neutral
    parts = tuple(left for left in lefts if not isinstance(left, bool))
    if not parts:
        return neutral
    return parts[0] if len(parts) == 1 else kind(parts)


def show(values: Facts) -> str:
    """Values as a person would read them in a message: `track=detention, minor=true`."""
    return ", ".join(f"{name}={_shown(value)}" for name, value in values.items()) or "anything"


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) else "[" + ", ".join(value) + "]"
