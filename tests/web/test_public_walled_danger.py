"""What somebody in danger is told before they complain about our own people: the walled route answers, not the roster."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from cases.database import Database
from cases.settings import Settings
from tests.builders import ORDINARY, House, found_house, kazakhstan
from tests.harness.duty import LADDER, put_on_duty, staff_desk
from tests.web.public_visitor import URGENT, Visitor, arrive

ABOUT_US: Mapping[str, Any] = {
    **ORDINARY, "track": ["detention"], "danger_24h": ["unsure"], "urgent_signs": ["suicide"], "about_us": ["our_staff"],
}  # fmt: skip


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now, staffed=False)


def warned(visitor: Visitor) -> bool:
    """Whether the check page, read anew, says that nobody is on duty now."""
    visitor.get(visitor.page.url.path)
    return kazakhstan().duty.uncovered["en"] in visitor.text


def test_the_roster_answers_for_what_the_desk_reads_and_the_unit_behind_the_wall_for_its_own(
    house: House, settings: Settings
) -> None:
    about_us, plain = arrive(house, settings), arrive(house, settings)
    about_us.walk(ABOUT_US)
    plain.walk(URGENT)
    assert warned(about_us), "nobody works behind the wall yet"
    house.employ("clerk.in", "KZ-IN", "caseworker")
    assert warned(about_us), "who does not decide is not rung"
    house.employ("integrity.in", "KZ-IN", "integrity")
    assert not warned(about_us)
    assert warned(plain), "the roster is empty"
    staff_desk(house)
    house.employ(LADDER["second"], "KZ-75", "caseworker")
    house.employ(LADDER["deputy"], "KZ-HO", "supervisor")
    put_on_duty(house)
    assert not warned(plain)
