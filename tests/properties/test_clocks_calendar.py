"""Calendar sums agree with walking day by day, and clocks never lose or invent time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.workflows.builders import stop
from workflows.calendars import (
    Calendar,
    add_duration,
    add_working_days,
    add_working_seconds,
    days_passed,
    end_of_day,
    is_open,
    is_working,
    local_day,
    local_ordinal,
    make_calendar,
    working_days_between,
    working_days_passed,
    working_seconds_between,
)
from workflows.clock_rules import Alarm, ClockKind, ClockRule, Moment
from workflows.clocks import due, next_alarm, pause_clock, resume_clock, ring, start_clock, stop_clocks
from workflows.durations import Duration

ZONE = "Asia/Almaty"
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=40).map(
    lambda days: make_calendar(version=1, zone=ZONE, days=days | {date(2026, 6, 1): True})
)
MOMENTS = st.integers(0, 272 * 86400).map(lambda seconds: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds))
COUNTED = st.sampled_from(["minutes", "hours", "working hours", "days", "weeks", "working days"])

ZONES = {
    name: make_calendar(version=1, zone=name, days={date(2026, 6, 1): True})
    for name in (ZONE, "Asia/Qyzylorda", "Asia/Kathmandu", "America/Sao_Paulo", "Europe/Berlin", "Pacific/Apia", "UTC")
}
CHANGES = [
    datetime(2024, 2, 29, 18, tzinfo=UTC),  # Almaty went from +6 to +5
    datetime(2018, 12, 20, 18, tzinfo=UTC),  # Kyzylorda from +6 to +5
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # Berlin, as every autumn
    datetime(2014, 1, 1, tzinfo=UTC),  # first and last days of the calendar
    datetime(2038, 12, 31, tzinfo=UTC),
]
NEAR_CHANGES = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-4 * 86_400, 4 * 86_400) | st.integers(-2, 2) | st.integers(-12, 12).map(lambda hours: hours * 3600),
)
ANY_MOMENTS = NEAR_CHANGES | st.datetimes(datetime(2010, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.sampled_from(sorted(ZONES)), ANY_MOMENTS, ANY_MOMENTS)
def test_days_are_those_of_the_zone_also_where_its_distance_from_utc_changes(
    zone: str, start: datetime, end: datetime
) -> None:
    calendar, wall = ZONES[zone], ZoneInfo(zone)
    first, last = start.astimezone(wall).date(), end.astimezone(wall).date()
    assert local_ordinal(calendar, start) == first.toordinal()
    assert local_day(calendar, end) == last
    assert days_passed(calendar, start, end) == (last - first).days
    if all(2014 <= day.year <= 2038 for day in (first, last)):  # the rest is beyond the calendar
        assert working_days_passed(calendar, start, end) == working_days_between(calendar, first, last)
    assert end_of_day(calendar, first) == datetime.combine(first, time(23, 59, 59), wall).astimezone(UTC)


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_adding_working_days_agrees_with_walking_day_by_day(calendar: Calendar, start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= is_working(calendar, day)
    assert add_working_days(calendar, start, count) == day


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_counting_back_agrees_with_walking_back(calendar: Calendar, start: date, count: int) -> None:
    day, left = start, count
    while left:
        day -= timedelta(days=1)
        left -= is_working(calendar, day)
    assert add_working_days(calendar, start, -count) == day


@given(CALENDARS, DAYS, DAYS)
def test_working_days_between_agrees_with_walking(calendar: Calendar, first: date, last: date) -> None:
    assume(first <= last)
    walked = sum(is_working(calendar, first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert working_days_between(calendar, first, last) == walked
    assert working_days_between(calendar, last, first) == -walked


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_adding_and_counting_are_each_others_inverse(calendar: Calendar, start: date, count: int) -> None:
    assert working_days_between(calendar, start, add_working_days(calendar, start, count)) == count


@given(CALENDARS, MOMENTS, st.integers(1, 40))
def test_office_minutes_agree_with_walking_minute_by_minute(calendar: Calendar, start: datetime, quarters: int) -> None:
    start = start.replace(minute=start.minute // 15 * 15, second=0)
    moment, left = start, quarters
    while left:
        left -= is_open(calendar, moment)
        moment += timedelta(minutes=15)
    assert add_working_seconds(calendar, start, quarters * 900) == moment
    assert working_seconds_between(calendar, start, moment) == quarters * 900


@given(CALENDARS, MOMENTS, COUNTED, st.integers(1, 30))
def test_a_longer_time_is_never_over_earlier(calendar: Calendar, start: datetime, unit: str, amount: int) -> None:
    shorter, longer = (add_duration(calendar, start, Duration(n, unit)) for n in (amount, amount + 1))
    assert start < shorter < longer


def rule(unit: str, amount: int, *, most: int = 100) -> ClockRule:
    return ClockRule(
        name="it",
        kind=ClockKind.INTERNAL,
        limit=Duration(amount, unit),
        pauses_at=frozenset({"waiting"}),
        pause_most=Duration(most, "days"),
        alarms=(Alarm(moment=Moment.LATE, do="warn", whom=("owner",)),),
    )


def naive_use(calendar: Calendar, unit: str, start: datetime, end: datetime) -> int:
    if unit in ("minutes", "hours"):
        return int((end - start).total_seconds())
    if unit == "working hours":
        return working_seconds_between(calendar, start, end)
    first, last = local_day(calendar, start), local_day(calendar, end)
    if unit == "working days":
        return working_days_between(calendar, first, last)
    return (last - first).days


@given(CALENDARS, MOMENTS, COUNTED, st.integers(1, 20), st.lists(st.integers(0, 40 * 3600), min_size=1, max_size=8))
def test_a_clock_uses_exactly_the_time_it_ran(
    calendar: Calendar, start: datetime, unit: str, amount: int, gaps: list[int]
) -> None:
    it = rule(unit, amount)
    clock, now, used = start_clock(it, calendar, start), start, 0
    for gap in gaps:
        later = now + timedelta(seconds=gap)
        if clock.running:
            used += naive_use(calendar, unit, now, later)
            clock = pause_clock(it, clock, calendar, later, reason="waiting")
            assert due(it, clock, calendar) is None
        else:
            clock = resume_clock(it, clock, calendar, later)
        assert clock.consumed == used >= 0
        now = later
    stopped = stop(clock, calendar, now)
    assert (stopped.running, stopped.is_paused, stopped.consumed) == (False, False, used)


@given(
    CALENDARS,
    st.lists(st.tuples(st.integers(0, 3), COUNTED, st.booleans()), max_size=6),
    MOMENTS,
    st.integers(0, 10**6),
)
def test_clocks_that_stop_together_have_used_what_each_would_alone(
    calendar: Calendar, begun: list[tuple[int, str, bool]], first: datetime, later: int
) -> None:
    at = first + timedelta(days=3, seconds=later)
    clocks = {}
    for place, (day, unit, waits) in enumerate(begun):
        it, start = rule(unit, 5), first + timedelta(days=day)
        clock = start_clock(it, calendar, start)
        clocks[str(place)] = pause_clock(it, clock, calendar, start, reason="waiting") if waits else clock
    alone = {name: stop(clock, calendar, at) for name, clock in clocks.items()}
    used = [0 if waits else naive_use(calendar, unit, first + timedelta(days=day), at) for day, unit, waits in begun]
    assert stop_clocks(clocks, ["other", *alone], calendar, at) == tuple(alone)
    assert clocks == alone
    assert [clock.consumed for clock in clocks.values()] == used
    assert stop_clocks(clocks, alone, calendar, at) == ()


@given(CALENDARS, MOMENTS, st.builds(rule, COUNTED, st.integers(1, 20)), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_pause_moves_what_is_due_later_and_never_earlier(
    calendar: Calendar, start: datetime, it: ClockRule, ran: int, rested: int
) -> None:
    clock = start_clock(it, calendar, start)
    before = due(it, clock, calendar)
    assert before is not None
    moment = start + timedelta(seconds=ran)
    assume(moment <= before)
    paused = pause_clock(it, clock, calendar, moment, reason="waiting")
    back = resume_clock(it, paused, calendar, moment + timedelta(seconds=rested))
    after = due(it, back, calendar)
    assert after is not None
    assert after >= before
    assert after >= moment + timedelta(seconds=rested)


@given(CALENDARS, MOMENTS, st.integers(1, 20), st.integers(0, 10**7))
def test_a_paused_clock_never_fires_for_the_time_it_was_paused(
    calendar: Calendar, start: datetime, amount: int, rested: int
) -> None:
    it = rule("working days", amount, most=365)
    paused = pause_clock(it, start_clock(it, calendar, start), calendar, start, reason="waiting")
    until = start + timedelta(seconds=rested)
    alarm = next_alarm(it, paused, calendar)
    assert alarm is not None
    assert alarm.alarm == -1
    back = resume_clock(it, paused, calendar, until)
    rings = next_alarm(it, back, calendar)
    assert rings is not None
    assert rings.at > until


@given(CALENDARS, MOMENTS, st.lists(st.integers(1, 30), max_size=3), st.integers(1, 30), st.lists(st.integers(1, 100)))
def test_a_schedule_rings_in_order_and_never_twice_for_one_point(
    calendar: Calendar, start: datetime, points: list[int], every: int, sleeps: list[int]
) -> None:
    it = ClockRule(
        name="it",
        kind=ClockKind.INTERNAL,
        schedule=tuple(Duration(days, "days") for days in sorted(set(points))),
        every=Duration(every, "days"),
        alarms=(Alarm(moment=Moment.DUE, do="warn", whom=("owner",)),),
    )
    clock, now = start_clock(it, calendar, start), start
    last = start
    for days in sleeps:
        now += timedelta(days=days)
        alarm = next_alarm(it, clock, calendar)
        assert alarm is not None
        assert alarm.at > last
        if alarm.at <= now:
            last = alarm.at
            clock = ring(it, clock, alarm.alarm, calendar, now)
            following = next_alarm(it, clock, calendar)
            assert following is not None
            assert following.at > now
