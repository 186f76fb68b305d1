"""Places where people are held, visits to them, and what the State has promised, as those see it who watch over them."""

from datetime import date, timedelta

import pytest

from cases.monitoring.commitments import list_commitments
from cases.monitoring.one_place import look_at_place
from cases.monitoring.places import Place, find_place, list_places
from tests.builders import House
from tests.database.test_issues import begin
from tests.harness.handling import OFFICER, damages
from workflows.calendars import local_day

PLACE, CLERK = "F-3901", "caseworker.ho"


@pytest.fixture
def watched(house: House) -> House:
    house.employ("npm.np", "KZ-NP", "npm")
    return house


def today(house: House) -> date:
    return local_day(house.pack.calendar, house.clock())


def place(house: House, by: str, code: str = PLACE) -> Place | None:
    viewer = house.officer(by)
    return house.database.read(find_place, code, pack=house.pack, viewer=viewer, at=house.clock())


def test_complaints_are_counted_by_place_for_whoever_watches_over_it(watched: House) -> None:
    for _ in range(2):
        watched.file(track="detention", facility=PLACE)
    watched.clock.move(days=100)
    watched.file(track="detention", facility=PLACE)
    for by in ("npm.np", "supervisor.ho", "representative.39"):
        seen = place(watched, by)
        assert seen is not None
        assert (seen.recent, seen.before, seen.rising) == (1, 2, False)


def test_an_office_sees_the_places_of_its_own_region_alone(watched: House) -> None:
    viewer, everywhere = watched.officer("representative.39"), watched.officer("npm.np")
    own = watched.database.read(list_places, pack=watched.pack, viewer=viewer, at=watched.clock())
    assert {one.code[:4] for one in own} == {"F-39"}
    assert place(watched, "representative.39", "F-7501") is None
    every = watched.database.read(list_places, pack=watched.pack, viewer=everywhere, at=watched.clock())
    assert len(every) == len(watched.pack.registers["facilities"])


def test_a_walled_case_is_counted_for_nobody(watched: House) -> None:
    before = [place(watched, by) for by in ("npm.np", "supervisor.ho", "representative.39")]
    watched.file(track="detention", facility=PLACE, about_us="our_staff")
    assert [place(watched, by) for by in ("npm.np", "supervisor.ho", "representative.39")] == before


def test_a_place_with_unusually_many_comes_first(watched: House) -> None:
    for _ in range(5):
        watched.file(track="detention", facility=PLACE)
    viewer = watched.officer("npm.np")
    first, *others = watched.database.read(list_places, pack=watched.pack, viewer=viewer, at=watched.clock())
    assert (first.code, first.rising) == (PLACE, True)
    assert not any(one.rising for one in others)


def test_a_visit_shows_when_somebody_was_there_and_when_the_next_is_due(watched: House) -> None:
    reference = begin(watched, "planned_visit", by="npm.np", facility=PLACE, npm_visit_kind="periodic")
    seen = place(watched, "npm.np")
    assert seen is not None
    assert (seen.visited, seen.due, seen.planned) == (None, None, True)
    watched.act(reference, "name_team", by="npm.np", leader="A. Leader", members="B. Doctor")
    watched.act(
        reference,
        "carry_out",
        by="npm.np",
        visited_on=today(watched).isoformat(),
        npm_access="full",
        npm_warned="no",
        interviewed=3,
    )
    watched.act(
        reference,
        "recommend",
        by="npm.np",
        rec_kind="conditions",
        rec_body="B-PENAL",
        rec_form="written",
        what="Light.",
    )
    seen = place(watched, "npm.np")
    assert seen is not None
    assert (seen.visited, seen.planned, seen.recommended, seen.outstanding) == (today(watched), False, 1, 1)
    assert seen.due == today(watched).replace(year=today(watched).year + 4)
    whole = watched.database.read(
        look_at_place, PLACE, pack=watched.pack, viewer=watched.officer("npm.np"), at=watched.clock()
    )
    assert whole is not None
    assert [(one.reference, one.day, one.outstanding) for one in whole.visits] == [(reference, today(watched), 1)]
    assert place(watched, "representative.39") is not None
    assert place(watched, "representative.39").visited is None  # type: ignore[union-attr]
    assert damages(watched) == []


def test_quarters_are_counted_in_the_zone_of_the_institution(watched: House) -> None:
    watched.file(track="detention", facility=PLACE)
    whole = watched.database.read(
        look_at_place, PLACE, pack=watched.pack, viewer=watched.officer("npm.np"), at=watched.clock()
    )
    assert whole is not None
    assert [one.complaints for one in whole.quarters] == [1, *[0] * 7]
    assert whole.quarters[0].first <= today(watched) <= whole.quarters[0].last
    assert whole.quarters[1].last + timedelta(days=1) == whole.quarters[0].first


def test_a_commitment_shows_the_systemic_issues_that_pursue_it_to_who_may_know_of_them(watched: House) -> None:
    reference = begin(watched, "systemic_issue", by=CLERK, track="detention")
    watched.act(reference, "take_up", by=CLERK, issue_origin="grave", question="Cold cells.")
    watched.act(reference, "confirm:take_up", by="supervisor.ho")
    watched.act(
        reference,
        "conclude",
        by=CLERK,
        amendment_kind="order",
        issue_body="B-MIA",
        commitment="C-SPT",
        causes="No beds.",
    )
    for by, seen in ((CLERK, [reference]), (OFFICER, [])):
        listed = watched.database.read(list_commitments, pack=watched.pack, viewer=watched.officer(by))
        (spt,) = [one for one in listed if one.code == "C-SPT"]
        assert [one.reference for one in spt.issues] == seen
        assert len(listed) == len(watched.pack.registers["commitments"])
