"""The staff door as a browser meets it: one form, nothing said about which part was wrong, only own pages after it."""

from datetime import datetime
from typing import Any

import pytest

from cases.database import Database
from cases.settings import Settings
from cases.vault.totp import code_at
from tests.builders import PASSPHRASE, House, found_house
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser
from web.desk.doors import own_path


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    found = found_house(database, at=now)
    found.employ("admin.ho", "KZ-HO", "administrator")
    found.employ("commissioner.ho", "KZ-HO", "commissioner")
    found.employ("npm.np", "KZ-NP", "npm")
    return found


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings)


def sign_in(browser: Browser, house: House, **typed: Any) -> None:
    right = {"username": "caseworker.39", "passphrase": PASSPHRASE, "code": house.totp("caseworker.39")}
    browser.submit("/desk/sign-in", **{**right, **typed})


@on_both
def test_three_right_answers_open_the_queue(browser: Browser, house: House) -> None:
    browser.get("/desk/sign-in")
    sign_in(browser, house)
    assert browser.page.url.path == "/en/desk"
    assert "Caseworker.39" in browser.text


@pytest.mark.parametrize(
    "wrong",
    [{"passphrase": "another five words altogether"}, {"code": "000000"}, {"username": "nobody.39"}, {"username": ""}],
)
def test_a_wrong_answer_is_told_in_the_same_words_whichever_it_was(
    browser: Browser, house: House, wrong: dict[str, str]
) -> None:
    browser.get("/desk/sign-in")
    sign_in(browser, house, **wrong)
    assert browser.page.status_code == 422
    assert browser.title.startswith("Error: ")
    assert "The user name, passphrase or code is wrong." in browser.text
    assert browser.client.cookies.get("arasha") is None


def test_of_what_was_typed_wrong_only_the_name_comes_back(browser: Browser, house: House) -> None:
    browser.get("/desk/sign-in")
    sign_in(browser, house, passphrase="another five words altogether", code="123456")
    assert "caseworker.39" in browser.page.text
    assert "another five words" not in browser.page.text
    assert "123456" not in browser.page.text


def test_a_name_rests_after_ten_wrong_tries_and_says_until_when_only_to_who_knows_all_three(
    browser: Browser, house: House
) -> None:
    browser.get("/desk/sign-in")
    for _ in range(10):
        sign_in(browser, house, passphrase="another five words altogether")
    assert "is wrong" in browser.text
    sign_in(browser, house)
    assert "This name can sign in again after 23.11.2026, 09:45" in browser.text
    house.clock.move(minutes=16)
    sign_in(browser, house)
    assert browser.page.url.path == "/en/desk"


def test_a_code_works_once(browser: Browser, house: House, settings: Settings) -> None:
    browser.get("/desk/sign-in")
    sign_in(browser, house)
    again = open_browser(house, settings)
    again.get("/desk/sign-in")
    sign_in(again, house, code=code_at(house.totp_secrets["caseworker.39"], house.clock()))
    assert "is wrong" in again.text


def test_a_page_asked_for_before_signing_in_is_shown_after_it(browser: Browser, house: House) -> None:
    reference = house.file().reference
    browser.get(f"/desk/cases/{reference}")
    assert browser.page.url.path == "/en/desk/sign-in"
    sign_in(browser, house)
    assert browser.page.url.path == f"/en/desk/cases/{reference}"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.test/desk",
        "//evil.test/desk",
        "/\\evil.test",
        "/desk/../../x",
        "javascript:alert(1)",
        "/desk\r\nX: y",
        "/kk//evil",
    ],
)
def test_no_address_leads_out_of_the_house(browser: Browser, house: House, elsewhere: str) -> None:
    browser.client.get("/en/desk/sign-in", params={"next": elsewhere})
    browser.read(browser.client.get("/en/desk/sign-in", params={"next": elsewhere}))
    sign_in(browser, house)
    assert str(browser.page.url) == "http://desk.test/en/desk"


