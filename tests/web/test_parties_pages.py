"""Parties of a case as a browser without scripts enters and changes them."""

from datetime import datetime

import pytest

from cases.database import Database
from cases.settings import Settings
from tests.builders import House, found_house
from tests.web.desk_browser import Browser, open_browser


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


def test_a_witness_is_entered_becomes_a_representative_and_is_let_go(house: House, settings: Settings) -> None:
    browser: Browser = open_browser(house, settings, "caseworker.39")
    reference = house.file().reference
    browser.get(f"/desk/cases/{reference}/parties")
    browser.submit(f"{reference}/parties", name="Zhuldyz Omarova", contact="Through her sister")
    assert browser.page.status_code == 422
    assert "Zhuldyz Omarova" in {each.get("value") for each in browser.tree.iter("input")}
    browser.submit(f"{reference}/parties", name="Zhuldyz Omarova", contact="Through her sister", roles=["witness"])
    assert "The party is entered" in browser.text
    assert "Zhuldyz Omarova" in browser.text
    assert "Through her sister" in browser.text
    browser.get(f"/desk/cases/{reference}/parties/1")
    stale = browser.tree
    browser.get(f"/desk/cases/{reference}/parties/1")
    browser.submit(f"{reference}/parties/1", name="Zhuldyz Omarova", roles=["witness", "representative"])
    assert "The party is changed" in browser.text
    assert "Representative or lawyer" in browser.text
    browser.tree = stale
    browser.submit(f"{reference}/parties/1", name="Zhuldyz Omarova", note="Written on an old page")
    assert browser.page.status_code == 409
    assert "A colleague changed this party meanwhile" in browser.text
    assert "Written on an old page" in {each.text for each in browser.tree.iter("textarea")}
    browser.get(f"/desk/cases/{reference}/parties/7")
    assert browser.page.url.path == f"/en/desk/cases/{reference}"
