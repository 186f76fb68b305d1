"""Acts that move a case to another unit, let one join, belong to one, or tie the case to another case."""

from typing import Any

import pytest

from tests.unit.workflows.builders import act, end, file, read, stage, words
from tests.unit.workflows.deciding import CASEWORKER, PLACES, SUPERVISOR, decide, done, refused, started
from workflows.engine import SYSTEM, Decision, Link, Person, Refusal
from workflows.faults import Faults
from workflows.procedure import FromFact

UNIT = {"kind": "unit", "class": "routing", "required": "true", "label": words("Unit")}
REFERENCE = {"kind": "case", "class": "routing", "required": "true", "label": words("Case")}


def procedure(go: dict[str, Any], **more: Any) -> Any:
    return read(file(stages={"received": stage({"go": go}), "closed": end()}, **more))


def go(declared: dict[str, Any], answers: Any = None, **more: Any) -> Decision | Refusal:
    made = procedure(act(to="closed", **declared))
    return decide(started(made), "go", answers, procedure=made, places=PLACES, **more)


@pytest.mark.parametrize(
    ("declared", "answers", "facts", "moves", "widens"),
    [
        ({"moves": "answer unit", "asks": {"unit": UNIT}}, {"unit": "KZ-HO"}, {}, "KZ-HO", None),
        ({"moves": "fact to_unit"}, {}, {"to_unit": "KZ-HO"}, "KZ-HO", None),
        ({"widens": "answer unit", "asks": {"unit": UNIT}}, {"unit": "KZ-HO"}, {}, None, "KZ-HO"),
        ({"widens": "fact to_unit"}, {}, {"to_unit": "KZ-HO"}, None, "KZ-HO"),
        ({"widens": "head_office"}, {}, {}, None, "KZ-HO"),
        ({"widens": "KZ-75"}, {}, {}, None, "KZ-75"),
        ({"widens": "region of facility"}, {}, {}, None, "region of facility"),
    ],
)
def test_an_act_names_the_unit_that_leads_or_joins(
    declared: Any, answers: Any, facts: Any, moves: str | None, widens: str | None
) -> None:
    decision = go(declared, answers, facts=facts)
    assert isinstance(decision, Decision)
    assert (decision.moves, decision.widens) == (moves, widens)


@pytest.mark.parametrize("effect", ["moves", "widens"])
def test_a_unit_that_nobody_knows_yet_is_asked_for_first(effect: str) -> None:
    assert go({effect: "fact to_unit"}, facts={}) == Refusal("no_unit", {"fact": "to_unit"})


def test_a_link_names_the_other_case_and_what_it_is() -> None:
    asks = {"other": REFERENCE}
    decision = go({"asks": asks, "links": {"to": "answer other", "as": "systemic"}}, {"other": "2026-000000-1"})
    assert isinstance(decision, Decision)
    assert decision.links == Link("2026-000000-1", "systemic")


def test_a_case_moves_when_the_second_person_confirms_and_not_before() -> None:
    made = procedure(
        act(to="closed", moves="answer unit", asks={"unit": UNIT}, confirmed_by={"roles": ["representative"]})
    )
    waiting = done(started(made), "go", {"unit": "KZ-HO"}, procedure=made)
    assert waiting.moves is None
    second = Person("officer:9", frozenset({"representative"}))
    assert done(waiting.state, "go", procedure=made, by=second, confirm=True).moves == "KZ-HO"


@pytest.mark.parametrize(
    ("of_unit", "facts", "who"),
    [
        ("lead", {}, CASEWORKER),
        ("proceeding", {}, CASEWORKER),
        ("head_office", {}, Person("officer:5", frozenset({"caseworker"}), frozenset({"KZ-75", "KZ-HO"}))),
        ("fact to_unit", {"to_unit": "KZ-75"}, CASEWORKER),
        ("head_office", {}, SYSTEM),
    ],
)
def test_who_belongs_to_the_unit_may_act_and_the_system_belongs_everywhere(
    of_unit: str, facts: Any, who: Person
) -> None:
    assert isinstance(go({"of_unit": of_unit, "by": ["caseworker", "system"]}, facts=facts, by=who), Decision)


