"""Side proceedings open by themselves when a condition holds at the start or comes to hold, and never twice."""

from typing import Any

import pytest

from tests.unit.workflows.builders import CALENDAR, FACTS, NAMES, act, at, end, file, read, stage
from tests.unit.workflows.deciding import MONDAY, done, started
from workflows import engine
from workflows.engine import Opening
from workflows.faults import Faults
from workflows.procedure import parse_procedure

DANGER = {"danger": {"kind": "choice", "fact": "danger", "label": {"en": "Danger"}}}
OPENS = [{"procedure": "remedy", "when": "danger == yes", "with": {"answered": "false", "child": "fact minor"}}]


def procedure(**more: Any) -> Any:
    acts = {
        "classify": act(asks=DANGER),
        "finish": act(to="closed", when="open.remedy == 0"),
        "recommend": act(opens=["remedy"], asks=DANGER),
        "restart": act(cancels=["remedy"], asks=DANGER),
    }
    return read(file(stages={"received": stage(acts), "closed": end()}, **{"opens": OPENS, **more}))


OPENING = procedure()


def test_what_holds_at_the_start_opens_with_its_facts() -> None:
    found = engine.openings(OPENING, None, {"danger": "yes", "minor": True}, {})
    assert found == (Opening("remedy", {"answered": False, "child": True}),)
    assert engine.openings(OPENING, None, {"danger": "yes"}, {}) == (
        Opening("remedy", {"answered": False, "child": "unknown"}),
    )


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        (None, {"danger": "no"}, {}),
        (None, {}, {}),
        ({"danger": "yes"}, {"danger": "yes"}, {}),
        ({"danger": "yes"}, {"danger": "yes", "minor": True}, {}),
        ({"danger": "no"}, {"danger": "yes"}, {"remedy": 1}),
    ],
)
def test_nothing_opens_where_the_condition_does_not_come_to_hold_or_one_is_open(
    before: Any, after: Any, counts: dict[str, int]
) -> None:
    assert engine.openings(OPENING, before, after, counts) == ()


def test_an_act_that_makes_the_condition_true_opens_it_and_one_that_finds_it_true_does_not() -> None:
    state = started(OPENING)
    opened = done(state, "classify", {"danger": "yes"}, procedure=OPENING)
    assert [one.procedure for one in opened.opens] == ["remedy"]
    again = done(state, "classify", {"danger": "yes"}, procedure=OPENING, facts={"danger": "yes"})
    assert again.opens == ()


def test_an_act_that_opens_it_itself_does_not_open_it_twice() -> None:
    decision = done(started(OPENING), "recommend", {"danger": "yes"}, procedure=OPENING)
    assert decision.opens == (Opening("remedy", {}),)


def test_an_act_that_cancels_the_open_one_makes_room_for_another() -> None:
    decision = done(started(OPENING), "restart", {"danger": "yes"}, procedure=OPENING, open_counts={"remedy": 1})
    assert [one.procedure for one in decision.opens] == ["remedy"]
    assert decision.cancels == {"remedy"}


def test_what_opens_pauses_the_clocks_that_wait_for_it() -> None:
    clock = {
        "kind": "internal",
        "label": {"en": "It"},
        "limit": "10 working days",
        "starts": {"at": "received"},
        "pauses": {"while": "open.remedy > 0", "max": "20 working days"},
    }
    waiting = procedure(clocks={"it": clock})
    opened = done(started(waiting), "classify", {"danger": "yes"}, procedure=waiting)
    assert (opened.paused, opened.state.clocks["it"].is_paused) == (("it",), True)
    kept = engine.reconsider(
        waiting, opened.state, facts={}, open_counts={"remedy": 1}, calendar=CALENDAR, at=at("2026-03-18 06:00")
    )
    assert kept == opened.state
    freed = engine.reconsider(
        waiting, opened.state, facts={}, open_counts={}, calendar=CALENDAR, at=at("2026-03-18 06:00")
    )
    assert (freed.clocks["it"].running, freed.clocks["it"].pause_used) == (True, 2)
    held = engine.reconsider(waiting, freed, facts={}, open_counts={"remedy": 1}, calendar=CALENDAR, at=MONDAY)
    assert held.clocks["it"].is_paused


@pytest.mark.parametrize(
    ("opens", "place", "reason"),
    [
        ({"procedure": "remedy"}, (), "when is missing: on what condition does it open?"),
        ({"procedure": "remdy", "when": "minor"}, ("procedure",), "no such procedure: remdy; did you mean remedy?"),
        (
            {"procedure": "remedy", "when": "minor", "with": {"answered": "fact danger"}},
            ("with", "answered"),
            "danger can have values that answered cannot",
        ),
        (
            {"procedure": "remedy", "when": "minor", "with": {"danger": "yes"}},
            ("with", "danger"),
            "danger belongs to case, not to remedy",
        ),
    ],
)
def test_an_opening_that_cannot_be_is_refused(opens: Any, place: tuple[str, ...], reason: str) -> None:
    data = file(stages={"received": stage({"finish": act(to="closed")}), "closed": end()}, opens=[opens])
    with pytest.raises(Faults) as caught:
        parse_procedure(data, FACTS, NAMES)
    assert [(fault.place, fault.reason) for fault in caught.value.faults] == [(("opens", 0, *place), reason)]
