"""Clocks that come back, ladders that ring by the minute, clocks that wait for something else, and watches over cases."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.workflows.builders import CALENDAR, act, at, end, file, read, stage, words
from tests.unit.workflows.deciding import MONDAY, done, started
from workflows import engine
from workflows.clocks import due, next_alarm, outlook, ring
from workflows.durations import Duration
from workflows.faults import Faults
from workflows.procedure import Procedure, Watch

DUE = [{"when": "due", "do": "warn", "whom": "owner"}]


def procedure(clock: dict[str, Any], **more: Any) -> Procedure:
    declared = {"kind": "internal", "label": words("It"), "starts": {"at": "received"}, **clock}
    stages = {
        "received": stage({"finish": act(to="closed"), "go": act(to="waiting")}),
        "waiting": stage({"back": act(to="received")}),
        "closed": end(),
    }
    return read(file(clocks={"it": declared}, stages=stages, anywhere={"expire": act(by=["system"])}, **more))


def faults(clock: dict[str, Any], **more: Any) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(Faults) as caught:
        procedure(clock, **more)
    return [(fault.place, fault.reason) for fault in caught.value.faults]


def rung(made: Procedure, until: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every alarm up to a moment, each fired the second it is due: minutes since the start, what, for whom."""
    state, last, found = started(made), at(until), []
    while (alarm := next_alarm(made.clocks["it"], state.clocks["it"], CALENDAR)) is not None and alarm.at <= last:
        fired = engine.fire(made, state, "it", calendar=CALENDAR, at=alarm.at)
        assert fired is not None
        assert engine.fire(made, state, "it", calendar=CALENDAR, at=alarm.at - timedelta(seconds=1)) is None
        found.append((str(alarm.at - MONDAY), fired.do, fired.whom))
        state = fired.state
    return found


def test_after_a_year_a_check_comes_less_often() -> None:
    made = procedure({"every": "30 days", "later": {"after": "12 months", "every": "90 days"}, "alarms": DUE})
    rule, clock = made.clocks["it"], started(made).clocks["it"]
    days = []
    for _ in range(15):
        moment = due(rule, clock, CALENDAR)
        assert moment is not None
        days.append((moment.date() - MONDAY.date()).days)
        clock = ring(rule, clock, 0, CALENDAR, moment)
    assert days[:12] == [30 * times for times in range(1, 13)]
    assert days[12:] == [365 + 90, 365 + 180, 365 + 270]


def test_a_check_that_was_slept_through_goes_on_in_the_later_rhythm() -> None:
    made = procedure({"every": "30 days", "later": {"after": "12 months", "every": "90 days"}, "alarms": DUE})
    fired = engine.fire(made, started(made), "it", calendar=CALENDAR, at=at("2027-06-20 00:00"))
    assert fired is not None
    moment = due(made.clocks["it"], fired.state.clocks["it"], CALENDAR)
    assert moment is not None
    assert moment.date().isoformat() == "2027-09-12"


def test_a_ladder_rings_its_rungs_by_the_minute_from_the_first_on() -> None:
    rungs = [
        {"when": "60 minutes before", "do": "alert", "whom": ["duty_first", "representative"]},
        {"when": "50 minutes before", "do": "alert", "whom": "duty_second"},
        {"when": "40 minutes before", "do": "alert", "whom": "duty_supervisor"},
        {"when": "30 minutes before", "do": "alert", "whom": ["duty_deputy", "head_of_office"]},
        {"when": "late", "do": "expire"},
    ]
    made = procedure({"kind": "urgent", "limit": "1 hours", "alarms": rungs})
    assert rung(made, "2026-03-18 00:00") == [
        ("0:00:00", "alert", ("duty_first", "representative")),
        ("0:10:00", "alert", ("duty_second",)),
        ("0:20:00", "alert", ("duty_supervisor",)),
        ("0:30:00", "alert", ("duty_deputy", "head_of_office")),
        ("1:00:01", "act", ()),
    ]


def test_an_urgent_clock_repeats_nights_and_holidays_too() -> None:
    alarms = [{"when": "due", "do": "alert", "whom": "alerted"}]
    made = procedure({"kind": "urgent", "every": "5 minutes", "alarms": alarms})
    assert [minutes for minutes, _, _ in rung(made, "2026-03-16 06:16")] == ["0:05:00", "0:10:00", "0:15:00"]


def test_rungs_that_were_slept_through_ring_in_their_order() -> None:
    alarms = [
        {"when": "30 minutes before", "do": "alert", "whom": "duty_first"},
        {"when": "20 minutes before", "do": "alert", "whom": "duty_second"},
    ]
    made = procedure({"kind": "urgent", "limit": "30 minutes", "alarms": alarms})
    state, whom = started(made), []
    while (fired := engine.fire(made, state, "it", calendar=CALENDAR, at=at("2026-03-17 06:00"))) is not None:
        whom.append(fired.whom)
        state = fired.state
    assert whom == [("duty_first",), ("duty_second",)]


PAUSED = {"limit": "5 working days", "pauses": {"at": "waiting", "while": "open.request > 0", "max": "3 working days"}}


