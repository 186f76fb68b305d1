"""Walks: one story a file, told by people at pages; on one kind of database, since every use case has tests on both.

Two stories in which most happens beside each other are marked `on_both`, and one is told in Kazakh.
"""

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.walks.people import Walk


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, unless a story is marked `on_both`."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def walk(house: House, settings: Settings) -> Walk:
    return Walk(house, settings)
