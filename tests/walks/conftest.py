"""Walks: one story a file, told by people at pages; on one kind of database, since every use case has tests on both."""

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.walks.people import Walk


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def walk(house: House, settings: Settings) -> Walk:
    return Walk(house, settings)
