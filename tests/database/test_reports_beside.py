"""What runs beside cases, counted by hand on both databases: reviews, reprisals, answers, alarms, people, letters, silence."""

from datetime import date, datetime

import pytest
from msgspec.structs import replace

from cases.database import Database
from cases.reports.behind import BESIDE
from cases.reports.drilling import read_drilled
from cases.reports.figures import Figures, Share
from cases.reports.periods import Period
from cases.reports.queries import Asked, read_report
from cases.reports.values import value_of
from cases.viewer import System
from tests.unit.reports.world import (
    ABAI,
    HEAD_OFFICE,
    HOUSE,
    INTEGRITY,
    add_beside,
    add_case,
    add_letter,
    add_units,
    october,
    spell,
)

OCTOBER = Period(october(1), october(31))
OF_ABAI = Asked(period=OCTOBER, units=frozenset({"KZ-10"}))
VALUES = {
    "reviews_changed": Share(1, 2),  # 201 of 201 and 202: 203 was asked too late, 204 ended in November
    "reprisals": Share(1, 3),  # 211 of 211, 212, 213
    "adequate_answers": Share(1, 2),  # 221 of 221 and 222
    "issues_adopted": Share(1, 1),  # 241, which is no complaint and has no channel
    "opened_p50": 22,  # 4 and 40
    "opened_p95": 40,
    "persons_restored": 3,  # of case 1; 40 were recorded by mistake, 2 in November
    "persons_accountable": 3,  # 1 and 2
    "language_match": Share(1, 2),  # case 1; case 9 wrote in Russian
    "per_population": 2.0,  # 7 of 350,000
    "heard_median": None,  # the report speaks of October, and it is November
    "nonsense": Share(0, 0),
}


@pytest.fixture
def world(database: Database) -> Database:
    database.write(add_beside, viewer=System())
    return database


def figures(database: Database, now: datetime, asked: Asked = OF_ABAI) -> Figures:
    return database.read_across(read_report, asked, house=HOUSE, viewer=System(), at=now).total


def test_what_ran_beside_octobers_cases_is_what_was_counted_by_hand_and_leads_to_its_cases(
    world: Database, now: datetime
) -> None:
    found = figures(world, now)
    assert {name: value_of(name, found) for name in VALUES} == VALUES
    assert dict(found.people) == {
        ("restored", ""): 3,
        ("accountable", "disciplinary"): 1,
        ("accountable", "criminal"): 2,
    }
    for name in HOUSE.runs.keys() | (BESIDE.keys() - {"heard_median", "heard_p90"}):
        lines = world.read_across(read_drilled, OF_ABAI, name, house=HOUSE, viewer=System(), at=now).lines
        value = value_of(name, found)
        if isinstance(value, Share):
            assert (sum(bool(line.counted) for line in lines), len(lines)) == (value.part, value.whole), name
        elif name.startswith("persons"):
            assert sum(line.value or 0 for line in lines) == value, name
        else:
            assert sorted(line.value or 0 for line in lines) == [4, 40], name
    accountable = world.read(
        read_drilled, OF_ABAI, "persons_accountable", "criminal", house=HOUSE, viewer=System(), at=now
    )  # fmt: skip
    assert [(line.value, line.kind, line.day) for line in accountable.lines] == [(2, "criminal", october(2))]


def test_a_run_of_a_walled_case_counts_for_the_integrity_unit_alone(world: Database, now: datetime) -> None:
    for viewer, reviews, people in ((ABAI, Share(1, 2), 3), (HEAD_OFFICE, Share(1, 2), 3), (INTEGRITY, Share(1, 1), 9)):
        found = world.read_across(read_report, Asked(period=OCTOBER), house=HOUSE, viewer=viewer, at=now).total
        assert (found.beside["reviews_changed"], found.persons("restored")) == (reviews, people)


