"""Sums that are kept say what the rows say: in every small random world, of every month, unit, track and channel."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from cases.records import Base
from cases.reports.folding import UNCOUNTED, count_again, fold, pages
from cases.reports.periods import DAY, Period, add_months
from cases.reports.queries import Asked, Report, read_report, statements_of
from cases.reports.tallied import read_sums
from cases.reports.tallies import Book, Page, Tally, first_day, month_of
from cases.viewer import System, Viewer
from tests.unit.reports.test_report_sums import spells
from tests.unit.reports.world import ABAI, HEAD_OFFICE, HOUSE, INTEGRITY, add_case

NOW = datetime(2028, 1, 10, tzinfo=UTC)
MONTHS = st.integers(month_of(date(2025, 12, 1)), month_of(date(2028, 1, 1)))
TRACKS, CHANNELS = ("detention", "business"), ("web", "paper")


@st.composite
def lives(draw: st.DrawFn) -> list[dict[str, Any]]:
    """As `spells`, with everything that reports tell apart."""
    walled = draw(st.integers(0, 3)) == 0
    return [{**one, **draw(more(one)), "walled": walled} for one in draw(spells())]


@st.composite
def more(draw: st.DrawFn, one: dict[str, Any]) -> dict[str, Any]:
    """What a spell of a life has besides. One that is over sees no more acts, only what the complainant thinks of it."""
    happened = [one["day"] + DAY * draw(st.integers(0, 40)) for _ in range(4)]
    over = one.get("closed") or one["until"] or max(happened)
    registered, acknowledged, redirected = (min(day, over) for day in happened[:3])
    known: list[dict[str, Any]] = [
        {"registered": registered},
        {"acknowledged": acknowledged, "acknowledged_in_time": draw(st.booleans())},
        {"redirected": redirected, "redirected_in_time": draw(st.booleans())},
        {"answered": happened[3], "fairness_felt": draw(st.sampled_from("fu")), "outcome_felt": "c"},
        {"outcome": draw(st.sampled_from(("violation_found", "joined")))},
        {"told": (one.get("decided") or one["day"]) + DAY * draw(st.integers(-1, 9))},
        {"extended": True},
    ]
    some = draw(st.sets(st.integers(0, len(known) - 1)))
    found = {name: value for number in sorted(some) for name, value in known[number].items()}
    found |= {"track": draw(st.sampled_from(TRACKS)), "channel": draw(st.sampled_from(CHANNELS))}
    return found | {"verified": draw(st.integers(0, one["remedies"]))}


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    first, last = sorted((draw(MONTHS), draw(MONTHS)))
    track, channel = draw(st.sampled_from((("", ""), ("business", ""), ("", "paper"))))
    period = Period(first_day(first), add_months(first_day(last), 1) - DAY)
    return Asked(period=period, track=track, channel=channel)


@pytest.fixture(scope="module")
def memory() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def report(session: Session, asked: Asked, viewer: Viewer) -> Report:
    return read_report(session, asked, house=HOUSE, viewer=viewer, at=NOW)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    world=st.lists(lives(), max_size=6), asked=questions(), viewer=st.sampled_from((HEAD_OFFICE, INTEGRITY, ABAI)),
    counted=st.integers(0, 6), folded=st.booleans(),
)  # fmt: skip
def test_sums_say_what_the_rows_say(
    memory: Engine, *, world: list[list[dict[str, Any]]], asked: Asked, viewer: Viewer, counted: int, folded: bool
) -> None:
    """The first cases are *counted* all together, the others wait to be added, or are."""
    with Session(memory) as session:
        for number, life in enumerate(world, 1):
            add_case(session, number, *life, viewer=System())
            if number == counted:
                count_again(session.connection())
        if folded:
            fold(session, viewer=System())
        conditions = statements_of(asked, house=HOUSE, viewer=viewer, at=NOW)
        assert read_sums(session, conditions) is not None
        by_sums = report(session, asked, viewer)
        session.execute(insert(pages).values(**UNCOUNTED._asdict(), numbers="{}"))
        assert read_sums(session, conditions) is None
        by_rows = report(session, asked, viewer)
        session.rollback()
    assert by_sums == by_rows


def test_a_change_is_added_to_what_a_page_holds_already() -> None:
    """A page that was read from its row, too, which knows no number that it does not hold."""
    book, page = Book(), Page("detention", "web", month_of(date(2026, 11, 1)), "KZ-10", walled=False)
    whole = page._replace(track="", channel="")
    book.add_page(whole, {"days": {3: 2}})
    book.add_all([(Tally(page, "days", 4), 1), (Tally(page, "days", 3), 5)])
    assert book.pages[whole]["days"] == {3: 7, 4: 1}
    assert book.pages[page._replace(channel="")]["days"] == {3: 5, 4: 1}
