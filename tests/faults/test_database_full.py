"""PostgreSQL's own disk is full: who sends is told to send again, and once there is room everything is there once."""

from collections.abc import Iterator
from datetime import datetime
from time import monotonic, sleep

import pytest

from cases.records import Case
from cases.settings import Settings
from tests.builders import House
from tests.harness.aftermath import check_aftermath
from tests.harness.callers import Caller
from tests.harness.crowds import Crowd, crowd, session_of
from tests.harness.handling import OFFICER, records
from tests.harness.postgres import Cluster
from tests.harness.serving import served
from tests.harness.small_disk import full, house_on_a_small_disk

PATIENCE_S = 120.0


@pytest.fixture
def apart(now: datetime) -> Iterator[tuple[House, Settings, Cluster]]:
    with house_on_a_small_disk(at=now) as (house, settings, cluster):
        yield house, settings, cluster


def test_a_server_without_room_costs_nobody_anything(apart: tuple[House, Settings, Cluster]) -> None:
    house, settings, cluster = apart
    with (
        served(house, settings) as address,
        Caller(address) as visitor,
        crowd(address, session_of(house, OFFICER)) as people,
    ):
        people.wait_for(pages=20)
        with full(cluster):
            wait_for_somebody_who_rests(people)
            assert visitor.get_once("/kk/").status == 200, "a page of words needs no room"
            assert visitor.get_once("/health/serving").status == 200, "what is there can be read"
        people.wait_for(pages=20)
    assert [each.bad for each in people.callers if each.bad] == []
    assert len(records(house, Case)) == len(people.known)
    check_aftermath(house, settings, people.known, officer=house.officer("supervisor.ho"))


def wait_for_somebody_who_rests(people: Crowd) -> None:
    """Until somebody was told to try again."""
    end = monotonic() + PATIENCE_S
    while not any(each.resting for each in people.callers):
        if monotonic() > end:
            raise TimeoutError
        sleep(0.01)  # they call in threads of their own
