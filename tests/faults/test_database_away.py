"""PostgreSQL dies and comes back while people file and act: a clear page meanwhile, and who presses again is served."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from cases.records import Case
from cases.settings import Settings
from tests.benchmarks.houses import house_apart
from tests.builders import House
from tests.harness.aftermath import check_aftermath
from tests.harness.callers import Caller, words_of
from tests.harness.crowds import crowd, session_of
from tests.harness.handling import OFFICER, records
from tests.harness.postgres import Cluster
from tests.harness.serving import served

DEATHS = 3


@pytest.fixture
def apart(now: datetime) -> Iterator[tuple[House, Settings, Cluster]]:
    """A house on a server of its own, which keeps what it has committed."""
    with house_apart(at=now) as (house, settings, cluster):
        yield house, settings, cluster


def test_a_server_that_dies_and_comes_back_costs_nobody_anything(apart: tuple[House, Settings, Cluster]) -> None:
    house, settings, cluster = apart
    with (
        served(house, settings) as address,
        Caller(address) as visitor,
        crowd(address, session_of(house, OFFICER)) as people,
    ):
        for _ in range(DEATHS):
            people.wait_for(pages=20)
            cluster.crash()
            told = visitor.get_once("/en/desk", {"cookie": f"arasha={people.session}"})
            assert told.status == 503, words_of(told.text)
            assert "Wait a minute" in words_of(told.text)
            assert visitor.get("/kk/").status == 200, "a page of words needs no database"
            assert visitor.get_once("/health/serving").status == 503
            cluster.start_again()
            assert visitor.get("/health/serving").status == 200
    assert sum(each.resting for each in people.callers) > 0
    assert [each.bad for each in people.callers if each.bad] == []
    assert len(records(house, Case)) == len(people.known)
    check_aftermath(house, settings, people.known, officer=house.officer("supervisor.ho"))
