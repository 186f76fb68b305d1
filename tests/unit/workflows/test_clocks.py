"""Clocks count what the law counts, pause only where they may, and ring once."""

from typing import Any

import pytest

from tests.unit.workflows.builders import CALENDAR, act, at, end, file, read, stage, stop, words
from workflows.clock_rules import ClockRule
from workflows.clocks import due, extend_clock, next_alarm, pause_clock, resume_clock, ring, start_clock
from workflows.faults import Faults


def clock_file(**more: Any) -> dict[str, Any]:
    return file(
        clocks={
            "it": {
                "kind": "internal",
                "label": words("It"),
                "limit": "3 working days",
                "starts": {"at": "received"},
                **more,
            }
        },
        stages={"received": stage({"finish": act(to="closed")}), "waiting": stage(), "closed": end()},
        anywhere={"extend": act(), "expire": act(by=["system"])},
    )


def rule(**more: Any) -> ClockRule:
    data = clock_file(**more)
    for key in [key for key, value in data["clocks"]["it"].items() if value is None]:
        del data["clocks"]["it"][key]
    return read(data).clocks["it"]


PAUSABLE = rule(pauses={"at": ["waiting"], "max": "10 working days"})


def test_a_clock_that_declares_no_pause_runs_on_whoever_asks_it_to_pause() -> None:
    clock = start_clock(rule(), CALENDAR, at("2026-03-02 06:00"))
    assert pause_clock(rule(), clock, CALENDAR, at("2026-03-03 06:00"), reason="waiting") == clock


def test_a_paused_clock_goes_on_with_what_was_left() -> None:
    clock = start_clock(PAUSABLE, CALENDAR, at("2026-03-02 06:00"))
    paused = pause_clock(PAUSABLE, clock, CALENDAR, at("2026-03-03 06:00"), reason="waiting")
    assert due(PAUSABLE, paused, CALENDAR) is None
    back = resume_clock(PAUSABLE, paused, CALENDAR, at("2026-03-05 06:00"))
    assert due(PAUSABLE, back, CALENDAR) == at("2026-03-09 18:59:59")
    assert (back.consumed, back.pause_used, len(back.pauses)) == (1, 2, 1)


def test_pausing_twice_on_one_day_uses_nothing_up() -> None:
    clock = start_clock(PAUSABLE, CALENDAR, at("2026-03-02 04:00"))
    for hour in ("05", "06"):
        paused = pause_clock(PAUSABLE, clock, CALENDAR, at(f"2026-03-02 {hour}:00"), reason="waiting")
        clock = resume_clock(PAUSABLE, paused, CALENDAR, at(f"2026-03-02 {hour}:30"))
    assert due(PAUSABLE, clock, CALENDAR) == at("2026-03-05 18:59:59")


def test_a_clock_that_was_late_when_it_paused_stays_as_late() -> None:
    clock = start_clock(PAUSABLE, CALENDAR, at("2026-03-02 06:00"))
    paused = pause_clock(PAUSABLE, clock, CALENDAR, at("2026-03-11 06:00"), reason="waiting")
    back = resume_clock(PAUSABLE, paused, CALENDAR, at("2026-03-13 06:00"))
    assert due(PAUSABLE, back, CALENDAR) == at("2026-03-09 18:59:59")


def test_hours_pause_to_the_second() -> None:
    hours = rule(limit="10 hours", pauses={"at": ["waiting"], "max": "5 hours"})
    clock = start_clock(hours, CALENDAR, at("2026-03-02 06:00"))
    paused = pause_clock(hours, clock, CALENDAR, at("2026-03-02 06:30"), reason="waiting")
    back = resume_clock(hours, paused, CALENDAR, at("2026-03-02 07:00"))
    assert due(hours, back, CALENDAR) == at("2026-03-02 16:30")


def test_the_longest_pause_is_one_sum_over_all_pauses() -> None:
    clock = start_clock(PAUSABLE, CALENDAR, at("2026-03-02 06:00"))
    paused = pause_clock(PAUSABLE, clock, CALENDAR, at("2026-03-02 06:00"), reason="waiting")
    back = resume_clock(PAUSABLE, paused, CALENDAR, at("2026-03-09 06:00"))
    again = pause_clock(PAUSABLE, back, CALENDAR, at("2026-03-09 06:00"), reason="waiting")
    alarm = next_alarm(PAUSABLE, again, CALENDAR)
    assert alarm is not None
    assert alarm.at == at("2026-03-16 18:59:59")
    used_up = resume_clock(PAUSABLE, again, CALENDAR, alarm.at)
    assert pause_clock(PAUSABLE, used_up, CALENDAR, at("2026-03-17 06:00"), reason="waiting") == used_up


