"""Conditions made ready to be asked often: each becomes one function of facts and counts, put together once at load."""

from collections.abc import Callable, Mapping, Sequence

from workflows.conditions import (
    ORDERS,
    And,
    Compares,
    Condition,
    Counts,
    Differs,
    Equals,
    Has,
    Known,
    Not,
    OneOf,
    Or,
)
from workflows.facts import UNKNOWN, Facts

Ready = Callable[[Facts, Mapping[str, int]], bool]
"""Whether a condition holds for facts and counts; says the same as its `holds`."""


def ready(condition: Condition) -> Ready:  # noqa: C901, PLR0911 - one case for each kind of condition
    """*condition* as a function."""
    match condition:
        case Equals(name, value):
            return lambda facts, _counts: facts.get(name, UNKNOWN) == value
        case Differs(name, value):
            return lambda facts, _counts: facts.get(name, UNKNOWN) != value
        case OneOf(name, values):
            return lambda facts, _counts: facts.get(name, UNKNOWN) in values
        case Known(name):
            return lambda facts, _counts: facts.get(name, UNKNOWN) != UNKNOWN
        case Has(name, code):
            return _has(name, code)
        case Compares(name, order, number):
            return _compares(name, ORDERS[order], number)
        case Counts(procedure, order, number):
            compare = ORDERS[order]
            return lambda _facts, counts: compare(counts.get(procedure, 0), number)
        case Not(part):
            inner = ready(part)
            return lambda facts, counts: not inner(facts, counts)
        case And(parts):
            return _all_of(_together(parts))
        case Or(parts):
            return _any_of([ready(part) for part in parts])


def _has(name: str, code: str) -> Ready:
    def has(facts: Facts, _counts: Mapping[str, int]) -> bool:
        value = facts.get(name, UNKNOWN)
        return not isinstance(value, str | int) and code in value

    return has


def _compares(name: str, compare: Callable[[int, int], bool], number: int) -> Ready:
    def compares(facts: Facts, _counts: Mapping[str, int]) -> bool:
        value = facts.get(name, UNKNOWN)
        return isinstance(value, int) and compare(value, number)

    return compares


def _together(parts: Sequence[Condition]) -> list[Ready]:
    """Each of *parts* as a function; those that ask that no side proceeding is open are asked as one."""
    closed: list[str] = []
    tests: list[Ready] = []
    for part in parts:
        match part:
            case Counts(procedure, "==", 0):
                closed.append(procedure)
            case _:
                tests.append(ready(part))
    return [*tests, _none_open(tuple(closed))] if closed else tests


def _none_open(procedures: tuple[str, ...]) -> Ready:
    def none_open(_facts: Facts, counts: Mapping[str, int]) -> bool:
        if counts:  # most cases have no side proceeding at all
            for procedure in procedures:
                if counts.get(procedure, 0):
                    return False
        return True

    return none_open


def _all_of(tests: list[Ready]) -> Ready:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda facts, counts: first(facts, counts) and second(facts, counts)

    def all_of(facts: Facts, counts: Mapping[str, int]) -> bool:
        for test in tests:  # noqa: SIM110 - three times as fast as a generator
            if not test(facts, counts):
                return False
        return True

    return all_of


def _any_of(tests: list[Ready]) -> Ready:
    if len(tests) == 2:
        first, second = tests
        return lambda facts, counts: first(facts, counts) or second(facts, counts)

    def any_of(facts: Facts, counts: Mapping[str, int]) -> bool:
        for test in tests:  # noqa: SIM110 - three times as fast as a generator
            if test(facts, counts):
                return True
        return False

    return any_of