@pytest.mark.parametrize(
    ("of_unit", "facts", "unit", "office"),
    [
        ("head_office", {}, "KZ-HO", "head_office"),
        ("fact to_unit", {"to_unit": "KZ-HO"}, "KZ-HO", "to_unit"),
        ("fact to_unit", {}, None, "to_unit"),
        ("npm", {}, None, "npm"),
    ],
)
def test_who_is_of_another_unit_is_told_which(of_unit: str, facts: Any, unit: str | None, office: str) -> None:
    refusal = go({"of_unit": of_unit}, facts=facts)
    assert refusal == Refusal("not_your_unit", {"unit": unit, "office": office})


def test_the_second_person_belongs_to_the_unit_as_the_first_does() -> None:
    made = procedure(act(to="closed", of_unit="lead", confirmed_by={"roles": ["caseworker", "supervisor"]}))
    waiting = done(started(made), "go", procedure=made, places=PLACES).state
    refusal = refused(waiting, "go", procedure=made, places=PLACES, by=SUPERVISOR, confirm=True)
    assert refusal.reason == "not_your_unit"
    other = Person("officer:9", CASEWORKER.roles, CASEWORKER.units)
    assert done(waiting, "go", procedure=made, places=PLACES, by=other, confirm=True).to_stage == "closed"


def test_a_side_procedure_says_whose_it_is() -> None:
    def side(**more: Any) -> Any:
        return procedure(act(to="closed"), procedure="remedy", kind="side", **more).unit

    assert (side(), side(unit="head_office"), side(unit="fact chosen")) == ("lead", "head_office", FromFact("chosen"))


@pytest.mark.parametrize(
    ("declared", "place", "reason"),
    [
        ({"moves": "head_office"}, "moves", "neither an answer nor a fact: head_office"),
        ({"moves": "answer x"}, "moves", "no such answer of this act: x"),
        ({"moves": "fact danger"}, "moves", "danger is of kind choice: it names no unit"),
        (
            {"moves": "answer unit", "asks": {"unit": {**UNIT, "required": "false"}}},
            "moves",
            "unit must ask for a unit and be required",
        ),
        ({"widens": "nowhere"}, "widens", "no such unit: nowhere"),
        ({"of_unit": "elsewhere"}, "of_unit", "no such office (or fact NAME): elsewhere"),
        ({"of_unit": "fact minor"}, "of_unit", "minor is of kind boolean: it names no unit"),
        ({"told_first": ["leter"]}, "told_first", "no such letter: leter"),
        ({"links": {"to": "answer x", "as": "linked"}}, "links", "no such answer of this act: x"),
        (
            {"asks": {"o": REFERENCE}, "links": {"to": "answer o", "as": "friend"}},
            "links",
            "no such kind of link: friend",
        ),
    ],
)
def test_a_unit_or_case_that_cannot_be_named_is_refused_with_its_place(declared: Any, place: str, reason: str) -> None:
    with pytest.raises(Faults) as caught:
        procedure(act(**declared))
    fault = caught.value.faults[0]
    assert (fault.place[4], fault.reason) == (place, reason)


def test_a_fact_of_kind_unit_can_be_known_and_nothing_else() -> None:
    assert procedure(act(to="closed", when="known to_unit"))
    with pytest.raises(Faults, match="opaque"):
        procedure(act(to="closed", when="to_unit == KZ-75"))


def test_an_act_that_waits_for_a_letter_says_which() -> None:
    declared = {"told_first": ["decision", "acknowledgement"]}
    assert go(declared) == Refusal("not_told_yet", {"letters": ["acknowledgement", "decision"]})
    assert isinstance(go(declared, told=["decision"]), Decision)