def test_stopping_keeps_what_was_used_and_ends_the_pause() -> None:
    clock = start_clock(PAUSABLE, CALENDAR, at("2026-03-02 06:00"))
    paused = pause_clock(PAUSABLE, clock, CALENDAR, at("2026-03-03 06:00"), reason="waiting")
    stopped = stop(paused, CALENDAR, at("2026-03-04 06:00"))
    assert (stopped.consumed, stopped.paused, stopped.pauses[0].end) == (1, None, at("2026-03-04 06:00"))
    assert next_alarm(PAUSABLE, stopped, CALENDAR) is None


def test_alarms_ring_again_for_a_due_moment_that_an_extension_moved() -> None:
    extendable = rule(
        kind="statutory",
        extend={"by": "extend", "to": "1 month"},
        alarms=[{"when": "1 working day before", "do": "warn", "whom": "owner"}],
    )
    clock = start_clock(extendable, CALENDAR, at("2026-03-02 06:00"))
    rung = ring(extendable, clock, 0, CALENDAR, at("2026-03-04 06:00"))
    assert next_alarm(extendable, rung, CALENDAR) is None
    longer = extend_clock(extendable, rung, CALENDAR, at("2026-03-05 06:00"), by="extend")
    assert due(extendable, longer, CALENDAR) == at("2026-04-02 18:59:59")
    alarm = next_alarm(extendable, longer, CALENDAR)
    assert alarm is not None
    assert alarm.at == at("2026-04-01 04:00")


def test_a_schedule_rings_at_each_point_and_then_goes_on_repeating() -> None:
    repeating = rule(
        limit=None,
        schedule=["7 days", "30 days"],
        every="90 days",
        alarms=[{"when": "due", "do": "warn", "whom": "owner"}],
    )
    clock = start_clock(repeating, CALENDAR, at("2026-01-01 06:00"))
    days = []
    for _ in range(4):
        alarm = next_alarm(repeating, clock, CALENDAR)
        assert alarm is not None
        days.append(alarm.at.date().isoformat())
        clock = ring(repeating, clock, alarm.alarm, CALENDAR, alarm.at)
    assert days == ["2026-01-08", "2026-01-31", "2026-05-01", "2026-07-30"]


def test_points_of_a_schedule_that_were_slept_through_ring_once_together() -> None:
    repeating = rule(limit=None, every="30 days", alarms=[{"when": "due", "do": "warn", "whom": "owner"}])
    clock = start_clock(repeating, CALENDAR, at("2026-01-01 06:00"))
    rung = ring(repeating, clock, 0, CALENDAR, at("2026-04-15 06:00"))
    alarm = next_alarm(repeating, rung, CALENDAR)
    assert alarm is not None
    assert alarm.at.date().isoformat() == "2026-05-01"


def test_a_schedule_without_repetition_ends() -> None:
    ending = rule(limit=None, schedule=["7 days"], alarms=[{"when": "due", "do": "warn", "whom": "owner"}])
    clock = start_clock(ending, CALENDAR, at("2026-01-01 06:00"))
    rung = ring(ending, clock, 0, CALENDAR, at("2026-01-09 06:00"))
    assert (due(ending, rung, CALENDAR), next_alarm(ending, rung, CALENDAR)) == (None, None)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (
            {"kind": "statutory", "pauses": {"at": ["waiting"], "max": "1 days"}},
            "a clock of kind statutory never pauses",
        ),
        ({"kind": "urgent"}, "an urgent clock counts plain hours or minutes, nights and holidays too"),
        (
            {"limit": "2 months", "pauses": {"at": ["waiting"], "max": "1 days"}},
            "a clock that pauses needs a limit in days or hours",
        ),
        ({"pauses": {"at": ["waiting"]}}, "max is missing: nothing waits for ever"),
        (
            {"pauses": {"at": ["waiting"], "max": "1 days"}, "stops": {"at": "waiting"}},
            "cannot pause and stop at the same stage",
        ),
        ({"limit": "soon"}, "not a length of time: soon"),
        ({"limit": "0 days"}, "not a length of time: 0 days"),
        ({"every": "3 days"}, "a clock has either a limit or a schedule"),
        ({"starts": {"at": "recieved"}}, "no such stage: recieved; did you mean received?"),
        ({"starts": {}}, "starts is missing"),
        ({"extend": {"by": "extend", "to": "2 working days"}}, "an extension reaches further than the limit"),
        ({"extend": {"by": "extnd", "to": "2 months"}}, "no such act: extnd; did you mean extend?"),
        (
            {"alarms": [{"when": "9 working days before", "do": "warn", "whom": "owner"}]},
            "rings before the clock starts",
        ),
        ({"alarms": [{"when": "late", "do": "warn"}]}, "warn whom?"),
        ({"alarms": [{"when": "soon", "do": "warn", "whom": "owner"}]}, "not a moment: soon"),
        (
            {"alarms": [{"when": "late", "do": "finish"}]},
            "no such doing (warn, escalate, alert, or an act open to system): finish",
        ),
    ],
)
def test_a_clock_that_may_not_be_is_refused(more: dict[str, Any], reason: str) -> None:
    with pytest.raises(Faults) as caught:
        read(clock_file(**more))
    assert reason in [fault.reason for fault in caught.value.faults]
