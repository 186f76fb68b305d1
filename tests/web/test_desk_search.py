"""The search page and the proposals on a case's page, as a browser without scripts sees them."""

from datetime import datetime

import pytest

from cases.database import Database
from cases.settings import Settings
from tests.builders import House, found_house
from tests.harness.handling import TO_ADMISSIBILITY, open_file, walk
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser

SECRET = "бухгалтерия"


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "caseworker.39")


def test_what_is_looked_for_stands_in_no_address_and_is_found_from_the_queue(house: House, browser: Browser) -> None:
    reference = house.file(story="В бухгалтерии смеялись").reference
    open_file(house, reference)
    browser.get("/desk")
    page = browser.submit("/desk/search", q=SECRET)
    assert page.status_code == 200
    assert page.request.method == "POST"
    assert page.url.query == b""
    assert reference in browser.text
    assert "no-store" in page.headers["cache-control"]
    browser.submit("/desk/search", q="больница")
    assert "Nothing found among the cases that you may open" in browser.text


@pytest.mark.parametrize(
    ("typed", "said"), [("  ", "Write a number"), ("и не", "nearly every case"), ("=", "Write a whole word")]
)
def test_a_question_that_asks_nothing_is_answered_beside_the_box(browser: Browser, typed: str, said: str) -> None:
    browser.get("/desk/search")
    assert browser.submit("/desk/search", q=typed).status_code == 422
    assert said in browser.text
    assert browser.tree.find(".//input[@id='q']").get("value", "") == typed.strip()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "typed", ["х" * 5000, "%_'\"; drop table cases", "2026-999999-9", "99.99.9999", "\u202e+" * 90]
)
def test_whatever_is_typed_is_no_error(browser: Browser, typed: str) -> None:
    browser.get("/desk/search")
    assert browser.submit("/desk/search", q=typed, after="2026-000000-4").status_code in {200, 422}


@on_both
def test_a_case_like_this_one_is_proposed_joined_from_its_form_or_told_apart(house: House, browser: Browser) -> None:
    first, second = house.file().reference, house.file().reference
    for reference in (first, second):
        walk(house, reference, TO_ADMISSIBILITY)
    browser.get(f"/desk/cases/{second}")
    assert "The same region and matter" in browser.text
    browser.get(f"/desk/cases/{second}/proceedings/1/join?case={first}")
    joining = browser.form("/proceedings/1/join")
    assert first in [each.get("value") for each in joining.iter("input")]
    browser.submit("/apart")
    assert "The same region and matter" not in browser.text
    assert "Another case was compared" in browser.text
