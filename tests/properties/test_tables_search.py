"""What the search says of a table is what walking every combination shows."""

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.workflows.builders import FACTS, NAMES, words
from workflows.facts import UNKNOWN, Value
from workflows.faults import Faults
from workflows.lookup import Policy, Row
from workflows.reading import Section
from workflows.table_search import find_overlap, find_uncovered
from workflows.table_tests import read_tests
from workflows.tables import evaluate, parse_table, split_rows

DANGER = st.lists(st.sampled_from(["yes", "unsure", "no", "unknown"]), min_size=1, max_size=3, unique=True)
CODES = st.lists(st.sampled_from(["torture", "death"]), min_size=1, unique=True)
NUMBER = st.integers(1, 5).map(str)

TESTS = st.fixed_dictionaries(
    {},
    optional={
        "danger": st.one_of(DANGER, DANGER.map(lambda values: {"not": values})),
        "minor": st.sampled_from(["true", "false", "unknown", "known"]),
        "people": st.one_of(
            NUMBER, st.just("unknown"), NUMBER.map(lambda n: {"from": n}), NUMBER.map(lambda n: {"to": n})
        ),
        "issues": st.one_of(
            CODES,
            CODES.map(lambda codes: [*codes, "unknown"]),
            CODES.map(lambda codes: {"not": codes}),
            CODES.map(lambda codes: {"all": codes}),
            st.just("known"),
        ),
        "facility": st.sampled_from(["known", "unknown"]),
    },
).filter(bool)

ROWS = st.lists(TESTS, min_size=1, max_size=5).map(
    lambda tests: [{"when": when, "then": {"urgency": "1"}, "because": words("x")} for when in tests]
)

VALUES: dict[str, list[Value]] = {
    "danger": ["yes", "unsure", "no", UNKNOWN],
    "minor": [True, False, UNKNOWN],
    "people": [1, 2, 3, 4, 5, 6, UNKNOWN],
    "issues": [["torture"], ["death"], ["torture", "death"], [], ["food"], UNKNOWN],
    "facility": ["F1", UNKNOWN],
}
WORLDS: list[dict[str, Value]] = [dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values())]


def admits(row: Row, world: dict[str, Value]) -> bool:
    return all(test.admits(world[name]) for name, test in row.when.items())


def rows_of(data: list[dict[str, Any]]) -> list[Row]:
    return [
        Row(number=number, when=read_tests(Section(row["when"], [], (), ("en",)), FACTS), then={}, because={})
        for number, row in enumerate(data)
    ]


@given(ROWS)
def test_a_gap_is_found_exactly_when_some_combination_has_no_row(data: list[dict[str, Any]]) -> None:
    rows = rows_of(data)
    gap = find_uncovered(split_rows(rows, FACTS), (1 << len(rows)) - 1)
    assert (gap is not None) is any(not any(admits(row, world) for row in rows) for world in WORLDS)
    if gap is not None:
        blank: dict[str, Value] = dict(WORLDS[0])
        assert not any(admits(row, blank | gap) for row in rows)


@given(ROWS)
def test_a_row_is_dead_exactly_when_earlier_rows_take_all_of_it(data: list[dict[str, Any]]) -> None:
    rows = rows_of(data)
    splits = split_rows(rows, FACTS)
    for row in rows:
        earlier = rows[: row.number]
        reached = any(admits(row, world) and not any(admits(one, world) for one in earlier) for world in WORLDS)
        assert (find_uncovered(splits, (1 << row.number) - 1, inside=row.number) is not None) is reached


@given(ROWS)
def test_two_rows_overlap_exactly_when_some_combination_matches_both(data: list[dict[str, Any]]) -> None:
    rows = rows_of(data)
    splits = split_rows(rows, FACTS)
    for second in rows:
        for first in rows[: second.number]:
            both = any(admits(first, world) and admits(second, world) for world in WORLDS)
            assert (find_overlap(splits, first.number, second.number) is not None) is both


@given(ROWS, st.sampled_from(list(Policy)), st.lists(st.tuples(st.sampled_from(WORLDS), st.booleans()), max_size=30))
def test_a_table_answers_as_reading_its_rows_one_by_one_would(
    data: list[dict[str, Any]], policy: Policy, worlds: list[tuple[dict[str, Value], bool]]
) -> None:
    otherwise = {"else": "true", "then": {"urgency": "3"}}
    try:
        table = parse_table(
            {"table": "t", "policy": str(policy), "gives": {"urgency": ["1", "3"]}, "rows": [*data, otherwise]},
            FACTS,
            NAMES,
        )
    except Faults:
        return
    for world, silent in worlds:
        matching = [row.number for row in table.rows if not row.otherwise and admits(row, world)]
        expected = matching if policy is Policy.COLLECT else matching[:1]
        found = evaluate(table, {name: value for name, value in world.items() if value != UNKNOWN} if silent else world)
        assert [row.number for row in found.rows] == (expected or [len(data)])
