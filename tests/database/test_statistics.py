"""Figures for the public: counted once, some weeks after a quarter, without the walled, and never again."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Case, Measure
from cases.statistics.freezing import freeze_quarters, offices_of
from cases.statistics.published import as_table, read_published
from cases.viewer import Nobody, System, Viewer
from cases.worker import rounds
from tests.builders import House, found_house


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


def file_many(house: House) -> None:
    """Six cases of one office and subject, two of another subject there, three elsewhere, six about our own people."""
    kinds: tuple[tuple[int, dict[str, Any]], ...] = (
        (6, {}),
        (2, {"track": "environment"}),
        (3, {"region": "KZ-75"}),
        (6, {"about_us": "our_staff"}),
    )
    for number, changed in kinds:
        for _ in range(number):
            house.file(**changed)


def freeze(house: House) -> int:
    return house.database.write(freeze_quarters, pack=house.pack, viewer=System(), at=house.clock())


def test_a_quarter_is_published_once_it_is_over_for_long_enough_and_stays_as_it_was(house: House) -> None:
    file_many(house)
    house.clock.move(days=60)
    assert freeze(house) == 0
    house.clock.move(days=10)
    rounds.work_once(house.database, house.pack, at=house.clock())
    (frozen,) = house.database.read(read_published, viewer=Nobody())
    assert frozen.quarter.name == "2026Q4"
    counted = Counter({group.count: len(group.cells) for group in frozen.figures["received"]})
    assert list(counted) == [11], "six, two and three together: without the walled, and none of them alone"
    assert frozen.figures["decided"] == ()
    file_many(house)
    house.clock.move(days=1)
    assert freeze(house) == 0
    assert house.database.read(read_published, viewer=Nobody()) == [frozen]


def test_every_quarter_that_is_over_is_published_also_one_without_a_case(house: House) -> None:
    file_many(house)
    house.clock.move(days=240)
    assert freeze(house) == 2
    assert [one.quarter.name for one in house.database.read(read_published, viewer=Nobody())] == ["2027Q1", "2026Q4"]


def test_the_table_holds_sums_of_groups_and_nothing_else(house: House) -> None:
    file_many(house)
    for _ in range(5):
        house.file(region="KZ-75")
    house.clock.move(days=90)
    freeze(house)
    (frozen,) = house.database.read(read_published, viewer=Nobody())
    groups = frozen.figures["received"]
    table = as_table(groups, offices_of(house.pack))
    told = {number for row in table.rows.values() for number in (*row.alone.values(), row.together, row.total)}
    assert told | {table.others} <= {None, *(group.count for group in groups)}
    assert table.total == 16


def test_what_complainants_say_is_told_for_the_country_in_one_table_without_small_cells(house: House) -> None:
    """Of eleven who answered, seven said the same; four others are told only with them."""
    first, second = ("fair", "content"), ("unfair", "not_content")
    for number in range(11):
        receipt = house.file(region=("KZ-39", "KZ-75")[number % 2])
        set_answers(house, receipt.reference, first if number < 7 else second)
    walled = house.file(about_us="our_staff")
    set_answers(house, walled.reference, second)
    house.clock.move(days=90)
    freeze(house)
    (frozen,) = house.database.read(read_published, viewer=Nobody())
    (group,) = frozen.figures["felt"]
    assert (group.count, first in group.cells, second in group.cells) == (11, True, True)


def set_answers(house: House, reference: str, felt: tuple[str, str]) -> None:
    """As if the case had ended today and the complainant had said how it went."""

    def write(session: Session, *, viewer: Viewer) -> None:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        fairness, outcome = felt
        today = {"answered": house.clock().date(), "fairness_felt": fairness, "outcome_felt": outcome}
        session.execute(update(Measure).where(Measure.case_id == case.id).values(today))

    house.database.write(write, viewer=System())
