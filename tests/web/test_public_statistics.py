"""The page of published figures, the table for programs, and what both leave out."""

from datetime import datetime

import httpx
import pytest

from cases.database import Database
from cases.settings import Settings
from tests.builders import House, found_house
from tests.database.test_statistics import file_many, freeze
from tests.web.desk_browser import Browser, open_browser


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_the_file_and_the_api_say_the_same(house: House, settings: Settings, language: str) -> None:
    browser: Browser = open_browser(house, settings, language=language)
    assert browser.get("/statistics").status_code == 200
    file_many(house)
    house.clock.move(days=90)
    freeze(house)
    browser.get("/statistics/2026Q4")
    assert browser.page.text.count(">11<") == 1, "of all offices together, and no name of an office with it"
    assert not any(f">{small}<" in browser.page.text for small in (2, 3, 6))
    lines = browser.client.get(f"/{language}/statistics/2026Q4/csv").content.decode("utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == ("quarter,figure,cells,count", 2)
    assert lines[1].endswith(",11")
    (quarter,) = browser.client.get("/api/v1/statistics").json()
    assert [group["count"] for group in quarter["figures"]["received"]] == [11]


def test_a_quarter_that_is_not_published_is_not_there(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings)
    for path in ("/statistics/2026Q4", "/statistics/nonsense", "/statistics/2026Q4/csv"):
        response: httpx.Response = browser.client.get(f"/kk{path}")
        assert response.status_code == 404
