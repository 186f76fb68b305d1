"""Decision tables: rows that lead from facts to results. One with a gap, an overlap or a dead row is refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from workflows.cells import TooManyCells, representatives, show
from workflows.facts import Fact, Value, in_scope
from workflows.faults import Fault, Faults, unknown_name
from workflows.lookup import Answer, Policy, Result, Row, Table, evaluate, make_table
from workflows.names import Names
from workflows.reading import Section
from workflows.table_search import Split, find_overlap, find_uncovered, make_splits
from workflows.table_tests import Test, read_tests

__all__ = ["Answer", "Policy", "Result", "Row", "Table", "evaluate", "parse_table"]

UNITS: Final = "units"
"""Stands for every unit and unit word as the values of a result."""


def parse_table(data: Any, facts: Mapping[str, Fact], names: Names) -> Table:
    """A checked table from a pack file, over facts of the case. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), names.languages)
    facts = in_scope(facts)
    name = section.name("table")
    policy = Policy(section.word("policy", list(Policy), "policy", default="first"))
    if not section.has("policy"):
        section.fault("policy is missing (first, collect, unique)")
    domains = _read_domains(section, names)
    if section.has("title"):
        section.label("title")
    rows = tuple(_read_row(number, inner, policy, domains, facts) for number, inner in enumerate(section.items("rows")))
    if not rows:
        section.fault("rows is missing")
    section.close()
    if not faults:
        faults = _check_rows(policy, rows, facts)
    if faults:
        raise Faults(faults)
    return make_table(name, policy, rows, tuple(domains), facts)


def _read_domains(section: Section, names: Names) -> dict[str, Mapping[str, str | int]]:
    """Each result's words and what they stand for; a domain of numbers gives numbers."""
    gives = section.section("gives")
    if gives is None or not gives.data:
        section.fault("gives is missing", example="gives: {urgency: [1, 2, 3]}")
        return {}
    domains: dict[str, Mapping[str, str | int]] = {}
    for name in gives.data:
        plain = gives.take(name)
        if plain in (UNITS, {UNITS: "names"}):
            domains[name] = {word: word for word in names.unit_words}
            continue
        words = gives.words(name, None, "result", required=True)
        numbers = all(word.isascii() and word.isdigit() for word in words)
        domains[name] = {word: int(word) if numbers else word for word in words}
    return domains


def _read_row(
    number: int,
    section: Section,
    policy: Policy,
    domains: Mapping[str, Mapping[str, str | int]],
    facts: Mapping[str, Fact],
) -> Row:
    otherwise = section.flag("else")
    when = section.section("when")
    if otherwise is (when is not None):
        section.fault("a row has either when or else: true")
    tests = {} if when is None else read_tests(when, facts)
    if when is not None and not when.data:
        section.fault("when asks nothing: write else: true", "when")
    then = section.section("then")
    results: dict[str, Result] = {}
    if then is None:
        section.fault("then is missing")
    else:
        for name in then.data:
            if name not in domains:
                then.fault(unknown_name("result", name, domains), name)
                continue
            words = then.words(name, domains[name], f"value of {name}")
            values = tuple(domains[name][word] for word in words)
            results[name] = values if isinstance(then.data[name], list) or not values else values[0]
        if policy is not Policy.COLLECT:
            for name in domains:
                if name not in results:
                    then.fault(f"{name} is missing")
        then.close()
    row = Row(
        number=number,
        when=tests,
        then=results,
        because=section.label("because", required=not otherwise),
        otherwise=otherwise,
    )
    section.close()
    return row


def _admits(test: Test) -> Callable[[Value], bool]:
    return test.admits


def split_rows(rows: Sequence[Row], facts: Mapping[str, Fact]) -> list[Split]:
    """The facts that *rows* test, each cut into groups of values that behave alike. Raises: TooManyCells."""
    constants: dict[str, set[object]] = {}
    for row in rows:
        for name, test in row.when.items():
            constants.setdefault(name, set()).update(test.constants())
    values = {name: representatives(facts[name], found) for name, found in constants.items()}
    return make_splits([{name: _admits(test) for name, test in row.when.items()} for row in rows], values)


def _check_rows(policy: Policy, rows: Sequence[Row], facts: Mapping[str, Fact]) -> list[Fault]:
    otherwise = [row.number for row in rows if row.otherwise]
    faults = [Fault(("rows", number), "a second else row") for number in otherwise[1:]]
    if policy is Policy.FIRST and otherwise and otherwise[0] != len(rows) - 1:
        faults.append(Fault(("rows", otherwise[0]), "the else row comes last"))
    if faults:
        return faults
    plain = [row for row in rows if not row.otherwise]
    bits = sum(1 << row.number for row in plain)
    try:
        splits = split_rows(rows, facts)
        for row in plain:
            earlier = bits & ((1 << row.number) - 1) if policy is Policy.FIRST else 0
            if find_uncovered(splits, earlier, inside=row.number) is None:
                faults.append(_dead(splits, row.number, plain[: row.number] if earlier else ()))
        if policy is Policy.UNIQUE:
            faults += _overlaps(splits, plain)
        gap = find_uncovered(splits, bits)
    except TooManyCells as found:
        return [*faults, Fault(("rows",), str(found))]
    if gap is None and otherwise:
        faults.append(Fault(("rows", otherwise[0]), "the else row is never reached: other rows take every case"))
    if gap is not None and not otherwise and policy is not Policy.COLLECT:
        faults.append(Fault(("rows",), f"a gap: {show(gap)}: no row", example="{else: true, then: …}"))
    return faults


def _dead(splits: Sequence[Split], number: int, earlier: Sequence[Row]) -> Fault:
    """A row that is never reached, with a case of it and the earlier row that takes it."""
    taken = ((row, find_overlap(splits, row.number, number)) for row in earlier)
    example = next((f"{show(case)}: row {row.number + 1}" for row, case in taken if case is not None), None)
    reason = "its conditions exclude each other" if example is None else "earlier rows take every case of it"
    return Fault(("rows", number), f"this row is never reached: {reason}", example)


def _overlaps(splits: Sequence[Split], rows: Sequence[Row]) -> list[Fault]:
    return [
        Fault(("rows", second.number), f"overlaps with row {first.number + 1}: {show(shared)}")
        for place, second in enumerate(rows)
        for first in rows[:place]
        if (shared := find_overlap(splits, first.number, second.number)) is not None
    ]
