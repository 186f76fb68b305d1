"""Decisions of the pure engine on the real complaint procedure, and answers of the real routing tables."""

from datetime import UTC, datetime

from cases.routing import route
from tests.benchmarks.figure import Figure, rate
from tests.builders import kazakhstan
from workflows import engine
from workflows.facts import Value

AT = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
FACTS: dict[str, Value] = {
    "track": "harassment",
    "danger": "no",
    "about_us": "no",
    "identity": "named",
    "region": "KZ-39",
    "urgency": 3,
}


def measure() -> None:
    pack = kazakhstan()
    procedure = pack.procedures["complaint"]
    officer = engine.Person("officer:1", frozenset({"caseworker"}))
    state = engine.start(procedure, facts=FACTS, calendar=pack.calendar, at=AT)

    def decide() -> engine.Decision | engine.Refusal:
        return engine.decide(
            procedure, state, "register", {}, by=officer, facts=FACTS, open_counts={}, calendar=pack.calendar, at=AT
        )

    def look_up() -> dict[str, Value]:
        return {**FACTS, "urgency": 3}

    floor = rate(look_up)
    decisions = rate(decide)
    Figure(
        name="engine_decision", value=round(decisions), unit="1/s", floor=round(floor), ratio=round(floor / decisions, 1),
        budget=150_000, met=decisions >= 150_000, note="register on the real procedure; floor = copying the facts",
    ).print()  # fmt: skip
    routes = rate(lambda: route(pack, FACTS))
    Figure(
        name="route_a_complaint", value=round(routes), unit="1/s", floor=round(floor), ratio=round(floor / routes, 1),
        budget=20_000, met=routes >= 20_000, note="all five tables and the units they mean; floor = copying the facts",
    ).print()  # fmt: skip
