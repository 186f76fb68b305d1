"""Conditions mean what they print, and what is decided about them is what trying every value shows."""

from contextlib import suppress
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.workflows.builders import FACTS
from workflows.cells import count_cells, counterexample, example
from workflows.condition_reading import parse_condition
from workflows.conditions import And, Compares, Condition, Counts, Differs, Equals, Has, Known, Not, OneOf, Or, explain
from workflows.facts import UNKNOWN, Value
from workflows.faults import Faults
from workflows.ready_conditions import ready
from workflows.valuations import Valuations

DANGERS = ("yes", "unsure", "no", UNKNOWN)
CODES = ("torture", "medicine", "food", "death")
ORDERS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])

ATOMS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Equals, st.just("danger"), st.sampled_from(DANGERS)),
    st.builds(Differs, st.just("danger"), st.sampled_from(DANGERS)),
    st.builds(OneOf, st.just("danger"), st.lists(st.sampled_from(DANGERS), min_size=1, max_size=3).map(tuple)),
    st.builds(Equals, st.just("minor"), st.booleans()),
    st.builds(Known, st.sampled_from(["danger", "minor", "issues", "facility", "people"])),
    st.builds(Has, st.just("issues"), st.sampled_from(CODES[:2])),
    st.builds(Compares, st.just("people"), st.sampled_from(["<", "<=", ">", ">="]), st.integers(1, 6)),
    st.builds(Counts, st.just("remedy"), ORDERS, st.integers(0, 2)),
)


def joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, parts), st.builds(And, several), st.builds(Or, several))


CONDITIONS = st.recursive(ATOMS, joined, max_leaves=8)

VALUES: dict[str, list[Value]] = {
    "danger": list(DANGERS),
    "minor": [True, False, UNKNOWN],
    "issues": [["torture"], ["medicine"], ["torture", "medicine"], [], UNKNOWN],
    "people": [1, 2, 3, 4, 5, 6, 7, UNKNOWN],
    "facility": ["F1", UNKNOWN],
}
WORLDS: list[tuple[dict[str, Value], dict[str, int]]] = [
    (dict(zip(VALUES, values, strict=True)), {"remedy": count})
    for values in product(*VALUES.values())
    for count in (0, 1, 2, 3)
]


@given(CONDITIONS)
def test_a_condition_reads_back_from_what_it_prints(condition: Condition) -> None:
    assert parse_condition(str(condition), FACTS, {"remedy"}) == condition


@given(CONDITIONS)
def test_a_condition_made_ready_says_the_same_in_every_world(condition: Condition) -> None:
    asked = ready(condition)
    assert all(asked(facts, counts) == condition.holds(facts, counts) for facts, counts in WORLDS[::3])


@given(
    st.lists(
        st.one_of(
            st.builds(Counts, st.sampled_from(["remedy", "visit"]), st.just("=="), st.just(0)),
            st.builds(Counts, st.sampled_from(["remedy", "visit"]), ORDERS, st.integers(0, 2)),
            ATOMS,
        ),
        min_size=2,
        max_size=4,
    ).map(tuple),
    st.sampled_from(WORLDS),
)
def test_a_guard_over_two_side_procedures_made_ready_says_the_same(
    parts: tuple[Condition, ...], world: tuple[dict[str, Value], dict[str, int]]
) -> None:
    facts, _ = world
    condition = And(parts)
    asked = ready(condition)
    for remedy, visit in product(range(4), repeat=2):
        counts = {name: count for name, count in (("remedy", remedy), ("visit", visit)) if count}
        assert asked(facts, counts) == condition.holds(facts, counts)


@given(CONDITIONS)
def test_a_set_of_combinations_holds_those_in_which_the_condition_is_true(condition: Condition) -> None:
    values = Valuations([condition], FACTS)
    for count in (0, 1, 2, 3):
        where = values.where(condition, {"remedy": count})
        for facts, counts in WORLDS[count :: 4 * 7]:
            assert counts == {"remedy": count}
            cells = values.everything
            for name in values.domains:
                cell = values.cell(name, facts[name])
                cells &= values.among(name, [] if cell is None else [cell])
            assert (cells & where == cells) == condition.holds(facts, counts)


@given(CONDITIONS)
def test_a_set_for_some_counts_is_the_union_over_each(condition: Condition) -> None:
    values = Valuations([condition], FACTS)
    union = 0
    for count in (0, 1, 2, 3):
        union |= values.where(condition, {"remedy": count})
    assert values.where_some(condition, {"remedy": range(4)}) == union


@given(st.text(max_size=200))
def test_reading_any_text_gives_a_condition_or_faults_and_nothing_else(text: str) -> None:
    with suppress(Faults):
        assert str(parse_condition(text, FACTS, {"remedy"}))


@given(
    st.lists(
        st.sampled_from(
            [
                "danger",
                "==",
                "yes",
                "and",
                "or",
                "not",
                "(",
                ")",
                "in",
                "[",
                "]",
                ",",
                "has",
                "issues",
                "torture",
                "people",
                ">=",
                "20",
                "known",
                "open.remedy",
                "0",
                '"x"',
            ]
        )
    )
)
def test_reading_any_row_of_words_gives_a_condition_or_faults(parts: list[str]) -> None:
    try:
        condition = parse_condition(" ".join(parts), FACTS, {"remedy"})
    except Faults:
        return
    assert parse_condition(str(condition), FACTS, {"remedy"}) == condition


@given(CONDITIONS)
def test_what_is_found_never_or_always_true_is_so_in_every_world(condition: Condition) -> None:
    holding = {condition.holds(facts, counts) for facts, counts in WORLDS}
    assert (example(condition, FACTS) is not None) is (True in holding)
    assert (counterexample(condition, FACTS) is not None) is (False in holding)


@given(CONDITIONS)
def test_an_example_makes_the_condition_true(condition: Condition) -> None:
    found = example(condition, FACTS)
    if found is not None:
        counts = {name.removeprefix("open."): value for name, value in found.items() if isinstance(value, int)}
        assert condition.holds(found, counts)


@given(CONDITIONS, st.sampled_from(WORLDS))
def test_an_explanation_is_given_exactly_when_false_and_is_itself_false(
    condition: Condition, world: tuple[dict[str, Value], dict[str, int]]
) -> None:
    facts, counts = world
    failing = explain(condition, facts, counts)
    assert (failing is None) is condition.holds(facts, counts)
    if failing is not None:
        part = parse_condition(failing.part, FACTS, {"remedy"})
        assert not part.holds(facts, counts)
        assert part.holds(failing.values, counts) is False


@given(CONDITIONS)
def test_counts_are_tried_up_to_one_above_the_largest_constant(condition: Condition) -> None:
    for counts in count_cells([condition]).values():
        top = {"remedy": counts[-1]}
        more = {"remedy": counts[-1] + 5}
        assert all(condition.holds(facts, top) is condition.holds(facts, more) for facts, _ in WORLDS[::97])
