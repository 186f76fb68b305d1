"""Short ways to ask the engine in tests: a decision, or a refusal, at one moment by one caseworker unless said otherwise."""

from typing import Any

from tests.unit.workflows.builders import CALENDAR, COMPLAINT, at
from workflows import engine
from workflows.engine import Decision, Person, Refusal, State
from workflows.procedure import Procedure

CASEWORKER = Person("officer:1", frozenset({"caseworker"}), frozenset({"KZ-75"}))
COLLEAGUE = Person("officer:2", frozenset({"caseworker", "representative"}), frozenset({"KZ-75"}))
SUPERVISOR = Person("officer:3", frozenset({"supervisor"}), frozenset({"KZ-HO"}))
COMPLAINANT = Person("complainant", frozenset({"complainant"}))
MONDAY = at("2026-03-16 06:00")
PLACES = {"lead": "KZ-75", "proceeding": "KZ-75", "head_office": "KZ-HO"}


def decide(state: State, name: str, answers: Any = None, **more: Any) -> Decision | Refusal:
    given: dict[str, Any] = {
        "by": CASEWORKER,
        "facts": {"danger": "no"},
        "open_counts": {},
        "calendar": CALENDAR,
        "at": MONDAY,
    }
    return engine.decide(more.pop("procedure", COMPLAINT), state, name, answers or {}, **(given | more))


def done(state: State, name: str, answers: Any = None, **more: Any) -> Decision:
    decision = decide(state, name, answers, **more)
    assert isinstance(decision, Decision), decision
    return decision


def refused(state: State, name: str, answers: Any = None, **more: Any) -> Refusal:
    refusal = decide(state, name, answers, **more)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def started(procedure: Procedure, **facts: Any) -> State:
    return engine.start(procedure, facts=facts, calendar=CALENDAR, at=MONDAY)
