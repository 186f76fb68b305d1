"""Facts have closed domains; a pack that leaves one open is refused."""

from typing import Any

import pytest

from tests.unit.workflows.builders import FACT_FILE, FACTS, NAMES, words
from workflows.facts import UNKNOWN, in_scope, parse_facts, wrong_facts
from workflows.faults import Faults


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("danger", "yes", True),
        ("danger", "maybe", False),
        ("danger", UNKNOWN, True),
        ("minor", True, True),
        ("minor", "true", False),
        ("minor", 1, False),
        ("people", 1000, True),
        ("people", 1001, False),
        ("people", True, False),
        ("issues", ["food"], True),
        ("issues", [], True),
        ("issues", ["food", "other"], False),
        ("issues", "food", False),
        ("facility", "KZ-75/1", True),
        ("facility", "a b", False),
        ("danger", None, False),
    ],
)
def test_a_value_is_in_the_domain_or_not(name: str, value: Any, *, allowed: bool) -> None:
    assert FACTS[name].allows(value) is allowed


def test_undeclared_facts_and_values_outside_the_domain_are_named() -> None:
    assert wrong_facts(FACTS, {"danger": "yes", "people": 0, "colour": "red"}) == ["people", "colour"]


def test_a_rule_of_the_case_does_not_see_the_facts_of_a_proceeding() -> None:
    assert "answered" not in in_scope(FACTS)
    assert "answered" in in_scope(FACTS, "remedy")


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({"kind": "choice"}, "a choice needs options (code: words) or a taxonomy"),
        ({"kind": "choice", "options": {"unknown": words("?")}}, "every fact can be unknown: leave this option out"),
        ({"kind": "choices", "taxonomy": "isues"}, "no such taxonomy: isues; did you mean issues?"),
        ({"kind": "whole", "from": "1"}, "a whole number needs a range: from, to"),
        ({"kind": "entry", "register": "people"}, "no such register: people"),
        ({"kind": "flag"}, "no such kind of fact: flag"),
        ({"kind": "boolean", "of": "remedys"}, "no such procedure (or case): remedys; did you mean remedy?"),
        ({"kind": "boolean", "class": "secret"}, "no such class: secret"),
        ({"kind": "boolean", "label": {"en": "x", "kk": "y"}}, "not a language of this institution: kk"),
        ({}, "kind is missing"),
    ],
)
def test_a_wrong_declaration_is_explained(declared: dict[str, Any], reason: str) -> None:
    with pytest.raises(Faults) as caught:
        parse_facts({"it": {"label": words("It"), **declared}}, NAMES)
    assert reason in [fault.reason for fault in caught.value.faults]


def test_all_mistakes_of_a_file_are_reported_together() -> None:
    with pytest.raises(Faults) as caught:
        parse_facts({**FACT_FILE, "A": {}, "not": {"kind": "boolean", "label": words("x")}, "b": "boolean"}, NAMES)
    places = {fault.place for fault in caught.value.faults}
    assert places == {("A",), ("not",), ("b",)}


def test_a_file_that_is_not_a_mapping_is_refused() -> None:
    with pytest.raises(Faults, match="must be a mapping"):
        parse_facts(["danger"], NAMES)
