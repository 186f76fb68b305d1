"""Tasks, the calendar and notices by mail as a browser without scripts sees them."""

from datetime import datetime
from typing import Any

import pytest

from cases.database import Database
from cases.settings import Settings
from tests.builders import PASSPHRASE, House, found_house
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser

TASK: dict[str, Any] = {"title": "Call the school", "due__day": "24", "due__month": "11", "due__year": "2026"}


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    found = found_house(database, at=now)
    found.employ("second.39", "KZ-39", "caseworker")
    return found


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "caseworker.39")


def test_a_task_of_ones_own_is_written_put_off_and_done(browser: Browser) -> None:
    browser.get("/desk/tasks")
    browser.submit("/desk/tasks", **TASK)
    assert "The task is written down" in browser.text
    assert "Call the school" in browser.text
    browser.submit("/put-off", due__day="30", due__month="11", due__year="2026")
    assert "30.11.2026" in browser.text
    browser.submit("/done")
    assert "Nothing is written down." in browser.text


def test_what_is_wrong_with_a_task_stands_beside_its_field_and_nothing_typed_is_lost(browser: Browser) -> None:
    browser.get("/desk/tasks")
    browser.submit("/desk/tasks", **{**TASK, "due__day": "31", "note": "Ask for the register"})
    assert browser.page.status_code == 422
    assert "Enter a date that exists" in browser.text
    assert {"Call the school", "Ask for the register"} <= {
        *(each.get("value") for each in browser.tree.iter("input")),
        *(each.text for each in browser.tree.iter("textarea")),
    }


@on_both
def test_a_task_of_a_case_is_given_to_a_colleague_who_finds_it(
    browser: Browser, house: House, settings: Settings
) -> None:
    reference = house.file().reference
    browser.get(f"/desk/cases/{reference}/tasks")
    browser.submit(f"{reference}/tasks", owner=str(house.officer("second.39").id), **TASK)
    assert "The task is written down" in browser.text
    assert "Task written down" in browser.text
    other = open_browser(house, settings, "second.39")
    other.get("/desk/tasks")
    assert "Call the school" in other.text
    assert reference in other.text
    other.get("/desk/calendar")
    assert "Call the school" in other.text
    other.get(f"/desk/cases/{reference}")
    other.submit("/done")
    assert other.page.url.path == f"/en/desk/cases/{reference}"
    assert "Task done" in other.text


def test_a_tasks_words_survive_a_time_out(browser: Browser, house: House) -> None:
    reference = house.file().reference
    browser.get(f"/desk/cases/{reference}/tasks")
    house.clock.move(minutes=31)
    browser.submit(f"{reference}/tasks", **TASK)
    house.clock.move(minutes=1)
    browser.get("/desk/sign-in")
    browser.submit(
        "/desk/sign-in",
        username="caseworker.39",
        passphrase=PASSPHRASE,
        code=house.totp("caseworker.39"),
    )
    browser.get(f"/desk/cases/{reference}/tasks")
    assert "you wrote something here and did not send it" in browser.text
    browser.get(f"/desk/cases/{reference}/tasks?written=again")
    assert "Call the school" in {each.get("value") for each in browser.tree.iter("input")}


def test_the_calendars_address_is_shown_once_opens_to_anybody_and_can_be_taken_back(
    browser: Browser, house: House, settings: Settings
) -> None:
    browser.get("/desk/tasks")
    browser.submit("/desk/tasks", **TASK)
    browser.get("/desk/calendar")
    browser.submit("/desk/calendar/address")
    (address,) = (each.text or "" for each in browser.tree.iter("p") if each.get("id") == "feed-address")
    stranger = open_browser(house, settings)
    answer = stranger.client.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20261124" in answer.text
    assert "school" not in answer.text
    browser.get("/desk/calendar")
    assert address not in browser.page.text
    browser.submit("/desk/calendar/address/removal")
    assert stranger.client.get(address).status_code == 404


@pytest.mark.parametrize("first", ["", "2026-13-01", "9999-12-31", "0001-01-01", "yesterday", "2026-12-07"])
def test_a_calendar_opens_on_any_day_that_the_address_names_or_today(browser: Browser, first: str) -> None:
    browser.get(f"/desk/calendar?from={first}")
    assert browser.page.status_code == 200
    assert ("Today" in browser.text) == (first != "2026-12-07")


def test_an_officer_says_how_they_want_to_be_told(browser: Browser) -> None:
    browser.get("/desk/notices")
    browser.submit("/desk/notices", often="daily", address="nobody at home")
    assert browser.page.status_code == 422
    assert "Enter an e-mail address" in browser.text
    browser.submit("/desk/notices", often="daily", address="caseworker@omb.example")
    assert "Noted" in browser.text
    assert "caseworker@omb.example" not in browser.page.text
    assert [each.get("value") for each in browser.tree.iter("input") if "checked" in each.attrib] == ["daily"]
