"""A clock counted anew by another calendar: what was true by the same rows stays true, and nothing is lost or invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.workflows.builders import stop
from workflows.calendars import Calendar, SpecialDay, changed_days, local_day, make_calendar, renew_calendar
from workflows.clock_rules import Alarm, ClockKind, ClockRule, Moment
from workflows.clocks import (
    Clock,
    due,
    extend_clock,
    next_alarm,
    pause_clock,
    recount,
    resume_clock,
    ring,
    start_clock,
)
from workflows.durations import Duration

ZONE = "Asia/Almaty"
DAYS = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=40)
START = datetime(2026, 2, 1, tzinfo=UTC)
COUNTED = st.sampled_from(["minutes", "hours", "working hours", "days", "weeks", "working days"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "extend", "ring", "stop"]), st.integers(1, 20 * 86400)), max_size=8
)


def calendar_of(days: dict[date, bool], version: int = 1) -> Calendar:
    return make_calendar(version=version, zone=ZONE, days=days | {date(2026, 6, 1): True})


def rule_of(unit: str, amount: int) -> ClockRule:
    return ClockRule(
        name="reply",
        kind=ClockKind.INTERNAL,
        limit=Duration(amount, unit),
        pauses_at=frozenset({"waiting"}),
        pause_most=Duration(10, "working days"),
        extend_by="extend",
        extend_to=Duration(amount + 10, unit),
        alarms=(
            Alarm(moment=Moment.BEFORE, before=Duration(2, "working days"), do="warn"),
            Alarm(moment=Moment.LATE, do="escalate"),
        ),
    )


def lived(rule: ClockRule, calendar: Calendar, steps: list[tuple[str, int]]) -> Clock:
    """A clock after *steps*, each some seconds after the one before."""
    moment, clock = START, start_clock(rule, calendar, START)
    for step, seconds in steps:
        moment += timedelta(seconds=seconds)
        alarm = next_alarm(rule, clock, calendar)
        if step == "pause" and not clock.is_stopped:
            clock = pause_clock(rule, clock, calendar, moment, reason="waiting")
        elif step == "resume":
            clock = resume_clock(rule, clock, calendar, moment)
        elif step == "extend" and not clock.extensions and not clock.is_stopped:
            clock = extend_clock(rule, clock, calendar, moment, by="extend")
        elif step == "ring" and alarm is not None and alarm.alarm >= 0:
            clock = ring(rule, clock, alarm.alarm, calendar, moment)
        elif step == "stop" and not clock.is_stopped:
            clock = stop(clock, calendar, moment)
    return clock


@given(DAYS, COUNTED, st.integers(1, 30), STEPS)
def test_counting_by_the_same_rows_changes_nothing_but_the_version(
    days: dict[date, bool], unit: str, amount: int, steps: list[tuple[str, int]]
) -> None:
    rule = rule_of(unit, amount)
    clock = lived(rule, calendar_of(days), steps)
    again = recount(rule, clock, calendar_of(days, 2))
    assert again == msgspec.structs.replace(clock, calendar=1 if clock.is_stopped else 2)


@given(DAYS, DAYS, COUNTED, st.integers(1, 30), STEPS)
def test_another_calendar_moves_what_is_used_up_and_nothing_else(
    days: dict[date, bool], others: dict[date, bool], unit: str, amount: int, steps: list[tuple[str, int]]
) -> None:
    rule, after = rule_of(unit, amount), calendar_of(others, 2)
    clock = lived(rule, calendar_of(days), steps)
    again = recount(rule, clock, after)
    assert (again.consumed >= 0, 0 <= again.pause_used <= 10) == (True, True)
    assert (again.fired, again.turn, again.since, again.paused) == (clock.fired, clock.turn, clock.since, clock.paused)
    assert recount(rule, again, after) == again


@given(days=DAYS, moved=st.dates(date(2026, 2, 2), date(2026, 3, 31)), working=st.booleans())
def test_only_changed_days_that_lie_inside_move_a_due_date(
    days: dict[date, bool], moved: date, *, working: bool
) -> None:
    before = calendar_of(days)
    after = renew_calendar(before, {**before.special, moved: SpecialDay(working)}, version=2)
    rule = replace(rule_of("working days", 15), alarms=())
    clock = start_clock(rule, before, START)
    was, now = due(rule, clock, before), due(rule, recount(rule, clock, after), after)
    assert was is not None
    assert now is not None
    inside = bool(changed_days(before, after)) and START.date() < moved <= local_day(before, was)
    assert (was != now) == inside
    assert (now > was) == (inside and not working)


@given(DAYS, DAYS, COUNTED, st.integers(1, 30), st.tuples(st.integers(1, 20 * 86400), st.integers(1, 5 * 86400)))
def test_what_was_done_under_a_newer_calendar_before_the_count_is_counted_with_the_rest(
    days: dict[date, bool], others: dict[date, bool], unit: str, amount: int, passed: tuple[int, int]
) -> None:
    rule, before, after = rule_of(unit, amount), calendar_of(days), calendar_of(others, 2)
    paused = START + timedelta(seconds=passed[0])
    resumed = paused + timedelta(seconds=passed[1])
    clocks = []
    for first in (before, after):
        clock = start_clock(rule, first, START)
        clock = pause_clock(rule, clock, after, paused, reason="waiting")
        clocks.append(resume_clock(rule, clock, after, resumed))
    assert clocks[0].calendar == 1
    assert recount(rule, clocks[0], after) == clocks[1]
