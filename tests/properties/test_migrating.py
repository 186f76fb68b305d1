"""Wherever a proceeding stands, moving it to another version and back leaves it as it was; clocks keep what they have used."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from tests.unit.workflows.builders import CALENDAR, COMPLAINT_FILE, at, read
from workflows import engine
from workflows.facts import Facts
from workflows.migrating import Move, move_state
from workflows.procedure import Procedure

START = at("2026-03-16 06:00")
ROLES = frozenset({"intake", "caseworker", "representative", "supervisor", "complainant", "system"})
ACTS = ("register", "ask", "answer", "extend_review", "note", "decide", "recommend", "close", "reopen")
ANSWERS = {
    "ask": {"question": ["Why?"]},
    "note": {"text": ["So."]},
    "decide": {"reason": ["So."], "found": ["none"]},
    "reopen": {"reason": ["So."]},
}


def version(number: int, **review: object) -> Procedure:
    """The complaint as that version, which takes over every other one, with another review clock."""
    clocks = {**COMPLAINT_FILE["clocks"], "review": {**COMPLAINT_FILE["clocks"]["review"], **review}}
    others = [{"from": str(other), "stages": {}} for other in (1, 2) if other != number]
    return read({**COMPLAINT_FILE, "version": str(number), "clocks": clocks, "migrate": others})


ONE, TWO = version(1), version(2, limit="20 working days")


def lived(acts: list[tuple[str, int]], facts: Facts) -> tuple[engine.State, timedelta]:
    """A proceeding after those *acts* that were possible, each so many hours after the one before."""
    state, passed = engine.start(ONE, facts=facts, calendar=CALENDAR, at=START), timedelta()
    for place, (act, hours) in enumerate(acts):
        passed += timedelta(hours=hours)
        by = engine.Person(f"officer:{place}", ROLES)
        for confirm in (False, True):
            answer = engine.decide(
                ONE,
                state,
                act,
                {} if confirm else ANSWERS.get(act, {}),
                by=by,
                facts=facts,
                open_counts={},
                calendar=CALENDAR,
                at=START + passed,
                confirm=confirm,
            )
            if isinstance(answer, engine.Decision):
                state = answer.state
    return state, passed


def move(old: Procedure, new: Procedure, state: engine.State, facts: Facts, passed: timedelta) -> engine.State:
    answer = move_state(
        old, new, state, facts=facts, open_counts={}, calendar=CALENDAR, at=START + passed + timedelta(hours=1)
    )
    assert isinstance(answer, Move)
    return answer.state


@given(
    some.lists(some.tuples(some.sampled_from(ACTS), some.integers(0, 200)), max_size=12),
    some.sampled_from(["yes", "no"]),
)
def test_there_and_back_is_where_it_was(acts: list[tuple[str, int]], danger: str) -> None:
    facts = {"danger": danger}
    state, passed = lived(acts, facts)
    there = move(ONE, TWO, state, facts, passed)
    back = move(TWO, ONE, there, facts, passed)
    assert back == state
    for name, clock in state.clocks.items():
        now = there.clocks[name]
        assert (now.consumed, now.since, now.paused, now.fired) == (
            clock.consumed,
            clock.since,
            clock.paused,
            clock.fired,
        )
        assert msgspec.structs.replace(now, budget=clock.budget) == clock
