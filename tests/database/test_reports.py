"""Every figure of a small world, counted by hand, on both databases."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import NotAllowed
from cases.reports.figures import Figures, RemedyFigures, Share
from cases.reports.periods import Compare, Period
from cases.reports.queries import Asked, MonthFigures, Report, read_report
from cases.reports.values import value_of
from cases.viewer import Nobody, System, Viewer
from tests.unit.reports.world import (
    ABAI,
    ALMATY_CITY,
    HEAD_OFFICE,
    HOUSE,
    INTEGRITY,
    add_case,
    add_october,
    add_units,
    october,
    spell,
)

OCTOBER = Period(october(1), october(31))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def world(database: Database) -> Database:
    database.write(add_october, viewer=System())
    return database


def report(database: Database, viewer: Viewer, now: datetime, period: Period = OCTOBER, **asked: Any) -> Report:
    return database.read_across(read_report, Asked(period=period, **asked), house=HOUSE, viewer=viewer, at=now)


@pytest.fixture
def abai(world: Database, now: datetime) -> Figures:
    return report(world, ABAI, now).units["KZ-10"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("received", 7),  # 1 3 4 9 10 12 13
        ("taken_over", 0),
        ("handed_on", 1),  # 13
        ("registered", 6),  # 1 3 4 9 10 13
        ("decided", 4),  # 1 2 9 10
        ("closed", 4),  # 1 5 9 10
        ("open_at_end", 7),  # 2 3 4 6 7 8 12
        ("backlog", 7),  # 5 + 7 + 0 - 4 - 1
        ("timeliness", Share(3, 6)),  # 1 9 10 of 1 2 9 10, 5 that ended late, 3 that is open and overdue
        ("overdue", 1),  # 3
        ("days_median", 11.5),  # 2 8 15 25
        ("days_p90", 25),
        ("age_median", 41),  # 0 11 21 41 92 93 274
        ("age_p90", 274),
        ("extension", Share(1, 2)),  # 2 of 1 and 2; 9 and 10 had no day
        ("reopening", Share(0, 4)),
        ("transfers", Share(1, 7)),  # 13
        ("offline", Share(1, 7)),  # 4
        ("refusal", Share(0, 2)),
        ("clearance", Share(4, 7)),
        ("substantiation", Share(1, 2)),  # 1 of 1 and 2
        ("fairness", Share(2, 2)),  # 1 and 9; 10 answered in November
        ("contentment", Share(1, 2)),  # 1 of 1 and 9
        ("urgent_p50", 30),  # 10 and 50
        ("urgent_p95", 50),
        ("urgent_waiting", 1),  # 3
        ("acknowledged", Share(3, 7)),  # 1 4 9
        ("redirected", Share(1, 2)),  # 9 of 9 and 10
        ("not_told", 1),  # 2
        ("remedies_recommended", 1),
        ("remedies_served", 1),
        ("remedies_due", 1),
        ("remedies_implemented", 1),
        ("remedies_verified", 1),
        ("remedies_verified_share", Share(1, 1)),
        ("remedies_punctual", Share(1, 1)),
        ("remedies_overdue", 0),
        ("load_per_officer", 6.5),  # 4 each for 3 and 12, 1 each for the other five
        ("open_per_officer", 3.5),  # the representative and the one active caseworker
        ("received_per_officer", 3.5),
    ],
)
def test_the_figures_of_abai_in_october_are_those_counted_by_hand(abai: Figures, name: str, value: object) -> None:
    assert value_of(name, abai) == value


def test_open_cases_stand_in_the_band_of_their_age_and_three_months_to_the_day_is_the_first(abai: Figures) -> None:
    assert abai.ages == Counter({0: 5, 1: 1, 3: 1})


def test_outcomes_are_those_of_october_and_of_cases_that_ended_in_it_without_a_decision(abai: Figures) -> None:
    assert abai.outcomes == Counter(violation_found=1, not_found=1, referred=2, joined=1)


def test_the_funnel_follows_a_case_to_the_unit_that_decided_it(abai: Figures) -> None:
    assert (abai.received, abai.cohort_decided, abai.cohort_remedied, abai.cohort_verified) == (7, 4, 2, 1)


def test_a_transferred_and_a_reopened_case_are_taken_over_but_not_received(world: Database, now: datetime) -> None:
    found = report(world, ALMATY_CITY, now).units["KZ-75"]
    assert (found.received, found.taken_over, found.registered, found.open_at_end, found.backlog) == (0, 2, 0, 2, 2)
    assert (found.urgent, dict(found.minutes), dict(found.days)) == (0, {}, {14: 1})
    assert found.timeliness == Share(1, 1)
    assert found.remedies == {"restitution": RemedyFigures(recommended=1, served=1, implemented=1)}


def test_a_remedy_is_counted_on_the_day_it_was_recommended_in_almaty(world: Database, now: datetime) -> None:
    first_half, second_half = (report(world, ABAI, now, period).total.remedies for period in (OCTOBER, NOVEMBER))
    compensation = RemedyFigures(
        recommended=1, served=1, due=1, implemented=1, verified=1, answerable=1, answered_in_time=1
    )
    assert first_half == {"compensation": compensation}
    assert second_half == {
        "compensation": replace(compensation, implemented=0, verified=0, answered_in_time=0, overdue=1)
    }


def test_the_last_day_of_an_answer_is_not_past(world: Database) -> None:
    evening = datetime(2026, 11, 23, 18, 59, 59, tzinfo=UTC)
    midnight = datetime(2026, 11, 23, 19, tzinfo=UTC)
    assert report(world, ALMATY_CITY, evening).total.all_remedies.due == 0
    assert report(world, ALMATY_CITY, midnight).total.all_remedies.due == 1


def test_a_case_due_today_is_overdue_from_midnight_in_almaty(database: Database) -> None:
    database.write(add_units, viewer=System())
    database.write(add_case, 1, spell("KZ-10", october(5), due=october(20)), viewer=System())
    evening = datetime(2026, 10, 20, 18, 59, 59, tzinfo=UTC)
    midnight = datetime(2026, 10, 20, 19, tzinfo=UTC)
    assert report(database, ABAI, evening).total.overdue == 0
    assert report(database, ABAI, midnight).total.overdue == 1
    assert report(database, ABAI, midnight, Period(october(1), october(19))).total.overdue == 0
    assert report(database, ABAI, midnight, Period(october(1), october(20))).total.overdue == 1


def test_a_past_period_says_what_was_open_then(world: Database, now: datetime) -> None:
    found = report(world, ABAI, now, Period(october(1), october(14))).total
    assert found.open_at_end == 7  # 1 2 3 6 7 8 10
    assert found.overdue == 1  # 2, decided a day later
    assert found.decided == 1


def test_an_unfinished_period_speaks_of_today(world: Database, now: datetime) -> None:
    found = report(world, ABAI, now, NOVEMBER).total
    assert (found.received, found.decided, found.open_before) == (1, 1, 7)
    assert found.open_at_end == found.backlog == 8
    assert found.overdue == 1  # 3


def test_an_empty_unit_has_zeros_and_no_shares(world: Database, now: datetime) -> None:
    found = report(world, HEAD_OFFICE, now).units["KZ-39"]
    assert found == Figures(uncounted=1), "nobody has told how many people live there"
    assert found.timeliness.value is None


def test_head_office_sees_every_unit_but_the_walled_one_and_the_national_figure_is_their_sum(
    world: Database, now: datetime
) -> None:
    national = report(world, HEAD_OFFICE, now)
    assert tuple(national.units) == ("KZ-10", "KZ-75", "KZ-39", "KZ-HO")
    assert national.units["KZ-10"] == report(world, ABAI, now).total
    assert national.units["KZ-75"] == report(world, ALMATY_CITY, now).total
    assert (national.total.received, national.total.taken_over, national.total.open_at_end) == (7, 2, 9)
    assert national.total.days.median == 14  # 2 8 14 15 25


def test_walled_cases_count_under_the_integrity_unit_and_for_it_alone(world: Database, now: datetime) -> None:
    found = report(world, INTEGRITY, now)
    assert tuple(found.units) == ("KZ-IN",)
    assert (found.total.received, found.total.open_at_end, dict(found.total.minutes)) == (2, 2, {1: 1})
    assert found.total.remedies == {"discipline": RemedyFigures(recommended=1)}
    assert [month.received for month in found.months] == [2]


@pytest.mark.parametrize(("viewer", "unit"), [(ABAI, "KZ-75"), (HEAD_OFFICE, "KZ-IN"), (INTEGRITY, "KZ-10")])
def test_a_unit_that_the_viewer_may_not_see_is_refused(
    world: Database, now: datetime, viewer: Viewer, unit: str
) -> None:
    with pytest.raises(NotAllowed):
        report(world, viewer, now, units=frozenset({unit}))


def test_a_visitor_sees_no_report(world: Database, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        report(world, Nobody(), now)


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ({"track": "business"}, (1, 1, 0)),
        ({"channel": "paper"}, (1, 1, 0)),
        ({"track": "business", "channel": "web"}, (0, 0, 0)),
        ({"track": "detention"}, (6, 8, 2)),
        ({"units": frozenset({"KZ-75"})}, (0, 2, 1)),
        ({"track": "' or 1=1 --"}, (0, 0, 0)),
        ({"facility": "F-1001"}, (1, 1, 0)),
        ({"facility": "F-7501"}, (1, 1, 1)),
        ({"body": "prison_service"}, (1, 1, 0)),
        ({"body": "police", "facility": "F-7501", "units": frozenset({"KZ-75"})}, (0, 1, 1)),
        ({"body": "police", "facility": "F-1001"}, (0, 0, 0)),
    ],
)
def test_a_filter_narrows_cases_and_remedies_alike(
    world: Database, now: datetime, asked: Mapping[str, Any], counted: tuple[int, int, int]
) -> None:
    found = report(world, HEAD_OFFICE, now, **asked).total
    assert (found.received, found.open_at_end, found.all_remedies.recommended) == counted


def test_a_period_is_set_beside_the_one_before(world: Database, now: datetime) -> None:
    found = report(world, ABAI, now, NOVEMBER, compare=Compare.PERIOD_BEFORE)
    assert found.beside == OCTOBER
    assert found.units_beside["KZ-10"] == found.total_beside == report(world, ABAI, now).total


def test_months_tell_what_came_and_went_and_leave_none_out(world: Database, now: datetime) -> None:
    found = report(world, ABAI, now, Period(date(2026, 9, 1), date(2026, 11, 30)))
    assert found.months == (
        MonthFigures(date(2026, 9, 1), received=1),
        MonthFigures(date(2026, 10, 1), received=7, decided=4, closed=4),
        MonthFigures(date(2026, 11, 1), received=1, decided=1),
    )


def test_a_transferred_case_keeps_its_age_and_a_reopened_one_begins_anew(database: Database, now: datetime) -> None:
    database.write(add_units, viewer=System())
    transferred = (spell("KZ-10", date(2025, 12, 1), until=october(8)), spell("KZ-75", october(8)))
    reopened = (
        spell("KZ-75", date(2025, 1, 1), closed=date(2025, 6, 1), until=date(2026, 6, 1)),
        spell("KZ-75", date(2026, 6, 1), until=date(2026, 6, 2)),
        spell("KZ-10", date(2026, 6, 2)),
    )
    database.write(add_case, 1, *transferred, viewer=System())
    database.write(add_case, 2, *reopened, viewer=System())
    national = report(database, HEAD_OFFICE, now)
    assert national.units["KZ-75"].ages == Counter({3: 1})
    assert national.units["KZ-10"].ages == Counter({1: 1})


def test_what_was_closed_long_ago_and_is_taken_up_again_is_reopened_in_the_unit_that_had_closed_it(
    world: Database, now: datetime
) -> None:
    found = report(world, ALMATY_CITY, now).total
    assert found.reopening == Share(1, 0)  # 14, closed in March
    assert report(world, ALMATY_CITY, now, NOVEMBER).total.reopened == 0


def test_a_refused_case_is_weighed_against_those_decided_on_their_merits(database: Database, now: datetime) -> None:
    database.write(add_units, viewer=System())
    for number, outcome in enumerate(("inadmissible", "referred", "not_found", "partly_found"), 1):
        decided = spell("KZ-10", october(1), decided=october(2), decided_days=1, outcome=outcome, urgency=2)
        database.write(add_case, number, decided, viewer=System())
    found = report(database, ABAI, now).total
    assert (found.refusal, found.load) == (Share(1, 3), 8)


def test_whoever_was_never_told_is_not_forgotten_when_the_case_is_closed(database: Database, now: datetime) -> None:
    long_ago = {"decided": date(2025, 2, 1), "decided_days": 31, "decided_in_time": True, "closed": date(2025, 2, 2)}
    database.write(add_units, viewer=System())
    database.write(add_case, 1, spell("KZ-10", date(2025, 1, 1), **long_ago), viewer=System())
    database.write(add_case, 2, spell("KZ-10", date(2025, 1, 1), told=october(31), **long_ago), viewer=System())
    database.write(add_case, 3, spell("KZ-10", date(2025, 1, 1), told=date(2025, 3, 1), **long_ago), viewer=System())
    assert report(database, ABAI, now).total.not_told == 1
    assert report(database, ABAI, now, Period(october(1), october(30))).total.not_told == 2


def test_a_report_asks_the_database_as_often_for_twenty_units_as_for_one(world: Database, now: datetime) -> None:
    def count(viewer: Viewer) -> int:
        asked: list[str] = []

        def listen(session: Session, *, viewer: Viewer) -> None:
            connection = session.connection()
            note = lambda *event: asked.append(event[2])  # noqa: E731 - listened to and let go in three lines
            event.listen(connection, "before_cursor_execute", note)
            read_report(session, Asked(period=OCTOBER), house=HOUSE, viewer=viewer, at=now)
            event.remove(connection, "before_cursor_execute", note)

        world.read(listen, viewer=viewer)
        return len(asked)

    assert count(HEAD_OFFICE) == count(ABAI) == 7