def test_a_clock_waits_at_a_stage_and_while_a_condition_holds() -> None:
    made = procedure(PAUSED)
    left = done(started(made), "go", procedure=made)
    assert left.paused == ("it",)
    still = done(left.state, "back", procedure=made, open_counts={"request": 1})
    assert (still.resumed, still.state.clocks["it"].is_paused) == ((), True)
    back = done(left.state, "back", procedure=made)
    assert (back.resumed, back.state.clocks["it"].running) == (("it",), True)


def test_a_condition_that_lasts_too_long_pauses_no_more() -> None:
    made = procedure(PAUSED)
    counts = {"request": 1}
    state = engine.start(made, facts={}, calendar=CALENDAR, at=MONDAY, open_counts=counts)
    assert state.clocks["it"].is_paused
    alarm = next_alarm(made.clocks["it"], state.clocks["it"], CALENDAR)
    assert alarm is not None
    fired = engine.fire(made, state, "it", calendar=CALENDAR, at=alarm.at)
    assert fired is not None
    assert fired.do == "resume"
    after = engine.reconsider(made, fired.state, facts={}, open_counts=counts, calendar=CALENDAR, at=alarm.at)
    assert after.clocks["it"].running


LADDER = [{"when": "2 days before", "do": "warn", "whom": "owner"}, {"when": "late", "do": "escalate", "whom": "owner"}]
CHECK = {"schedule": ["7 days", "30 days"], "every": "30 days", "later": {"after": "12 months", "every": "90 days"}}


@pytest.mark.parametrize(
    "clock",
    [
        {"limit": "5 working days", "alarms": LADDER},
        {**PAUSED, "alarms": LADDER},
        {**CHECK, "alarms": DUE},
    ],
    ids=["ladder", "paused", "check"],
)
@pytest.mark.parametrize("days", [0, 1, 5, 8, 38, 500])
def test_all_that_rang_meanwhile_is_what_would_have_rung_one_by_one(clock: dict[str, Any], days: int) -> None:
    made, moment = procedure(clock), MONDAY + timedelta(days=days)
    state = engine.start(made, facts={}, calendar=CALENDAR, at=MONDAY, open_counts={"request": 1})
    together = engine.fire_all(made, state, "it", calendar=CALENDAR, at=moment)
    one_by_one = []
    while (fired := engine.fire(made, state, "it", calendar=CALENDAR, at=moment)) is not None:
        one_by_one.append(fired)
        state = fired.state
    assert (together.fired, together.state) == (tuple(one_by_one), state)
    assert (together.due, together.alarm) == outlook(made.clocks["it"], state.clocks["it"], CALENDAR)


@pytest.mark.parametrize(
    ("clock", "reason"),
    [
        (
            {"every": "3 days", "kind": "urgent", "alarms": DUE},
            "an urgent clock counts plain hours or minutes, nights and holidays too",
        ),
        (
            {"limit": "3 days", "later": {"after": "12 months", "every": "90 days"}},
            "a later rhythm follows another",
        ),
        (
            {"limit": "3 days", "alarms": [{"when": "late", "do": "alert", "whom": "duty_first"}]},
            "only a clock of kind urgent rings people up",
        ),
        (
            {"limit": "3 days", "alarms": [{"when": "late", "do": "warn", "whom": "duty_first"}]},
            "no such role (or owner): duty_first",
        ),
        (
            {
                "limit": "1 hours",
                "kind": "urgent",
                "alarms": [{"when": "61 minutes before", "do": "alert", "whom": "duty_first"}],
            },
            "rings before the clock starts",
        ),
        (
            {"limit": "3 days", "alarms": [{"when": "3 days before", "do": "warn", "whom": "owner"}]},
            "rings before the clock starts",
        ),
        (
            {"limit": "3 days", "pauses": {"max": "2 days"}},
            "at or while is missing",
        ),
        (
            {"limit": "3 days", "pauses": {"while": "open.rmedy > 0", "max": "2 days"}},
            "no such procedure: rmedy; did you mean remedy?",
        ),
        (
            {"limit": "3 days", "kind": "statutory", "pauses": {"while": "minor", "max": "2 days"}},
            "a clock of kind statutory never pauses",
        ),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(clock: dict[str, Any], reason: str) -> None:
    assert reason in [reason for _, reason in faults(clock)]


WATCH = {"name": "alike", "group_by": ["facility", "issues"], "window": "90 days", "at_least": "3", "do": "expire"}


def test_a_watch_names_what_cases_share_and_what_happens() -> None:
    assert procedure({"limit": "3 days"}, watch=[WATCH]).watch == (
        Watch(name="alike", group_by=("facility", "issues"), window=Duration(90, "days"), at_least=3, do="expire"),
    )


@pytest.mark.parametrize(
    ("more", "key", "reason"),
    [
        ({"group_by": ["sex"]}, "group_by", "sex is of class statistics: cases are not grouped by it"),
        ({"group_by": ["alike"]}, "group_by", "no such fact of the case: alike"),
        ({"window": "3 months"}, "window", "not a window of days: 3 months"),
        ({"at_least": "1"}, "at_least", "at_least counts cases, from 2"),
        ({"do": "finish"}, "do", "no such act open to system: finish"),
    ],
)
def test_a_watch_that_cannot_be_is_refused(more: dict[str, Any], key: str, reason: str) -> None:
    found = faults({"limit": "3 days"}, watch=[{**WATCH, **more}])
    assert [(place[2], text) for place, text in found] == [(key, reason)]
