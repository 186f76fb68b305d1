"""Who complained, from rows that nothing joins to a case: frozen with a quarter, and the same whatever is behind a wall."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import PublishedQuarter, Statistic
from cases.records.base import new_id
from cases.reports.periods import Period
from cases.statistics.freezing import freeze_quarters
from cases.statistics.people import COUNTRY, PEOPLE, People, read_people
from cases.statistics.published import read_published
from cases.statistics.quarters import read_quarter
from cases.viewer import Nobody, System, Viewer
from tests.builders import House, found_house
from tests.database.test_walls import raise_wall
from tests.harness.circles import signed_in
from tests.harness.handling import CHIEF
from tests.unit.reports.world import HEAD_OFFICE, INTEGRITY, officer

QUARTER = read_quarter("2026Q4")
YEAR = Period(QUARTER.period.first.replace(month=1, day=1), QUARTER.period.last)
KOSTANAY = officer("KZ-39", "representative")


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


def add_rows(session: Session, rows: dict[str, list[dict[str, Any]]], *, viewer: Viewer) -> None:
    session.add_all(
        Statistic(id=new_id(), quarter=QUARTER.name, unit=unit, track="work", facts=facts)
        for unit, several in rows.items()
        for facts in several
    )


def fill(house: House) -> None:
    """Sixty of Kostanay (thirty women, three of whom name their age and sex as grounds), and three smaller offices."""
    women = [{"sex": "female", "grounds": ["AGE"]}] * 27 + [{"sex": "female", "grounds": ["AGE", "SEX"]}] * 3
    rows: dict[str, list[dict[str, Any]]] = {
        "KZ-39": [*women, *[{"sex": "male"}] * 28, {"sex": "other"}, {}],
        "KZ-75": [{"sex": "female"}] * 6 + [{"sex": "male"}] * 14,
        "KZ-10": [{"sex": "female"}] * 12 + [{"sex": "male"}] * 9,
        "KZ-55": [{"sex": "female"}] * 10 + [{"sex": "male"}] * 10,
    }
    house.database.write(add_rows, rows, viewer=System())


def freeze(house: House) -> None:
    house.file(region="KZ-10")  # a house without a case has no quarter
    house.clock.move(days=90)
    house.database.write(freeze_quarters, pack=house.pack, viewer=System(), at=house.clock())


def people(house: House, viewer: Viewer, unit: str) -> dict[str, People]:
    found = house.database.read_across(read_people, YEAR, pack=house.pack, viewer=viewer)
    return {one.fact: one for one in found[unit]}


def kept(house: House) -> Any:
    def read(session: Session, *, viewer: Viewer) -> Any:
        return session.scalars(select(PublishedQuarter.figures)).one()[PEOPLE]

    return house.database.read(read, viewer=System())


def test_an_office_reads_its_own_large_answers_and_the_country_those_of_smaller_offices_together(house: House) -> None:
    fill(house)
    freeze(house)
    own = people(house, KOSTANAY, "KZ-39")
    assert (own["sex"].total, own["sex"].alone) == (60, {"male": 28}), "thirty women with whoever did not say"
    assert own["grounds"].alone == {"AGE": 30}, "not the three of two grounds"
    country = people(house, HEAD_OFFICE, COUNTRY)
    assert (country["sex"].total, country["sex"].alone) == (122, {"male": 28 + 33})
    small = people(house, HEAD_OFFICE, "KZ-75")["sex"]
    assert (small.total, small.alone, small.silent) == (0, {}, (QUARTER.name,))


def test_the_public_is_told_nothing_of_it_and_an_office_nothing_of_another(house: House) -> None:
    fill(house)
    freeze(house)
    (published,) = house.database.read(read_published, viewer=Nobody())
    assert PEOPLE not in published.figures
    assert set(house.database.read_across(read_people, YEAR, pack=house.pack, viewer=KOSTANAY)) == {"KZ-39"}


def test_what_is_behind_a_wall_is_in_no_offices_numbers_and_counts_for_the_integrity_unit_alone(house: House) -> None:
    """Both those about our own people and one that was walled off on its first day: as if they had never come."""
    fill(house)
    signed_in(house, CHIEF)
    receipt = house.file(region="KZ-39")
    house.file(about_us="our_staff", region="KZ-39")
    signed_in(house, "caseworker.39")
    raise_wall(house, receipt.reference, "caseworker.39")
    freeze(house)
    told = kept(house)
    kostanay = next(one for one in told["offices"]["sex"] if one["offices"] == ["KZ-39"])
    assert kostanay["total"] == 60
    (walled,) = told["walled"]["sex"]
    assert (walled["offices"], walled["total"]) == (["KZ-IN"], 2)
    assert people(house, INTEGRITY, "KZ-IN")["sex"].silent == (QUARTER.name,)
