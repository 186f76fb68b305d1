"""The pure engine on the real Kazakhstan pack: decisions, tables, working days, and the gate before publication."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from cases.filing.routing import route
from cases.packs.jurisdiction import Pack
from tests.benchmarks.figure import Figure, cpu_rate, milliseconds
from tests.builders import kazakhstan
from workflows import engine
from workflows.calendars import add_working_days
from workflows.facts import Value
from workflows.soundness import check_procedures
from workflows.tables import evaluate

AT = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
FACTS: dict[str, Value] = {
    "track": "harassment",
    "danger": "no",
    "about_us": "no",
    "identity": "named",
    "region": "KZ-39",
    "urgency": 3,
}
WITH_SETS: dict[str, Value] = {
    **FACTS,
    "issues": ["torture", "food"],
    "urgent_signs": [],
    "body_kind": "central",
    "minor": False,
    "people": 3,
}
"""More is known, also sets of codes: each question has an answer."""
OFFICER = engine.Person("officer:1", frozenset({"caseworker"}), frozenset({"KZ-39"}))


def measure() -> None:
    pack = kazakhstan()
    floor = cpu_rate(lambda: {**FACTS, "urgency": 3})
    decisions = measure_decisions(pack, floor)
    measure_peer(decisions)
    measure_tables(pack, floor)
    measure_days(pack)
    taken = milliseconds(lambda: check_procedures(pack.procedures, pack.facts), times=10)
    Figure(
        name="publish_gate", value=round(taken), unit="ms", budget=1000, met=taken <= 1000,
        note=f"soundness of {len(pack.procedures)} procedures together",
    ).print()  # fmt: skip


def measure_decisions(pack: Pack, floor: float) -> float:
    """Registering: five clocks are touched and their conditions asked. Closing: a guard, and every clock stops."""
    registered = engine.start(pack.procedures["complaint"], facts=FACTS, calendar=pack.calendar, at=AT)
    register = deciding(pack, registered, "register", FACTS)
    begun = register()
    assert isinstance(begun, engine.Decision), begun
    decisions = cpu_rate(register)
    Figure(
        name="engine_decision", value=round(decisions), unit="1/s", floor=round(floor), ratio=round(floor / decisions, 1),
        budget=150_000, met=decisions >= 150_000, note="register on the real procedure; floor = copying the facts",
    ).print()  # fmt: skip
    told: dict[str, Value] = {**FACTS, "told": True}
    closes = cpu_rate(deciding(pack, engine.State("decided", begun.state.clocks), "close", told))
    Figure(
        name="engine_decision_close", value=round(closes), unit="1/s", floor=round(floor), ratio=round(floor / closes, 1),
        budget=150_000, met=closes >= 150_000, note="close: its guard, and every clock that runs is stopped and counted",
    ).print()  # fmt: skip
    return decisions


def deciding(
    pack: Pack, state: engine.State, act: str, facts: dict[str, Value]
) -> Callable[[], engine.Decision | engine.Refusal]:
    procedure, calendar = pack.procedures["complaint"], pack.calendar
    return lambda: engine.decide(
        procedure, state, act, {}, by=OFFICER, facts=facts, open_counts={}, calendar=calendar, at=AT
    )


def measure_peer(decisions: float) -> None:
    """An equal machine in python-statemachine (extra `bench`): the same stages, a guard, a role asked, no clocks."""
    if find_spec("statemachine") is None:
        Figure(
            name="engine_against_peer", value=0, unit="x", budget=15, met=False,
            note="python-statemachine is not installed: pip install .[bench]",
        ).print()  # fmt: skip
        return
    send = peer()
    peers = cpu_rate(send)
    Figure(
        name="engine_against_peer", value=round(decisions / peers, 1), unit="x", floor=round(peers), budget=15,
        met=decisions >= 15 * peers, note="decisions a second over those of python-statemachine, without any clock there",
    ).print()  # fmt: skip


def peer() -> Callable[[], object]:
    """One guarded transition, there and back in turn."""
    statemachine = import_module("statemachine")
    state = statemachine.State

    class Complaint(statemachine.StateMachine):  # type: ignore[misc, name-defined]
        received = state(initial=True)
        registered = state()
        triaged = state()
        admissibility = state()
        inquiry = state()
        findings = state()
        decided = state()
        closed = state(final=True)
        register = received.to(registered, cond="may")
        unregister = registered.to(received, cond="may")
        triage = registered.to(triaged, cond="may")
        check = triaged.to(admissibility, cond="may")
        admit = admissibility.to(inquiry, cond="may")
        find = inquiry.to(findings, cond="may")
        decide = findings.to(decided, cond="may")
        close = decided.to(closed, cond="may")

        def may(self, *, by: engine.Person, facts: dict[str, Any]) -> bool:
            return "caseworker" in by.roles and facts["urgency"] == 3

    machine = Complaint()

    def send() -> None:
        machine.send("register" if machine.current_state.id == "received" else "unregister", by=OFFICER, facts=FACTS)

    return send


def measure_tables(pack: Pack, floor: float) -> None:
    """The tables that find the responsible unit and who may read, each by itself; then all five with the units they mean."""
    for name, facts, title in (
        ("lead", FACTS, "table_look_up"),
        ("circle", FACTS, "table_look_up_circle"),
        ("circle", WITH_SETS, "table_look_up_sets"),
    ):
        table = pack.tables[name]
        looked_up = cpu_rate(partial(evaluate, table, facts))
        Figure(
            name=title, value=round(looked_up), unit="1/s", floor=round(floor), ratio=round(floor / looked_up, 1),
            budget=1_000_000, met=looked_up >= 1_000_000,
            note=f"{name}: {len(table.rows)} rows, {len(facts)} facts known; floor = copying the facts",
        ).print()  # fmt: skip
    routes = cpu_rate(lambda: route(pack, FACTS))
    Figure(
        name="route_a_complaint", value=round(routes), unit="1/s", floor=round(floor), ratio=round(floor / routes, 1),
        budget=20_000, met=routes >= 20_000, note="all five tables and the units they mean; floor = copying the facts",
    ).print()  # fmt: skip


def measure_days(pack: Pack) -> None:
    day = AT.date()
    adds = cpu_rate(lambda: add_working_days(pack.calendar, day, 15))
    Figure(
        name="add_15_working_days", value=round(1e6 / adds, 2), unit="us", budget=2, met=adds >= 500_000,
        note="over the stored rows of the calendar",
    ).print()  # fmt: skip
