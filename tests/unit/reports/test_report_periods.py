"""Periods: whole days of the institution's calendar on the wall."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.reports.periods import Compare, Period, add_months, last_twelve_months, read_period, today

ALMATY = ZoneInfo("Asia/Almaty")
TODAY = date(2026, 11, 23)
days = st.dates(date(2001, 1, 1), date(2099, 1, 1))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


def test_a_period_begins_and_ends_at_midnight_in_almaty() -> None:
    first, after = Period(date(2026, 11, 1), date(2026, 11, 30)).instants(ALMATY)
    assert datetime(2026, 10, 31, 19, tzinfo=UTC) == first
    assert datetime(2026, 11, 30, 19, tzinfo=UTC) == after


def test_before_march_2024_midnight_in_almaty_was_an_hour_earlier_in_utc() -> None:
    first, _ = Period(date(2024, 2, 1), date(2024, 2, 1)).instants(ALMATY)
    assert datetime(2024, 1, 31, 18, tzinfo=UTC) == first


def test_at_seven_in_the_evening_utc_it_is_already_tomorrow_in_almaty() -> None:
    assert date(2026, 11, 23) == today(datetime(2026, 11, 23, 18, 59, tzinfo=UTC), ALMATY)
    assert date(2026, 11, 24) == today(datetime(2026, 11, 23, 19, 0, tzinfo=UTC), ALMATY)


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 2, 1), date(2026, 1, 31))


def test_whole_months_are_compared_with_as_many_whole_months_before() -> None:
    assert Period(date(2025, 12, 1), date(2026, 2, 28)) == Period(date(2026, 3, 1), date(2026, 5, 31)).before()


@given(periods)
def test_the_period_before_ends_on_the_eve(period: Period) -> None:
    assert (period.first - period.before().last).days == 1


def test_the_year_before_a_leap_day_ends_on_the_last_of_february() -> None:
    assert Period(date(2023, 2, 1), date(2023, 2, 28)) == Period(date(2024, 2, 1), date(2024, 2, 29)).year_before()
    assert Period(date(2024, 2, 1), date(2024, 2, 29)) == Period(date(2025, 2, 1), date(2025, 2, 28)).year_before()


def test_comparing_with_nothing_gives_no_period() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 31))
    assert period.beside(Compare.NOTHING) is None
    assert Period(date(2025, 12, 1), date(2025, 12, 31)) == period.beside(Compare.PERIOD_BEFORE)
    assert Period(date(2025, 1, 1), date(2025, 1, 31)) == period.beside(Compare.YEAR_BEFORE)


def test_the_last_twelve_months_end_today_and_touch_twelve_months() -> None:
    period = last_twelve_months(TODAY)
    assert Period(date(2025, 12, 1), TODAY) == period
    assert len(list(period.months())) == 12


def test_the_last_of_january_a_month_later_is_the_last_of_february() -> None:
    assert date(2026, 2, 28) == add_months(date(2026, 1, 31), 1)
    assert date(2025, 11, 30) == add_months(date(2026, 1, 31), -2)


def test_a_typed_period_is_read_as_it_stands() -> None:
    assert (Period(date(2026, 1, 1), date(2026, 3, 31)), frozenset()) == read_period(
        "2026-01-01", "2026-03-31", today=TODAY
    )


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("yesterday", "", {"from"}),
        ("", "2026-02-30", {"to"}),
        ("1999-12-31", "", {"from"}),
        ("9999-12-31", "", {"from"}),
        ("2026-05-01", "2026-04-30", {"from", "to"}),
        ("2001-01-01", "2026-01-01", {"from", "to"}),
        ("2026-01-01\x00", "٢٠٢٦", {"from", "to"}),
    ],
)
def test_what_cannot_be_read_falls_back_to_twelve_months_and_is_named(first: str, last: str, wrong: set[str]) -> None:
    assert read_period(first, last, today=TODAY) == (last_twelve_months(TODAY), frozenset(wrong))


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_typed_text_gives_a_period(first: str, last: str) -> None:
    period, _ = read_period(first, last, today=TODAY)
    assert period.first <= period.last
