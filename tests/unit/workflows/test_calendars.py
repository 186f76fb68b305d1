"""Counting working days and hours as the law does."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.unit.workflows.builders import CALENDAR, at, words
from workflows.calendar_reading import parse_calendar
from workflows.calendars import (
    BeyondCalendar,
    SpecialDay,
    add_duration,
    add_working_days,
    changed_days,
    is_open,
    is_working,
    local_day,
    make_calendar,
    renew_calendar,
    working_days_between,
    working_seconds_between,
)
from workflows.durations import Duration, parse_duration
from workflows.faults import Faults


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 3, 16), 15, date(2026, 4, 9)),
        (date(2026, 11, 23), 15, date(2026, 12, 14)),
        (date(2026, 3, 20), 1, date(2026, 3, 26)),
        (date(2026, 3, 21), 1, date(2026, 3, 26)),
        (date(2026, 3, 21), 0, date(2026, 3, 21)),
        (date(2026, 3, 26), -1, date(2026, 3, 20)),
        (date(2026, 3, 22), -1, date(2026, 3, 20)),
    ],
)
def test_working_days_are_counted_from_the_next_day(start: date, count: int, expected: date) -> None:
    assert add_working_days(CALENDAR, start, count) == expected


def test_a_decree_can_make_a_saturday_a_working_day() -> None:
    calendar = make_calendar(version=2, zone="Asia/Almaty", days={date(2026, 8, 29): True, date(2026, 8, 31): False})
    assert add_working_days(calendar, date(2026, 8, 28), 1) == date(2026, 8, 29)
    assert add_working_days(calendar, date(2026, 8, 28), 2) == date(2026, 9, 1)
    assert is_working(calendar, date(2026, 8, 29))


ROUND = make_calendar(
    version=3,
    zone="Asia/Almaty",
    days={date(2026, 12, 31): False, date(2027, 1, 1): False, date(2027, 1, 3): True, date(2027, 1, 7): False},
)
"""The turn of a year with days off on both sides and a Sunday that a decree made a working one."""


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 12, 29), 1, date(2026, 12, 30)),
        (date(2026, 12, 30), 1, date(2027, 1, 3)),
        (date(2026, 12, 30), 4, date(2027, 1, 6)),
        (date(2026, 12, 30), 5, date(2027, 1, 8)),
        (date(2027, 1, 3), -1, date(2026, 12, 30)),
        (date(2028, 2, 25), 2, date(2028, 2, 29)),  # a leap day is a day as any other
        (date(2028, 2, 28), 2, date(2028, 3, 1)),
        (date(2027, 2, 26), 1, date(2027, 3, 1)),
    ],
)
def test_working_days_go_on_over_the_turn_of_a_year_and_a_leap_day(start: date, count: int, expected: date) -> None:
    assert add_working_days(ROUND, start, count) == expected


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("1 working day", "2026-03-26 12:00", "2026-03-27 22:59:59"),  # winter time: one hour ahead of UTC
        ("1 working day", "2026-03-27 12:00", "2026-03-30 21:59:59"),  # summer time began on the Sunday between
        ("3 days", "2026-10-23 12:00", "2026-10-26 22:59:59"),  # and ended on this one
        ("24 hours", "2026-03-28 12:00", "2026-03-29 12:00"),  # hours are hours, whatever the wall clock does
    ],
)
def test_days_end_with_the_wall_clock_where_summer_time_moves_it(text: str, start: str, expected: str) -> None:
    duration = parse_duration(text)
    assert duration is not None
    assert add_duration(make_calendar(version=1, zone="Europe/Berlin", days={}), at(start), duration) == at(expected)


def test_working_days_between_two_days_leave_the_first_out_and_take_the_last_in() -> None:
    assert working_days_between(CALENDAR, date(2026, 3, 16), date(2026, 4, 9)) == 15
    assert working_days_between(CALENDAR, date(2026, 4, 9), date(2026, 3, 16)) == -15
    assert working_days_between(CALENDAR, date(2026, 3, 20), date(2026, 3, 25)) == 0


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("15 working days", "2026-03-16 06:00", "2026-04-09 18:59:59"),
        ("1 working day", "2026-03-16 20:00", "2026-03-18 18:59:59"),  # it is Tuesday in Almaty by then
        ("2 months", "2025-12-31 06:00", "2026-03-02 18:59:59"),  # 28 February 2026 is a Saturday
        ("1 year", "2024-02-29 06:00", "2025-02-28 18:59:59"),
        ("10 days", "2026-03-16 06:00", "2026-03-26 18:59:59"),
        ("2 weeks", "2026-03-16 06:00", "2026-03-30 18:59:59"),
        ("24 hours", "2026-03-20 20:00", "2026-03-21 20:00"),
        ("30 minutes", "2026-03-20 20:00", "2026-03-20 20:30"),
        ("2 working hours", "2026-03-16 06:00", "2026-03-16 08:00"),
        ("2 working hours", "2026-03-20 12:00", "2026-03-26 05:00"),
        ("9 working hours", "2026-03-16 02:00", "2026-03-16 13:00"),
        ("1 working hour", "2026-03-21 06:00", "2026-03-26 05:00"),
    ],
)
def test_a_length_of_time_is_over_at_the_right_moment_in_the_institutions_zone(
    text: str, start: str, expected: str
) -> None:
    duration = parse_duration(text)
    assert duration is not None
    assert add_duration(CALENDAR, at(start), duration) == at(expected)


@pytest.mark.parametrize("text", ["", "fifteen days", "-1 days", "1 fortnight", "2 working months", "1.5 days"])
def test_what_is_not_a_length_of_time_is_none(text: str) -> None:
    assert parse_duration(text) is None


def test_a_length_of_time_prints_as_it_is_said() -> None:
    assert [str(Duration(1, "working days")), str(Duration(2, "months"))] == ["1 working day", "2 months"]


def test_office_hours_follow_the_wall_clock() -> None:
    assert is_open(CALENDAR, at("2026-03-16 04:00"))
    assert not is_open(CALENDAR, at("2026-03-16 13:00"))
    assert not is_open(CALENDAR, at("2026-03-21 06:00"))
    assert local_day(CALENDAR, at("2026-03-16 19:00")) == date(2026, 3, 17)


def test_seconds_of_office_time_leave_nights_and_holidays_out() -> None:
    assert working_seconds_between(CALENDAR, at("2026-03-20 12:00"), at("2026-03-26 05:00")) == 2 * 3600
    assert working_seconds_between(CALENDAR, at("2026-03-21 05:00"), at("2026-03-22 05:00")) == 0
    assert working_seconds_between(CALENDAR, at("2026-03-26 05:00"), at("2026-03-20 12:00")) == 0


def test_a_day_far_beyond_the_rows_is_refused_and_not_guessed() -> None:
    with pytest.raises(BeyondCalendar):
        add_working_days(CALENDAR, date(2050, 1, 1), 1)


CALENDAR_FILE: dict[str, Any] = {
    "version": "1",
    "week": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "hours": {"from": "09:00", "to": "18:00"},
    "days": [{"day": "2026-03-23", "working": "false", "reason": words("Nauryz")}],
}


def test_a_calendar_is_read_from_its_file() -> None:
    calendar = parse_calendar(CALENDAR_FILE, zone="Asia/Almaty", languages=("en",))
    assert not is_working(calendar, date(2026, 3, 23))
    assert (calendar.version, calendar.known_until) == (1, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("more", "zone", "place", "reason"),
    [
        ({"version": "x"}, "Asia/Almaty", ("version",), "must be a whole number: x"),
        ({"week": ["mon"]}, "Asia/Almaty", ("week", 0), "no such day of the week: mon; did you mean monday?"),
        ({"hours": {"from": "18:00", "to": "09:00"}}, "Asia/Almaty", ("hours",), "closes before it opens"),
        ({"hours": {"from": "nine", "to": "18:00"}}, "Asia/Almaty", ("hours", "from"), "not a time of day: nine"),
        ({"days": [{"day": "2026-02-30"}]}, "Asia/Almaty", ("days", 0, "day"), "not a day: 2026-02-30"),
        ({"days": CALENDAR_FILE["days"] * 2}, "Asia/Almaty", ("days", 1, "day"), "2026-03-23 is here twice"),
        ({}, "Asia/Alma-Ata-2", (), "no such time zone: Asia/Alma-Ata-2"),
    ],
)
def test_a_mistake_in_a_calendar_names_its_place(
    more: dict[str, Any], zone: str, place: tuple[str | int, ...], reason: str
) -> None:
    with pytest.raises(Faults) as caught:
        parse_calendar(CALENDAR_FILE | more, zone=zone, languages=("en",))
    assert (place, reason) in [(fault.place, fault.reason) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("arrived", "last_day"),
    [
        ("2026-11-23T09:30", "2026-11-23"),
        ("2026-11-23T17:59", "2026-11-23"),
        ("2026-11-23T18:00", "2026-11-24"),
        ("2026-11-27T19:00", "2026-11-30"),
        ("2026-11-28T11:00", "2026-11-30"),
        ("2026-12-15T20:00", "2026-12-17"),
    ],
)
def test_the_same_working_day_ends_with_it_or_after_closing_with_the_next(arrived: str, last_day: str) -> None:
    calendar = make_calendar(version=1, zone="Asia/Almaty", days={date(2026, 12, 16): False})
    duration = parse_duration("same working day")
    assert duration is not None
    ends = add_duration(calendar, datetime.fromisoformat(arrived).replace(tzinfo=calendar.zone), duration)
    assert date.fromisoformat(last_day) == local_day(calendar, ends)
    assert str(duration) == "same working day"


def test_the_day_that_became_a_working_one_within_2026_moves_what_ran_over_it() -> None:
    decided = make_calendar(version=1, zone="Asia/Almaty", days={date(2026, 8, 31): False})
    moved = renew_calendar(decided, {date(2026, 8, 31): SpecialDay(True)}, version=2)
    assert changed_days(decided, moved) == [date(2026, 8, 31)]
    assert [add_working_days(one, date(2026, 8, 24), 15) for one in (decided, moved)] == [
        date(2026, 9, 15),
        date(2026, 9, 14),
    ]
    assert [add_working_days(one, date(2026, 8, 31), 15) for one in (decided, moved)] == [date(2026, 9, 21)] * 2
    assert (moved.version, moved.opens, moved.week) == (2, decided.opens, decided.week)