def test_runs_are_narrowed_like_cases_and_a_country_with_an_uncounted_region_tells_no_rate(
    world: Database, now: datetime
) -> None:
    by_track = figures(world, now, Asked(period=OCTOBER, units=frozenset({"KZ-10"}), track="other"))
    assert set(by_track.beside) == {"issues_adopted"}
    by_channel = figures(world, now, Asked(period=OCTOBER, units=frozenset({"KZ-10"}), channel="web"))
    assert (by_channel.beside["reprisals"], "issues_adopted" in by_channel.beside) == (Share(1, 3), False)
    by_place = figures(world, now, Asked(period=OCTOBER, facility="F-1001", body="prison_service"))
    assert (by_place.beside["reprisals"], dict(by_place.opened)) == (Share(0, 1), {4: 1})
    assert figures(world, now, Asked(period=OCTOBER)).per_population is None
    told = replace(HOUSE, population=20_000_000)
    country = world.read_across(read_report, Asked(period=OCTOBER), house=told, viewer=HEAD_OFFICE, at=now).total
    assert country.per_population == country.received / 200
    two = Asked(period=OCTOBER, units=frozenset({"KZ-75", "KZ-39"}))
    assert world.read_across(read_report, two, house=told, viewer=HEAD_OFFICE, at=now).total.per_population is None


def test_a_letter_is_of_the_office_that_had_the_case_when_it_was_sent(database: Database, now: datetime) -> None:
    database.write(add_units, viewer=System())
    left, taken_over = spell("KZ-10", october(1), until=october(10)), spell("KZ-75", october(10))
    database.write(add_case, 1, left, taken_over, viewer=System())
    database.write(add_letter, 1, 1, language="kk", written="kk", sent=october(9), viewer=System())
    database.write(add_letter, 2, 1, language="kk", written="ru", sent=october(12), viewer=System())
    for unit, told in (("KZ-10", Share(1, 1)), ("KZ-75", Share(0, 1))):
        asked = Asked(period=OCTOBER, units=frozenset({unit}))
        assert figures(database, now, asked).beside["language_match"] == told
        drilled = database.read_across(read_drilled, asked, "language_match", house=HOUSE, viewer=System(), at=now)
        assert [line.counted for line in drilled.lines] == [told.part == 1]


def test_days_of_silence_are_the_institutions_and_told_of_today_alone(database: Database) -> None:
    """19:00 UTC is midnight in Almaty."""
    database.write(add_units, viewer=System())
    evening, midnight = datetime.fromisoformat("2026-10-20T18:59:00Z"), datetime.fromisoformat("2026-10-20T19:00:00Z")
    database.write(add_case, 1, spell("KZ-10", october(1)), heard_at=evening, viewer=System())
    database.write(add_case, 2, spell("KZ-10", october(1)), heard_at=midnight, viewer=System())
    database.write(add_case, 3, spell("KZ-10", october(1)), heard_at=None, received_at=evening, viewer=System())
    database.write(add_case, 4, spell("KZ-10", october(1), closed=october(2)), heard_at=None, viewer=System())
    for at, days in ((midnight, {0: 1, 1: 2}), (datetime.fromisoformat("2026-10-23T18:59:00Z"), {2: 1, 3: 2})):
        assert dict(figures(database, at).silence) == days
    found = figures(database, midnight)
    assert (value_of("heard_median", found), value_of("heard_p90", found)) == (1, 1)
    assert not figures(database, midnight, Asked(period=Period(date(2026, 9, 1), date(2026, 9, 30)))).silence


def test_why_cases_were_not_admitted_is_told_by_ground_also_where_nobody_noted_it(
    database: Database, now: datetime
) -> None:
    database.write(add_units, viewer=System())
    refused = spell("KZ-10", october(1), decided=october(2), decided_days=1, outcome="inadmissible")
    for number, facts in enumerate(
        ({"inadmissible_because": "too_vague"}, {"inadmissible_because": "too_vague"}, {}), 1
    ):
        database.write(add_case, number, refused, facts=facts, viewer=System())
    database.write(
        add_case, 4, spell("KZ-10", october(1)), facts={"inadmissible_because": "not_rights"}, viewer=System()
    )
    assert dict(figures(database, now).grounds) == {"too_vague": 2, "": 1}
    for part, number in (("too_vague", 2), ("-", 1), ("not_rights", 0)):
        lines = database.read_across(
            read_drilled, OF_ABAI, "refusals", part, house=HOUSE, viewer=System(), at=now
        ).lines
        assert len(lines) == number
