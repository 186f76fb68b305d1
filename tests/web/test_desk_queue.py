"""The queue as a browser without scripts sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from cases import casefile
from cases.database import Database
from cases.settings import Settings
from cases.worklist import listing as worklist
from tests.builders import House, found_house
from tests.web.desk_browser import Browser, open_browser

MOST_STATEMENTS = 8


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    found = found_house(database, at=now)
    found.employ("second.39", "KZ-39", "caseworker")
    found.employ("intake.39", "KZ-39", "intake")
    return found


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "caseworker.39")


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """What is asked of the database, transaction brackets left out."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def test_a_new_complaint_waits_for_somebody_to_take_it(browser: Browser, house: House) -> None:
    reference = house.file().reference
    browser.get("/desk?tab=unassigned")
    assert reference in browser.text
    browser.submit(f"{reference}/take")
    assert browser.page.url.path == "/en/desk"
    assert f"{reference} is yours now" in browser.text
    browser.get("/desk?tab=mine")
    assert reference in browser.text
    assert "Caseworker.39" in browser.text


def test_taking_what_a_colleague_took_first_says_so_and_changes_nothing(
    browser: Browser, house: House, settings: Settings
) -> None:
    reference = house.file().reference
    other = open_browser(house, settings, "second.39")
    browser.get("/desk?tab=unassigned")
    other.get("/desk?tab=unassigned")
    other.submit(f"{reference}/take")
    browser.submit(f"{reference}/take")
    assert browser.page.status_code == 409
    assert "Somebody else was quicker" in browser.text
    browser.get("/desk?tab=unit")
    assert "Second.39" in browser.text


def test_the_row_tells_what_a_caseworker_needs_to_choose(browser: Browser, house: House) -> None:
    reference = house.file(danger_24h="yes", track="environment").reference
    officer = house.officer("caseworker.39")
    house.database.write(casefile.rename, reference, "Smoke by the school", viewer=officer, at=house.clock())
    browser.get("/desk?tab=unit")
    for words in (reference, "Smoke by the school", "Urgent 1", "Not opened", "Kostanay", "23.11.2026", "left", "Us"):
        assert words in browser.text


def test_a_representative_sees_what_waits_for_them(house: House, settings: Settings) -> None:
    reference = house.file().reference
    for name in ("register", "triage", "check_admissibility"):
        house.act(reference, name, by="caseworker.39")
    ground = next(iter(house.pack.taxonomies["inadmissibility"].labels))
    house.act(reference, "reject", by="caseworker.39", ground=ground, reason="Because")
    browser = open_browser(house, settings, "representative.39")
    assert "Needs me 1" in browser.text
    assert "Confirm: Do not admit" in browser.text
    assert "Caseworker.39" in browser.text


def test_filters_stay_chosen_and_can_be_cleared(browser: Browser, house: House) -> None:
    harassment = house.file(track="harassment").reference
    smoke = house.file(track="environment").reference
    browser.get("/desk?tab=unit&track=environment")
    assert smoke in browser.text
    assert harassment not in browser.text
    chosen = [each.get("value") for each in browser.tree.iter("option") if "selected" in each.attrib]
    assert chosen == ["environment"]
    browser.get("/desk?tab=unit&track=business")
    assert "No case fits these filters." in browser.text


NONSENSE = (
    "tab=nonsense",
    "tab=unit&track=%00",
    "tab=unit&urgency=9",
    "tab=unit&urgency=٣",
    "tab=unit&stage=' or 1=1",
    "after=x.y.z",
    "tab=unit&after=1.1.1.2026-481516-3",
    "taken=<b>",
    "tab=unit&tab=mine",
    "unknown=1",
    "facility=x",
    "%ff=%ff",
    "after=" + "9" * 3000,
)


@pytest.mark.parametrize("query", NONSENSE)
def test_an_address_with_nonsense_in_it_still_shows_the_queue(browser: Browser, query: str) -> None:
    browser.get(f"/desk?{query}")
    assert browser.page.status_code == 200
    assert "<b>" not in browser.page.text


def test_pages_lead_on_and_back_to_the_first(browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 2)
    filed = {house.file().reference for _ in range(3)}
    browser.get("/desk?tab=unit")
    first = {reference for reference in filed if reference in browser.text}
    (onward,) = [each.get("href") for each in browser.tree.iter("a") if each.get("rel") == "next"]
    browser.read(browser.client.get(str(onward)))
    second = {reference for reference in filed if reference in browser.text}
    assert (len(first), len(second), first | second) == (2, 1, filed)
    assert any(each.get("rel") == "prev" for each in browser.tree.iter("a"))


def test_a_page_asks_the_database_as_little_for_many_cases_as_for_one(browser: Browser, house: House) -> None:
    house.file()
    browser.get("/desk?tab=unit")
    with counted_queries() as few:
        browser.get("/desk?tab=unit")
    for _ in range(9):
        house.file()
    with counted_queries() as many:
        browser.get("/desk?tab=unit")
    assert len(few) == len(many) <= MOST_STATEMENTS


def test_intake_begins_with_what_nobody_has(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "intake.39")
    (here,) = [
        each
        for each in browser.tree.iter("a")
        if each.get("aria-current") == "page" and "tab=" in (each.get("href") or "")
    ]
    assert "tab=unassigned" in (here.get("href") or "")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_queue_is_all_in_the_officers_language(house: House, settings: Settings, language: str) -> None:
    house.file(danger_24h="yes")
    browser = open_browser(house, settings, "representative.39", language=language)
    browser.get("/desk?tab=unit")
    words = browser.text.replace("English", "").replace("Representative.39", "")
    assert not [word for word in words.split() if word.isascii() and word.isalpha()]
