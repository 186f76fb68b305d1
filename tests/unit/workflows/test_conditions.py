"""The condition language: what it says, what it refuses to read, and how it explains itself."""

import pytest

from tests.unit.workflows.builders import FACTS
from workflows.cells import counterexample, example
from workflows.condition_reading import parse_condition
from workflows.conditions import Condition, Failing, explain
from workflows.facts import Fact, Kind, Value
from workflows.faults import Faults

PROCEDURES = frozenset({"remedy", "request"})


def read(text: str) -> Condition:
    return parse_condition(text, FACTS, PROCEDURES)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("danger == yes", {"danger": "yes"}, True),
        ("danger == yes", {}, False),
        ("danger != yes", {}, True),
        ("danger == unknown", {}, True),
        ("danger == unknown", {"danger": "unknown"}, True),
        ("track in [detention, unknown]", {}, True),
        ("minor", {"minor": True}, True),
        ("not minor", {}, True),
        ("minor == false", {}, False),
        ("people >= 20", {"people": 20}, True),
        ("people < 20", {}, False),
        ("not people >= 20", {}, True),
        ("issues has torture", {"issues": ["food", "torture"]}, True),
        ("issues has torture", {"issues": []}, False),
        ("issues has torture", {"issues": "unknown"}, False),
        ("known issues", {"issues": []}, True),
        ("known facility", {"facility": "F1"}, True),
        ("known facility", {"facility": "unknown"}, False),
        ("open.remedy == 0", {}, True),
        ("danger == yes or danger == no and minor", {"danger": "yes"}, True),
        ("(danger == yes or danger == no) and minor", {"danger": "yes"}, False),
        ('track == "other"', {"track": "other"}, True),
    ],
)
def test_a_condition_holds_or_not_and_unknown_is_never_an_error(
    text: str, facts: dict[str, Value], *, expected: bool
) -> None:
    assert read(text).holds(facts, {}) is expected


def test_a_code_that_is_part_of_the_word_unknown_is_not_in_an_unknown_set() -> None:
    fact = Fact(name="tags", kind=Kind.CHOICES, options={"now": {"en": "Now"}})
    assert not parse_condition("tags has now", {"tags": fact}).holds({"tags": "unknown"}, {})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dangr == yes", "no such fact: dangr; did you mean danger?"),
        ("danger == maybe", "danger is never maybe; it is one of: yes, unsure, no, unknown"),
        ("people == 0", "people is never 0; it is one of: 1 to 1000, unknown"),
        ("people >= many", "expected a whole number before many"),
        ("danger > 3", "danger is not a number: > cannot be asked of it"),
        ("danger", "expected ==, !=, in or has after danger"),
        ("issues == torture", "issues holds several codes: write has"),
        ("issues in [torture]", "issues holds several codes: write has"),
        ("issues has tortur", "issues never has tortur; it has: torture, medicine, food, death, unknown"),
        ("danger has yes", "danger has one value: write =="),
        ("facility == F1", "facility is opaque here: write known facility"),
        ("sex == f", "sex is of class statistics: only routing facts may stand in conditions"),
        ("open.remedies == 0", "no such procedure: remedies; did you mean remedy?"),
        ("open.remedy", "expected a comparison with a number after open.remedy"),
        ("danger == yes danger", "did not expect danger here"),
        ("danger ==", "expected a value before the end"),
        ("(danger == yes", "expected ) before the end"),
        ("danger.__class__ == yes", "cannot read this: .__class__ == yes"),
        ("danger == yes; drop", "cannot read this: ; drop"),
        ("", "the condition is empty"),
        ("(" * 50 + "minor" + ")" * 50, "nested deeper than 40: use a table"),
        ("not " * 300 + "minor", "nested deeper than 40: use a table"),
        ("minor or " * 300 + "minor", "a condition has at most 2000 letters: use a table"),
    ],
)
def test_what_cannot_be_meant_is_refused_when_it_is_read(text: str, reason: str) -> None:
    with pytest.raises(Faults) as caught:
        read(text)
    assert [fault.reason for fault in caught.value.faults] == [reason]


@pytest.mark.parametrize(
    "text",
    [
        "danger == yes and not (track in [detention, business] or minor == true)",
        "(danger == yes or minor == true) and people >= 20",
        "known facility and open.remedy == 0 and issues has torture",
        "not not minor == true",
        "danger == yes and (minor == true and people < 3)",
    ],
)
def test_a_condition_prints_as_it_was_written(text: str) -> None:
    assert str(read(text)) == text
    assert read(str(read(text))) == read(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("danger == yes and minor and people >= 20", "minor == true"),
        ("danger == no and minor", "danger == no and minor == true"),
        ("danger == no or minor", "danger == no or minor == true"),
        ("danger == yes and (danger == no or minor and people >= 2)", "danger == no or minor == true"),
        ("not danger == yes", "not danger == yes"),
    ],
)
def test_the_smallest_false_part_is_named(text: str, part: str) -> None:
    failing = explain(read(text), {"danger": "yes", "people": 30}, {})
    assert failing is not None
    assert failing.part == part


def test_an_explanation_shows_the_values_and_a_true_condition_needs_none() -> None:
    assert explain(read("open.remedy == 0"), {}, {"remedy": 3}) == Failing("open.remedy == 0", {"open.remedy": 3})
    assert explain(read("minor"), {"minor": True}, {}) is None


@pytest.mark.parametrize(
    ("text", "possible", "refutable"),
    [
        ("danger == yes and danger == no", False, True),
        ("danger == yes or danger != yes", True, False),
        ("people > 5 and people < 6", False, True),
        ("people > 5 and people < 7", True, True),
        ("people >= 1 or not known people", True, False),
        ("issues has torture and not known issues", False, True),
        ("issues has torture and not issues has food", True, True),
        ("open.remedy == 2 and open.remedy < 1", False, True),
        ("known facility", True, True),
        ("minor or minor == false", True, True),
    ],
)
def test_conditions_that_are_never_or_always_true_are_found(text: str, *, possible: bool, refutable: bool) -> None:
    condition = read(text)
    found, refuted = example(condition, FACTS), counterexample(condition, FACTS)
    assert ((found is not None), (refuted is not None)) == (possible, refutable)
