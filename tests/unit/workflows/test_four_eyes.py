"""Somebody else confirms only when nobody of the case's unit is left who may."""

from typing import Any

import pytest

from tests.unit.workflows.builders import LONG_TEXT, act, end, file, read, stage
from tests.unit.workflows.deciding import PLACES, decide, done, started
from workflows import engine
from workflows.engine import Decision, Person, Refusal, State
from workflows.procedure import Procedure


def procedure(otherwise: str | None = "head_office", rules: tuple[str, ...] = ("same_act",)) -> Procedure:
    wanted = {"roles": ["representative"], "not": list(rules)} | ({"else": otherwise} if otherwise else {})
    acts = {
        "look": act(by=["caseworker", "representative"]),
        "decide": act(to="closed", by=["caseworker", "representative"], confirmed_by=wanted, asks={"why": LONG_TEXT}),
    }
    return read(file(stages={"received": stage(acts), "closed": end()}))


def officer(number: int, role: str, unit: str = "KZ-75") -> Person:
    return Person(f"officer:{number}", frozenset({role}), frozenset({unit}))


BEGINNER = officer(1, "representative")
SECOND = officer(2, "representative")
CLERK = officer(3, "caseworker")
HEAD = officer(4, "supervisor", "KZ-HO")
STRANGER = officer(5, "representative", "KZ-10")


def waiting(made: Procedure) -> State:
    return done(started(made), "decide", {"why": "x"}, procedure=made, by=BEGINNER).state


def confirm(made: Procedure, by: Person, colleagues: Any = (), **more: Any) -> Decision | Refusal:
    state = more.pop("state", None) or waiting(made)
    return decide(state, "decide", procedure=made, by=by, colleagues=colleagues, places=PLACES, confirm=True, **more)


def reason(answer: Decision | Refusal) -> str:
    return answer.reason if isinstance(answer, Refusal) else "done"


@pytest.mark.parametrize(
    ("by", "colleagues", "expected"),
    [
        (SECOND, [BEGINNER, SECOND, CLERK], "done"),
        (HEAD, [BEGINNER, SECOND, CLERK], "not_your_role"),
        (STRANGER, [BEGINNER, SECOND], "unit_confirms_first"),
        (BEGINNER, [BEGINNER, SECOND], "same_person"),
        (HEAD, [BEGINNER, CLERK], "done"),
        (CLERK, [BEGINNER, CLERK], "not_your_role"),
        (STRANGER, [BEGINNER, CLERK], "others_confirm"),
        (BEGINNER, [BEGINNER], "same_person"),
        (SECOND, [], "done"),
        (STRANGER, [], "done"),
        (HEAD, [], "not_your_role"),
    ],
)
def test_people_of_the_unit_come_first_then_the_office_that_is_named(
    by: Person, colleagues: list[Person], expected: str
) -> None:
    assert reason(confirm(procedure(), by, colleagues)) == expected


def test_a_role_can_stand_in_as_well() -> None:
    made = procedure("supervisor")
    assert reason(confirm(made, HEAD, [BEGINNER])) == "done"
    assert reason(confirm(made, HEAD, [BEGINNER, SECOND])) == "not_your_role"


def test_who_did_something_earlier_is_not_left_and_does_not_stand_in_either() -> None:
    made = procedure(rules=("ever_acted",))
    looked = done(started(made), "look", procedure=made, by=SECOND).state
    state = done(looked, "decide", {"why": "x"}, procedure=made, by=BEGINNER).state
    colleagues = [BEGINNER, SECOND]
    assert reason(confirm(made, SECOND, colleagues, state=state)) == "involved"
    assert reason(confirm(made, HEAD, colleagues, state=state)) == "done"
    assert reason(confirm(made, HEAD, colleagues, state=state, involved=[HEAD.id])) == "involved"


def test_without_anybody_named_whoever_has_the_role_confirms() -> None:
    assert reason(confirm(procedure(None), STRANGER, [BEGINNER, SECOND])) == "done"


def test_the_desk_offers_confirming_to_those_who_may() -> None:
    made = procedure()

    def offered(by: Person, colleagues: list[Person]) -> bool:
        offers = engine.available(
            made, waiting(made), by=by, facts={}, open_counts={}, places=PLACES, colleagues=colleagues
        )
        return next(offer.confirming for offer in offers if offer.act == "decide")

    assert (offered(HEAD, [BEGINNER]), offered(HEAD, [BEGINNER, SECOND])) == (True, False)


def test_an_office_that_nobody_knows_the_unit_of_lets_nobody_in() -> None:
    made = procedure()
    nowhere = Person("officer:9", frozenset({"supervisor"}))
    answer = decide(waiting(made), "decide", procedure=made, by=nowhere, colleagues=[BEGINNER], confirm=True)
    assert reason(answer) == "not_your_role"
