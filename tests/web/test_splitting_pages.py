"""Dividing a complaint by its page: shown first, then done as shown, and told by both journals."""

from datetime import datetime
from typing import Any

import pytest

from cases.circle import walls
from cases.database import Database
from cases.records import Case
from cases.settings import Settings
from tests.builders import House, found_house
from tests.harness.circles import signed_in
from tests.harness.handling import CHIEF, OFFICER, damages, journal_of, records
from tests.web.desk_browser import Browser, open_browser

PART = {"title": "Schools", "track": "other", "region": "KZ-75"}


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.fixture
def reference(house: House) -> str:
    return house.file(story="Школа и завод.").reference


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, OFFICER)


def look(browser: Browser, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}/split")
    typed: dict[str, Any] = dict(PART)
    browser.submit("/split", **typed)


def children(house: House, reference: str) -> list[str]:
    return [case.reference for case in records(house, Case) if case.reference != reference]


def test_the_page_says_who_newly_reads_and_both_journals_tell_the_division(
    browser: Browser, house: House, reference: str
) -> None:
    browser.get(f"/desk/cases/{reference}")
    assert f"/en/desk/cases/{reference}/split" in browser.page.text
    look(browser, reference)
    assert browser.page.status_code == 200
    assert "It is handled by: Almaty." in browser.text
    assert "Caseworker.75" in browser.text.partition("Who newly reads")[2]
    assert children(house, reference) == []
    browser.submit("/split")
    (child,) = children(house, reference)
    assert browser.page.url.path == f"/en/desk/cases/{child}"
    assert "Школа и завод." in browser.text
    assert [entry.act for entry in journal_of(house, reference)][-1] == "split"
    assert journal_of(house, child)[0].body["split_from"] == reference
    assert damages(house) == []


def test_what_was_not_shown_is_shown_before_it_is_done(browser: Browser, house: House, reference: str) -> None:
    look(browser, reference)
    house.employ("newcomer.75", "KZ-75", "caseworker")
    browser.submit("/split")
    assert "Something changed since you looked" in browser.text
    assert "Newcomer.75" in browser.text
    assert children(house, reference) == []
    browser.submit("/split", without="title")
    assert browser.page.status_code == 422
    assert children(house, reference) == []


def test_nobody_lets_in_by_dividing_who_is_kept_out(house: House, settings: Settings, reference: str) -> None:
    walls.raise_wall(
        house.database, reference, [house.officer("caseworker.ho").id], "His sister.", handling="same", version=None,
        key="a wall", pack=house.pack, viewer=signed_in(house, CHIEF), at=house.clock(),
    )  # fmt: skip
    browser = open_browser(house, settings, OFFICER)
    look(browser, reference)
    assert browser.page.status_code == 409
    assert "must be kept out" in browser.text
    assert browser.form("/split").find(".//input[@name='title']") is not None
    assert children(house, reference) == []
