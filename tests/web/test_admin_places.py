"""The administration's door: who finds its sections, and who finds it closed."""

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.web.desk_browser import open_browser
from web.admin.places import PLACES


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_administrator_finds_every_section_and_every_section_opens(
    house: House, settings: Settings, language: str
) -> None:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    browser = open_browser(house, settings, "keeper.ho", language=language)
    assert browser.page.url.path == f"/{language}/admin"
    for place in PLACES:
        assert any(each.get("href") == f"/{language}{place.path}" for each in browser.tree.iter("a"))
    for place in PLACES:
        browser.get(place.path)
        assert (browser.page.status_code, browser.page.url.path) == (200, f"/{language}{place.path}")


@pytest.mark.parametrize("username", ["caseworker.39", "auditor.ho"])
def test_who_does_not_run_the_house_finds_the_administration_closed_and_no_link_to_it(
    house: House, settings: Settings, username: str
) -> None:
    browser = open_browser(house, settings, username)
    assert not any((each.get("href") or "").endswith("/admin") for each in browser.tree.iter("a"))
    browser.get("/admin")
    assert browser.page.status_code == 403
