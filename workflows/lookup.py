"""Look a table up: rows indexed by the values of each fact, so that an answer is a few dictionary reads."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from workflows.cells import OPAQUE
from workflows.facts import UNKNOWN, Fact, Facts, Kind, Value
from workflows.names import Label
from workflows.table_tests import Among, Codes, Test

MOST_COLLECTED: Final = 4096

Result = str | int | tuple[str | int, ...]


class Policy(StrEnum):
    """What happens when several rows match: the first counts, all count, or there never are several."""

    FIRST = "first"
    COLLECT = "collect"
    UNIQUE = "unique"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    number: int
    when: Mapping[str, Test]
    then: Mapping[str, Result]
    because: Label
    otherwise: bool = False
    """An else row: counts when no other row matched."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The results of a table and the rows they come from, with their reasons."""

    results: Mapping[str, Result]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """For one fact: the bits of rows that admit each value, so that looking a table up is a few dictionary reads."""

    name: str
    by_value: Mapping[Value, int]
    edges: Sequence[int] = ()
    by_range: Sequence[int] = ()
    by_code: Mapping[str, int] = field(default_factory=dict)
    """For a set-valued fact: bits of rows that one code of the set is enough for."""
    codes: tuple[tuple[int, Codes], ...] = ()
    """Bits of rows that ask more than that."""
    free: int = 0
    """Bits of rows that admit what is in none of the above."""

    def admitted(self, value: Value) -> int:
        if self.edges and value is not UNKNOWN and isinstance(value, int):
            return self.by_range[bisect_right(self.edges, value)]
        if not isinstance(value, str | int):
            found = self.free
            for code in value:
                found |= self.by_code.get(code, 0)
            for bit, test in self.codes:
                if test.admits(value):
                    found |= bit
            return found
        return self.by_value.get(value, self.free)


_Step = tuple[str, Callable[[Value], int | None], Callable[[Value], int]]
"""A fact, the bits of rows that admit one of its plain values, and of those that admit any other value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A named table. Made by `parse_table`."""

    name: str
    policy: Policy
    rows: tuple[Row, ...]
    gives: tuple[str, ...]
    indexes: tuple[_Index, ...] = field(repr=False)
    answers: tuple[Answer, ...] = field(repr=False)
    plain: int = field(repr=False)
    """Bits of the rows that are not else rows."""
    otherwise: int | None = None
    """Number of the else row."""
    collected: dict[int, Answer] = field(default_factory=dict, repr=False, compare=False)
    """Answers already put together, by the bits of their rows: they never change."""
    steps: tuple[_Step, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        steps = tuple((index.name, index.by_value.get, index.admitted) for index in self.indexes)
        object.__setattr__(self, "steps", steps)


def evaluate(table: Table, facts: Facts) -> Answer:
    """What *table* says about *facts*; those it does not mention make no difference."""
    bits = table.plain
    for name, known, admitted in table.steps:
        value = facts.get(name, UNKNOWN)
        found = None if value.__class__ is list else known(value)
        bits &= admitted(value) if found is None else found
        if not bits:
            break
    if not bits:
        return table.answers[-1] if table.otherwise is None else table.answers[table.otherwise]
    if table.policy is not Policy.COLLECT:
        return table.answers[(bits & -bits).bit_length() - 1]
    answer = table.collected.get(bits)
    if answer is None:
        answer = _collect(table, [row for row in table.rows if bits >> row.number & 1])
        if len(table.collected) < MOST_COLLECTED:
            table.collected[bits] = answer
    return answer


def _collect(table: Table, rows: Sequence[Row]) -> Answer:
    results: dict[str, Result] = {}
    for name in table.gives:
        found: dict[str | int, None] = {}
        for row in rows:
            result = row.then.get(name, ())
            found.update(dict.fromkeys(result if isinstance(result, tuple) else (result,)))
        results[name] = tuple(found)
    return Answer(results, tuple(rows))


def make_table(
    name: str, policy: Policy, rows: tuple[Row, ...], gives: tuple[str, ...], facts: Mapping[str, Fact]
) -> Table:
    """A table, indexed, from rows that were checked."""
    nothing: dict[str, Result] = dict.fromkeys(gives, ())
    answers = [_collect_one(policy, row, gives) for row in rows]
    used = sorted({fact for row in rows for fact in row.when}, key=lambda fact: -sum(fact in row.when for row in rows))
    return Table(
        name=name,
        policy=policy,
        rows=rows,
        gives=gives,
        indexes=tuple(_index(facts[fact], rows) for fact in used),
        answers=(*answers, Answer(nothing, ())),
        plain=sum(1 << row.number for row in rows if not row.otherwise),
        otherwise=next((row.number for row in rows if row.otherwise), None),
    )


def _collect_one(policy: Policy, row: Row, gives: Sequence[str]) -> Answer:
    if policy is not Policy.COLLECT:
        return Answer(row.then, (row,))
    found = {name: row.then.get(name, ()) for name in gives}
    return Answer({name: one if isinstance(one, tuple) else (one,) for name, one in found.items()}, (row,))


def _index(fact: Fact, rows: Sequence[Row]) -> _Index:
    tests = [(1 << row.number, row.when[fact.name]) for row in rows if fact.name in row.when]
    free = sum(1 << row.number for row in rows if fact.name not in row.when)

    def admitted(value: Value) -> int:
        return free | sum(bit for bit, test in tests if test.admits(value))

    unknown: dict[Value, int] = {UNKNOWN: admitted(UNKNOWN)}
    match fact.kind:
        case Kind.BOOLEAN:
            return _Index(name=fact.name, by_value=unknown | {True: admitted(True), False: admitted(False)})
        case Kind.CHOICE:
            return _Index(name=fact.name, by_value=unknown | {code: admitted(code) for code in fact.options})
        case Kind.ENTRY | Kind.UNIT:
            return _Index(name=fact.name, by_value=unknown, free=admitted(OPAQUE))
        case Kind.WHOLE:
            edges = sorted({edge for _, test in tests for edge in _edges(test)}) or [0]
            by_range = [admitted(edge) for edge in (edges[0] - 1, *edges)]
            return _Index(name=fact.name, by_value=unknown, edges=edges, by_range=by_range)
        case Kind.CHOICES:
            simple = [(bit, test) for bit, test in tests if isinstance(test, Codes) and _is_any(test)]
            return _Index(
                name=fact.name,
                by_value=unknown,
                by_code={code: sum(bit for bit, test in simple if code in test.any_of) for code in fact.options},
                codes=tuple((bit, test) for bit, test in tests if isinstance(test, Codes) and not _is_any(test)),
                free=free | sum(bit for bit, test in tests if isinstance(test, Among) and test.admits(())),
            )


def _edges(test: Test) -> list[int]:
    """Numbers at which what *test* says may change."""
    return [edge for number in test.constants() if isinstance(number, int) for edge in (number, number + 1)]


def _is_any(test: Codes) -> bool:
    return not test.all_of and not test.none_of
