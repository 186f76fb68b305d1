"""Sums that are kept say what the rows say: in every small random world, of every period, unit, and whatever cases are about."""

from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from cases.records.base import new_id
from cases.reports import folding
from cases.reports.beside import summed_runs
from cases.reports.books import Book
from cases.reports.figures import Share
from cases.reports.folding import UNCOUNTED, changes, count_again, days, fold, months, pages, spells_by_case
from cases.reports.pages import Page, first_day, month_of, numbers_of, read_page, read_parts
from cases.reports.periods import DAY, Compare, Period, add_months
from cases.reports.queries import Asked, Report, read_report, statements_of
from cases.reports.sides import Counting, Standing
from cases.reports.tallied import read_sums
from cases.reports.tallies import Place, Tally, write_change
from cases.verifying.summing import compare_sums
from cases.viewer import System, Viewer
from tests.unit.reports.test_report_sums import spells
from tests.unit.reports.world import (
    ABAI,
    COUNTING,
    HEAD_OFFICE,
    HOUSE,
    INTEGRITY,
    add_case,
    add_remedy,
    add_run,
    add_units,
    at,
    move_run,
    october,
    spell,
)

NOW = datetime(2028, 1, 10, tzinfo=UTC)
MONTHS = st.integers(month_of(date(2025, 12, 1)), month_of(date(2028, 1, 1)))
TRACKS, CHANNELS = ("detention", "business"), ("web", "paper")
SOUGHT: dict[str, Any] = {"track": "business", "channel": "paper", "facility": "F-1001", "body": "police"}
TOGETHER = [names for many in range(len(SOUGHT) + 1) for names in combinations(SOUGHT, many)]
"""Every combination of what can be asked, those that have pages and those that are read from parts."""
ABOUT = st.fixed_dictionaries(
    {
        "facility": st.sampled_from((None, "F-1001", "F-7501")),
        "facts": st.sampled_from(
            ({}, {"accused_body": "police"}, {"accused_body": "akimat"}, {"accused_body": "unknown"})
        ),
    }
)
"""What says where a case happened, and who is complained of."""


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
    known.append({"outcome": "inadmissible", "ground": draw(st.sampled_from(("too_vague", "not_rights", None)))})
    some = draw(st.sets(st.integers(0, len(known) - 1)))
    found = {name: value for number in sorted(some) for name, value in known[number].items()}
    found |= {"track": draw(st.sampled_from(TRACKS)), "channel": draw(st.sampled_from(CHANNELS))}
    return found | {"verified": draw(st.integers(0, one["remedies"]))}


@st.composite
def runs(draw: st.DrawFn) -> tuple[dict[str, Any], Standing]:
    """A side proceeding as it began, and where it stands in the end."""
    opened = at(add_months(date(2026, 1, 31), draw(st.integers(0, 24))), draw(st.sampled_from((0, 12, 23))))
    procedure = draw(st.sampled_from(("review", "reprisal_check", "information_request", "mediation")))
    facts = [{}, {"reprisal": True}, {"reprisal": False}, {"assessment": "full"}, {"assessment": "unknown", "x": 1}]
    over = st.none() | st.integers(0, 90).map(lambda days: opened + DAY * days)
    ends = [Standing(draw(st.sampled_from(("changed", "upheld", "asked"))), draw(st.sampled_from(facts)), draw(over))]
    begun = {"procedure": procedure, "unit": draw(st.sampled_from(("KZ-10", "KZ-75", "KZ-IN"))), "opened_at": opened}
    return begun | {"stage": "asked", "facts": draw(st.sampled_from(facts))}, ends[0]


