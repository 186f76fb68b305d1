"""The queue as a browser without scripts sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from cases import casefile
from cases.database import Database
from cases.settings import Settings
from cases.worklist import assigning
from cases.worklist import listing as worklist
from tests.builders import PASSPHRASE, House, found_house
from tests.harness.handling import SERVED, TO_DECISION, walk
from tests.harness.kinds import on_both
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
    assert chosen == ["environment", "queue", "work"]
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
    "handler_id=٣",
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
    keys = {each.text for each in browser.tree.iter("kbd")}
    assert not [word for word in words.split() if word.isascii() and word.isalpha() and word not in keys]


def tick(browser: Browser, *references: str) -> dict[str, Any]:
    """What the boxes of these rows would send."""
    values = [each.get("value", "") for each in browser.tree.iter("input") if each.get("name") == "row"]
    return {"row": [value for value in values if value.partition("~")[0] in references]}


@on_both
def test_several_cases_are_given_at_once_and_each_row_says_what_came_of_it(house: House, settings: Settings) -> None:
    fine, changed, hers = (house.file().reference for _ in range(3))
    second = house.officer("second.39")
    house.database.write(assigning.take, hers, viewer=second, at=house.clock())
    browser = open_browser(house, settings, "representative.39")
    browser.get("/desk?tab=unit")
    rows = tick(browser, fine, changed, hers)
    house.act(changed, "note", by="caseworker.39", text="Somebody works on it meanwhile.")
    browser.submit("/desk/bulk", do="give", **rows)
    browser.submit("/desk/bulk/give", **rows)
    assert browser.page.status_code == 422
    assert "Choose one answer" in browser.text
    browser.submit("/desk/bulk/give", officer=str(second.id), **rows)
    assert "2 of 3 done" in browser.text
    for words in ("Was so already", "Not done: the case has changed since you saw it"):
        assert browser.text.count(words) == 1
    browser.get("/desk?tab=unit")
    assert browser.text.count("Second.39") >= 2


def test_an_act_on_several_cases_asks_once_and_tells_each(browser: Browser, house: House) -> None:
    new, registered = house.file().reference, house.file().reference
    house.act(registered, "register", by="caseworker.39")
    browser.get("/desk?tab=unit")
    rows = tick(browser, new, registered)
    browser.submit("/desk/bulk", do="act", **rows)
    assert "possible in 1 case" in browser.text
    browser.submit("/desk/bulk/acts/note", **rows)
    assert browser.page.status_code == 422
    browser.submit("/desk/bulk/acts/note", text="The ministry was called about all of them.", **rows)
    assert "2 of 2 done" in browser.text
    browser.get("/desk?tab=unit")
    rows = tick(browser, new, registered)
    browser.submit("/desk/bulk", do="act", **rows)
    browser.submit("/desk/bulk/acts/register", **rows)
    assert "1 of 2 done" in browser.text
    browser.get(f"/desk/cases/{registered}")
    assert "The ministry was called about all of them." in browser.text


def test_all_of_a_list_is_given_without_a_tick(house: House, settings: Settings) -> None:
    for _ in range(3):
        house.file()
    browser = open_browser(house, settings, "representative.39")
    browser.get("/desk?tab=unassigned")
    browser.submit("/desk/bulk", do="give", everything="yes")
    (officer,) = [each.get("value") for each in browser.tree.iter("input") if each.get("name") == "officer"][-1:]
    rows: dict[str, Any] = {
        "row": [each.get("value") for each in browser.tree.iter("input") if each.get("name") == "row"]
    }
    browser.submit("/desk/bulk/give", officer=officer, **rows)
    assert "3 of 3 done" in browser.text


def test_who_does_not_lead_gives_nothing_and_takes_what_is_free(browser: Browser, house: House) -> None:
    free = house.file().reference
    browser.get("/desk?tab=unit")
    rows = tick(browser, free)
    browser.submit("/desk/bulk", do="take", **rows)
    assert "1 of 1 done" in browser.text
    browser.get("/desk?tab=unit")
    token = browser.form("/desk/bulk").find(".//input[@name='csrf']")
    assert token is not None
    browser.post("/en/desk/bulk/give", {"csrf": token.get("value"), **rows, "officer": "1"})
    assert browser.page.status_code == 403


@pytest.mark.parametrize("row", ["", "x", "2026-000000-4", "2026-481516-3~99999999999", "' or 1=1"])
def test_a_row_that_is_none_is_left_out_or_told(browser: Browser, house: House, row: str) -> None:
    house.file()
    browser.get("/desk?tab=unit")
    browser.submit("/desk/bulk", do="take", row=row)
    assert browser.page.status_code == 200
    assert "Tick at least one case" in browser.text or "there is no such case for you" in browser.text


def test_a_view_is_kept_for_oneself_or_for_the_unit_and_called_by_what_it_shows(
    browser: Browser, house: House, settings: Settings
) -> None:
    smoke = house.file(track="environment").reference
    browser.get("/desk?tab=unit&track=environment&sort=newest&columns=lead")
    browser.submit("/desk/views", whose="own")
    browser.submit("/desk/views", whose="own")
    name = "All open · Air, water, land or noise · Newest first · Columns for leading"
    (link,) = [each for each in browser.tree.iter("a") if (each.text or "") == name]
    browser.read(browser.client.get(link.get("href") or ""))
    assert smoke in browser.text
    assert "Complainant last heard" in browser.text
    chief = open_browser(house, settings, "representative.39")
    assert name not in chief.text
    chief.get("/desk?tab=late")
    chief.submit("/desk/views", whose="unit")
    browser.get("/desk")
    assert "of the unit" in browser.text
    assert browser.form("/removal") is not None
    browser.submit("/removal")
    assert name not in browser.text


def test_the_start_page_tells_what_happened_since_one_left_and_the_queue_alone_does_not(
    browser: Browser, house: House
) -> None:
    browser.get("/desk")
    assert "Today at your desk" in browser.text
    house.clock.move(hours=15)
    house.file()
    house.clock.move(hours=1)
    browser.get("/desk/sign-in")
    browser.submit("/desk/sign-in", username="caseworker.39", passphrase=PASSPHRASE, code=house.totp("caseworker.39"))
    browser.get("/desk")
    assert "Since you left (" in browser.text
    assert "1 new case" in browser.text
    browser.get("/desk?tab=mine")
    assert "Since you left" not in browser.text


def test_a_page_that_is_loaded_again_says_what_changed_and_an_open_one_can_ask(browser: Browser, house: House) -> None:
    reference = house.file().reference
    browser.get("/desk?tab=unit")
    (again,) = [each.get("href") or "" for each in browser.tree.iter("a") if each.text == "Load again"]
    (badge,) = [each.get("data-news") or "" for each in browser.tree.iter("p") if each.get("id") == "news"]
    house.clock.move(minutes=5)
    browser.client.get("/en/desk?tab=unit")
    assert browser.client.get(badge).text == ""
    house.act(reference, "register", by="second.39")
    assert browser.client.get(badge).text == "Something new in 1 case since this page came"
    browser.read(browser.client.get(again))
    assert "Something new in 1 case since this page came" in browser.text


@on_both
def test_every_order_shows_the_same_cases_page_by_page(
    browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "PAGE", 2)
    filed = []
    for _ in range(5):
        filed.append(house.file().reference)
        house.clock.move(seconds=60)
    for sort, wanted in (("oldest", filed), ("newest", filed[::-1])):
        browser.get(f"/desk?tab=unit&sort={sort}")
        seen = []
        while True:
            seen += [each.get("value", "")[:13] for each in browser.tree.iter("input") if each.get("name") == "row"]
            onward = [each.get("href") for each in browser.tree.iter("a") if each.get("rel") == "next"]
            if not onward:
                break
            browser.read(browser.client.get(str(onward[0])))
        assert seen == wanted


@on_both
def test_silence_and_overdue_remedies_have_parts_of_their_own(browser: Browser, house: House) -> None:
    quiet, remedy = house.file().reference, house.file().reference
    walk(house, remedy, (*TO_DECISION, *SERVED))
    browser.get("/desk?tab=silent")
    assert quiet not in browser.text
    house.clock.move(days=25)
    fresh = open_browser(house, browser.client.app.state.settings, "caseworker.39")
    fresh.get("/desk?tab=silent")
    assert quiet in fresh.text
    fresh.get("/desk?tab=remedies")
    assert remedy in fresh.text
    assert quiet not in fresh.text