def test_the_query_of_an_own_page_is_kept() -> None:
    assert own_path("/ru/desk?tab=late&track=detention") == ("/desk", {"tab": "late", "track": "detention"})
    assert own_path("/desk/cases/2026-481516-3") == ("/desk/cases/2026-481516-3", {})


def test_a_forged_sign_in_form_is_refused(browser: Browser, house: House) -> None:
    browser.get("/desk/sign-in")
    sign_in(browser, house, csrf="x" * 64)
    assert browser.page.status_code == 403
    assert browser.client.cookies.get("arasha") is None


def test_signing_out_ends_the_session_and_not_only_the_cookie(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "caseworker.39")
    cookie = browser.client.cookies["arasha"]
    browser.submit("/desk/sign-out")
    assert browser.page.url.path == "/en/desk/sign-in"
    browser.client.cookies.set("arasha", cookie)
    browser.get("/desk", follow=False)
    assert browser.page.status_code == 303


def test_half_an_hour_away_asks_to_sign_in_again(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "caseworker.39")
    house.clock.move(minutes=31)
    browser.get("/desk")
    assert browser.page.url.path == "/en/desk/sign-in"


DOORS = {
    "caseworker.39": "/en/desk",
    "representative.39": "/en/desk",
    "supervisor.ho": "/en/desk",
    "commissioner.ho": "/en/desk",
    "npm.np": "/en/desk",
    "integrity.in": "/en/desk",
    "admin.ho": "/en/admin",
}


@pytest.mark.parametrize(("who", "begins"), DOORS.items())
def test_each_role_begins_where_it_has_something_to_do(house: House, settings: Settings, who: str, begins: str) -> None:
    browser = open_browser(house, settings, who)
    assert (browser.page.status_code, browser.page.url.path) == (200, begins)


@pytest.mark.parametrize("who", ["admin.ho", "auditor.ho"])
def test_who_may_not_read_cases_finds_the_queue_and_every_case_closed(
    house: House, settings: Settings, who: str
) -> None:
    browser = open_browser(house, settings, who)
    for path in ("/desk", f"/desk/cases/{house.file().reference}"):
        browser.get(path)
        assert browser.page.status_code == 403


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_door_speaks_every_language(house: House, settings: Settings, language: str) -> None:
    browser = open_browser(house, settings, language=language)
    browser.get("/desk/sign-in")
    words = {"kk": "Қызметкерлер үшін кіру", "ru": "Вход для сотрудников", "en": "Sign in for staff"}
    assert words[language] in browser.text


IDLE_WORDS = {
    "kk": "жүйеден шығатын уақытыңыз: 23.11.2026, 09:59",
    "ru": "вы выйдете из системы 23.11.2026, 09:59",
    "en": "If you do nothing, you will be signed out at 23.11.2026, 09:59.",
}


@pytest.mark.parametrize("language", IDLE_WORDS)
def test_every_page_says_when_the_session_falls_idle(house: House, settings: Settings, language: str) -> None:
    browser = open_browser(house, settings, "caseworker.39", language=language)
    assert IDLE_WORDS[language] in browser.text
    house.clock.move(minutes=28, seconds=59)
    browser.get("/desk")
    assert browser.page.url.path == f"/{language}/desk"


def test_what_was_typed_before_the_session_fell_idle_can_be_sent_after_signing_in_again(
    house: House, settings: Settings
) -> None:
    """As the page says: in another window of the same browser."""
    browser = open_browser(house, settings, "caseworker.39")
    form = {each.get("name", ""): each.get("value", "") for each in browser.form("/desk/sign-out").iter("input")}
    house.clock.move(minutes=31)
    browser.get("/desk")
    sign_in(browser, house)
    browser.post("/en/desk/sign-out", form)
    assert (browser.page.status_code, browser.page.url.path) == (200, "/en/desk/sign-in")