@st.composite
def remedies(draw: st.DrawFn) -> dict[str, Any]:
    """As it was recommended, and where it stands."""
    opened = at(add_months(date(2026, 1, 31), draw(st.integers(0, 24))), draw(st.sampled_from((0, 12, 23))))
    day = st.none() | st.integers(0, 60).map(lambda days: opened.date() + DAY * days)
    known: dict[str, Any] = {name: draw(day) for name in ("served", "due", "answered", "ended")}
    known |= {"stage": draw(st.sampled_from(("served", "claimed", "closed"))), "verified": draw(st.booleans())}
    unit, kind = (
        draw(st.sampled_from(("KZ-10", "KZ-75", "KZ-IN"))),
        draw(st.sampled_from(("restitution", "discipline"))),
    )
    return known | {"unit": unit, "kind": kind, "opened": opened}


Near = tuple[int, int]
"""The number of a day on which something happened, and how many days from it."""


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Of whole months, and of any of what cases are about together."""
    first, last = sorted((draw(MONTHS), draw(MONTHS)))
    period = Period(first_day(first), add_months(first_day(last), 1) - DAY)
    names = draw(st.sampled_from(TOGETHER))
    return Asked(period=period, compare=draw(st.sampled_from(Compare)), **{name: SOUGHT[name] for name in names})


def report(session: Session, asked: Asked, viewer: Viewer) -> Report:
    return read_report(session, asked, house=HOUSE, viewer=viewer, at=NOW)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    world=st.lists(
        st.tuples(lives(), st.lists(runs(), max_size=3), st.lists(remedies(), max_size=2), ABOUT), min_size=1, max_size=6
    ),
    asked=questions(), near=st.none() | st.tuples(*[st.tuples(st.integers(0, 60), st.integers(-2, 2))] * 2),
    viewer=st.sampled_from((HEAD_OFFICE, INTEGRITY, ABAI)),
    counted=st.integers(0, 6), folded=st.booleans(),
)  # fmt: skip
def test_sums_say_what_the_rows_say(
    memory: Engine,
    *,
    world: list[tuple[list[dict[str, Any]], list[Any], list[dict[str, Any]], dict[str, Any]]],
    asked: Asked,
    near: tuple[Near, Near] | None,
    viewer: Viewer,
    counted: int,
    folded: bool,
) -> None:
    """The first cases are *counted* all together, the others wait to be added, or are. Side proceedings move on after that.

    *near*: the period begins and ends so many days from days on which something happened.
    """
    if near:
        happened = sorted({day for life, *_ in world for one in life for day in one.values() if isinstance(day, date)})
        first, last = sorted(happened[place % len(happened)] + days_off * DAY for place, days_off in near)
        asked = replace(asked, period=Period(first, last))
    with Session(memory) as session:
        for number, (life, beside, ordered, about) in enumerate(world, 1):
            add_case(session, number, *life, viewer=System(), **about)
            for place, (begun, _) in enumerate(beside):
                add_run(session, number * 10 + place, number, viewer=System(), **begun)
            for place, remedy in enumerate(ordered):
                add_remedy(session, number * 10 + 5 + place, number, viewer=System(), **remedy)
            if number == counted:
                count_again(session.connection(), COUNTING)
        for number, (_, beside, _, _) in enumerate(world, 1):
            for place, (_, ends) in enumerate(beside):
                move_run(session, number * 10 + place, ends, viewer=System())
        if folded:
            fold(session, viewer=System())
        conditions = statements_of(asked, house=HOUSE, viewer=viewer, at=NOW)
        sums = read_sums(session, conditions)
        assert sums is not None
        assert summed_runs(conditions, sums) is not None
        by_sums = report(session, asked, viewer)
        session.execute(insert(pages).values(**UNCOUNTED._asdict(), numbers="{}"))
        assert read_sums(session, conditions) is None
        by_rows = report(session, asked, viewer)
        session.rollback()
    assert by_sums == by_rows


def test_what_was_decided_and_not_told_is_an_offices_until_the_case_goes_to_another(memory: Engine) -> None:
    with Session(memory) as session:
        add_units(session, viewer=System())
        left = spell("KZ-10", october(1), decided=october(5), decided_days=4, until=october(20))
        add_case(session, 1, left, spell("KZ-75", october(20)), viewer=System())
        count_again(session.connection(), COUNTING)
        asked = [Asked(period=Period(october(1), october(last))) for last in (4, 5, 19, 20)]
        by_sums = [report(session, each, ABAI).total.not_told for each in asked]
        session.execute(insert(pages).values(**UNCOUNTED._asdict(), numbers="{}"))
        by_rows = [report(session, each, ABAI).total.not_told for each in asked]
        session.rollback()
    assert by_sums == by_rows == [0, 1, 1, 0]


def test_a_change_is_added_to_what_a_page_holds_already(memory: Engine) -> None:
    """And what comes to nothing is kept no longer."""
    day = date(2026, 11, 5)
    place = Place("detention", "web", "", "", day.toordinal(), "KZ-10", walled=False)
    with Session(memory) as session:
        for more in ({"days": {3: 2}}, {"days": {3: 5, 4: 1}}, {"days": {3: -7, 4: -1}}):
            tallies = {Tally(place, what, value): number for what, by in more.items() for value, number in by.items()}
            session.execute(insert(changes).values(id=new_id(), tallies=write_change(tallies)))
            fold(session, viewer=System())
            kept = {Page(*key): read_page(text) for *key, text in session.execute(select(pages))}
            if more["days"][3] == 5:
                about = {page[:4] for page in kept}
                assert about == {
                    ("", "", "", ""),
                    ("detention", "", "", ""),
                    ("", "web", "", ""),
                    ("detention", "web", "", ""),
                }
                assert [*kept.values()] == [{"days": {3: 7, 4: 1}}] * 4
                (found,) = session.execute(select(days)).all()
                assert (found.day, read_page(found.numbers)) == (day, {"days": {3: 7, 4: 1}})
                (bundle,) = session.execute(select(months)).all()
                assert bundle[:5] == (month_of(day), "KZ-10", False, "detention", "web")
                assert numbers_of(read_parts(bundle.parts)) == {"days": {3: 7, 4: 1}}
        assert (kept, session.execute(select(days)).all(), session.execute(select(months)).all()) == ({}, [], [])
        session.rollback()


def test_sums_that_name_other_facts_than_are_asked_for_leave_it_to_the_rows(memory: Engine) -> None:
    """Another pack laid them down. They stay right for whoever asks for what they name, and are so again once counted anew."""
    with Session(memory) as session:
        add_units(session, viewer=System())
        add_case(session, 1, spell("KZ-10", october(1)), viewer=System())
        add_run(session, 11, 1, "reprisal_check", facts={"reprisal": True, "by": "police"}, viewer=System())
        count_again(session.connection(), Counting(COUNTING.zone, {"reprisal_check": ("by",)}))
        asked = Asked(period=Period(october(1), october(31)))
        conditions = statements_of(asked, house=HOUSE, viewer=HEAD_OFFICE, at=NOW)
        for _ in range(2):
            sums = read_sums(session, conditions)
            assert sums is not None
            assert summed_runs(conditions, sums) is None
            assert report(session, asked, HEAD_OFFICE).total.beside["reprisals"] == Share(1, 1)
            assert list(compare_sums(session, count_spells(session), COUNTING)) == []
            move_run(
                session, 11, Standing("over", {"reprisal": True, "by": "police"}, at(october(20))), viewer=System()
            )
        count_again(session.connection(), COUNTING)
        again = read_sums(session, conditions)
        assert again is not None
        assert ("KZ-10", "reprisals", 1, 1) in (summed_runs(conditions, again) or ())
        session.rollback()


def count_spells(session: Session) -> Book:
    book = Book()
    for case_spells in spells_by_case(session.connection()):
        book.add_case(case_spells)
    return book


def test_who_counts_all_cases_again_hears_how_far_it_is(memory: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "STEP", 2)
    heard: list[int] = []
    with Session(memory) as session:
        for number in range(1, 6):
            add_case(session, number, spell("KZ-10", october(1)), viewer=System())
        count_again(session.connection(), COUNTING, told=heard.append)
        session.rollback()
    assert heard == [2, 4]
