"""The months and days that a period is made of come to its days, each once, and to what happened since."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.reports.pages import month_of
from cases.reports.periods import DAY, Period
from cases.reports.tallies import STANDING
from cases.reports.wanted import added_to, wanted_of

FIRST = date(2027, 11, 20)
DAYS = st.integers(0, 140).map(lambda number: FIRST + timedelta(number))


@given(ends=st.tuples(DAYS, DAYS), now=DAYS)
def test_every_day_is_added_where_it_belongs_and_no_other(ends: tuple[date, date], now: date) -> None:
    period = Period(min(ends), max(ends))
    wanted = wanted_of(period, now)
    spans = {day for span in wanted.days for day in (span.first + number * DAY for number in range(span.days))}
    day = period.first.replace(day=1)
    while day <= now:  # nothing happens after today
        found = Counter[int]()
        for to, times in (*wanted.of_month(month_of(day)), *(wanted.of_day(day) if day in spans else ())):
            found[to] += times
        belongs = dict(added_to(day.toordinal(), period, now))
        assert {to: times for to, times in found.items() if times} == belongs
        in_it, since = period.first <= day <= period.last, period.last < day
        assert belongs == ({month_of(day): 1} if in_it else {STANDING: -1} if since else {})
        day += DAY


@given(ends=st.tuples(DAYS, DAYS), now=DAYS)
def test_no_more_days_are_read_than_half_a_month_at_each_end(ends: tuple[date, date], now: date) -> None:
    assert all(span.days <= 16 for span in wanted_of(Period(min(ends), max(ends)), now).days)
