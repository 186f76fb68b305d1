"""Laws of addition that hold in every world: small random ones, in memory."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cases.reports.figures import add_up
from cases.reports.periods import Period
from cases.reports.queries import Asked, Report, read_report
from cases.viewer import System, Viewer
from tests.unit.reports.world import HEAD_OFFICE, HOUSE, add_case, add_remedy, officer, spell

FIRST = date(2026, 1, 1)
NOW = datetime(2028, 1, 1, tzinfo=UTC)
days = st.integers(0, 330).map(lambda number: FIRST + timedelta(days=number))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


@st.composite
def spells(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A case's life: one spell after another, each begun by a transfer or a reopening on the day the one before ended."""
    life, day = [], draw(days)
    for last in [False] * draw(st.integers(0, 2)) + [True]:
        gap = st.integers(0, 60).map(timedelta)
        known: dict[str, Any] = {"urgency": draw(st.integers(1, 3)), "due": day + draw(gap)}
        if draw(st.booleans()):
            known["decided"] = day + draw(gap)
            known["decided_days"] = (known["decided"] - day).days
            known["decided_in_time"] = known["decided"] <= known["due"]
        if draw(st.booleans()):
            known["closed"] = known.get("decided", day) + draw(gap)
        if draw(st.booleans()):
            known["first_minutes"] = draw(st.integers(0, 5000))
        begun, day = day, known.get("closed", known.get("decided", day)) + draw(gap)
        known["remedies"] = draw(st.integers(0, 2))
        life.append(spell(draw(st.sampled_from(HOUSE.units[:4])), begun, until=None if last else day, **known))
    return life


worlds = st.lists(spells(), max_size=8)


def report(session: Session, viewer: Viewer, period: Period) -> Report:
    return read_report(session, Asked(period=period), house=HOUSE, viewer=viewer, at=NOW)


def fill(session: Session, world: list[list[dict[str, Any]]]) -> None:
    for number, life in enumerate(world, 1):
        add_case(session, number, *life, viewer=System())
        opened = datetime.combine(life[0]["day"], datetime.min.time(), UTC)
        add_remedy(session, number * 1000 + 2, number, unit=life[-1]["unit"], kind="x", opened=opened, viewer=System())


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds, period=periods)
def test_the_sums_of_the_units_are_the_national_figures(
    memory: Engine, world: list[list[dict[str, Any]]], period: Period
) -> None:
    with Session(memory) as session:
        fill(session, world)
        national = report(session, HEAD_OFFICE, period)
        apart = [report(session, officer(unit, "representative", "npm"), period) for unit in HOUSE.units[:3]]
        session.rollback()
    assert national.total == add_up(national.units.values())
    for one in apart:
        (unit,) = one.units
        assert one.total == national.units[unit]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds, period=periods)
def test_what_stays_is_what_was_there_and_came_less_what_went(
    memory: Engine, world: list[list[dict[str, Any]]], period: Period
) -> None:
    with Session(memory) as session:
        fill(session, world)
        found = report(session, HEAD_OFFICE, period)
        session.rollback()
    for figures in (*found.units.values(), found.total):
        assert figures.backlog == figures.open_at_end
        assert sum(figures.ages.values()) == figures.open_at_end
        assert figures.days.total() == figures.decided
        assert figures.open_days.total() == figures.open_at_end
        assert figures.timeliness.part <= figures.timeliness.whole
        assert figures.cohort_verified <= figures.cohort_remedied
        assert figures.cohort_decided <= figures.received
        assert figures.overdue <= figures.open_at_end
    assert sum(month.received for month in found.months) == found.total.received
    assert sum(month.decided for month in found.months) == found.total.decided
    assert sum(month.closed for month in found.months) == found.total.closed
