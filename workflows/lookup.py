"""Look a table up: rows indexed by the values of each fact, so that an answer is a few dictionary reads."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import msgspec

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


class Row(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    when: Mapping[str, Test]
    then: Mapping[str, Result]
    because: Label
    otherwise: bool = False
    """An else row: counts when no other row matched."""


class Answer(msgspec.Struct, frozen=True):
    """The results of a table and the rows they come from, with their reasons."""

    results: Mapping[str, Result]
    rows: tuple[Row, ...]


class _Index(msgspec.Struct, frozen=True):
    """For one fact: the bits of rows that admit each value, so that looking a table up is a few dictionary reads."""

    name: str
    by_value: Mapping[Value, int]
    edges: Sequence[int] = ()
    by_range: Sequence[int] = ()
    by_code: Mapping[str, int] = msgspec.field(default_factory=dict)
    """For a set-valued fact: bits of rows that one code of the set is enough for."""
    codes: tuple[tuple[int, Codes], ...] = ()
    """Bits of rows that ask more than that."""
    free: int = 0
    """Bits of rows that admit what is in none of the above."""
    mentioned: int = 0
    """Bits of rows that test the fact."""

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
    steps: "dict[tuple[int, tuple[str, ...]], _Step]" = field(default_factory=dict, repr=False, compare=False)
    first: "_Step" = field(init=False, repr=False, compare=False)
    """The first question; from it the table is walked down to the answer."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", _step(self, self.plain, self.indexes))


_Step = tuple[str | None, Any, Any, Any]
"""A question: the fact that it is about, what follows each value met so far, the step where the fact is missing, the `_Question`.

Or the end: None, the answer, None, None. A plain tuple, since taking one apart is the whole cost of a step.
"""


def evaluate(table: Table, facts: Facts) -> Answer:
    """What *table* says about *facts*; those it does not mention make no difference."""
    name, following, missing, question = table.first
    while name is not None:
        if name in facts:
            value = facts[name]
            if type(value) is list:  # cannot be looked up
                value = tuple(value)
            try:
                name, following, missing, question = following[value]
            except KeyError:
                name, following, missing, question = question.meet(value)
        else:
            name, following, missing, question = missing
    answer: Answer = following
    return answer


class _Question(msgspec.Struct, eq=False):
    """A question about one fact, with the rows that are still possible; what follows is put together when first met."""

    table: Table
    index: _Index
    bits: int
    rest: tuple[_Index, ...]
    following: dict[Value, _Step] = msgspec.field(default_factory=dict)

    def meet(self, value: Value) -> _Step:
        step = _step(self.table, self.bits & self.index.admitted(value), self.rest)
        if len(self.following) < MOST_COLLECTED:
            self.following[value] = step
        return step


def _step(table: Table, bits: int, rest: Sequence[_Index]) -> _Step:
    """The next question while rows are possible that ask more, and the answer then."""
    deciding = bits if table.policy is Policy.COLLECT else bits & -bits
    asked = tuple(index for index in rest if index.mentioned & bits)
    urgent = [index for index in asked if index.mentioned & deciding]
    if not urgent:
        return None, _answer(table, bits), None, None
    known = (bits, tuple(index.name for index in asked))
    step = table.steps.get(known)
    if step is None:
        best = max(urgent, key=lambda index: (index.mentioned & bits).bit_count())
        question = _Question(table, best, bits, tuple(index for index in asked if index is not best))
        step = best.name, question.following, question.meet(UNKNOWN), question
        if len(table.steps) < MOST_COLLECTED:
            table.steps[known] = step
    return step


def _answer(table: Table, bits: int) -> Answer:
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
    asked = Counter(fact for row in rows for fact in row.when)
    return Table(
        name=name,
        policy=policy,
        rows=rows,
        gives=gives,
        indexes=tuple(_index(facts[fact], rows) for fact, _ in asked.most_common()),
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
    mentioned = sum(bit for bit, _ in tests)
    free = sum(1 << row.number for row in rows if fact.name not in row.when)

    def admitted(value: Value) -> int:
        return free | sum(bit for bit, test in tests if test.admits(value))

    unknown: dict[Value, int] = {UNKNOWN: admitted(UNKNOWN)}
    match fact.kind:
        case Kind.BOOLEAN:
            return _Index(
                name=fact.name, mentioned=mentioned, by_value=unknown | {True: admitted(True), False: admitted(False)}
            )
        case Kind.CHOICE:
            return _Index(
                name=fact.name, mentioned=mentioned, by_value=unknown | {code: admitted(code) for code in fact.options}
            )
        case Kind.ENTRY | Kind.UNIT:
            return _Index(name=fact.name, mentioned=mentioned, by_value=unknown, free=admitted(OPAQUE))
        case Kind.WHOLE:
            edges = sorted({edge for _, test in tests for edge in _edges(test)}) or [0]
            by_range = [admitted(edge) for edge in (edges[0] - 1, *edges)]
            return _Index(name=fact.name, mentioned=mentioned, by_value=unknown, edges=edges, by_range=by_range)
        case Kind.CHOICES:
            simple = [(bit, test) for bit, test in tests if isinstance(test, Codes) and _is_any(test)]
            return _Index(
                name=fact.name,
                mentioned=mentioned,
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
