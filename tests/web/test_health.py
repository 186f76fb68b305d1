"""What a monitor may ask without a session: whether the house is at work, and nothing of what it holds."""

import pytest

from cases.settings import Settings
from cases.worker import work_once
from tests.builders import House
from tests.harness.handling import URGENT
from tests.web.desk_browser import open_browser


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_house_whose_alarms_do_not_ring_says_that_it_is_not_ready(house: House, settings: Settings) -> None:
    house.file(**URGENT)
    monitor = open_browser(house, settings).client
    told = []
    for minutes in (0, 40):
        house.clock.move(minutes=minutes)
        told.append(monitor.get("/health/ready"))
    work_once(house.database, house.pack, at=house.clock())
    told.append(monitor.get("/health/ready"))
    assert [(each.status_code, each.text) for each in told] == [(200, "ok"), (503, "alarms are late"), (200, "ok")]
