"""The page where programs of others get a token and lose it."""

import re
from datetime import datetime
from typing import Any

import pytest

from cases.database import Database
from cases.settings import Settings
from tests.builders import House, found_house
from tests.web.desk_browser import Browser, open_browser
from tests.web.test_api_intake import file

PAGE = "/admin/integrations"
TERMINAL: dict[str, Any] = {"name": "Терминал, Гранитный", "channel": "terminal", "scopes": "complaints"}


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    return open_browser(house, settings, "keeper.ho", language="kk")


def test_a_token_is_shown_once_files_complaints_and_is_ended(browser: Browser) -> None:
    browser.get(PAGE)
    browser.submit(PAGE, **TERMINAL)
    (token,) = set(re.findall(r"arasha_[A-Za-z0-9_-]{40,}", browser.text))
    assert file(browser.client, authorization=f"Bearer {token}").status_code == 201
    browser.get(PAGE)
    assert TERMINAL["name"] in browser.text
    assert token not in browser.text
    (end,) = set(re.findall(rf"{PAGE}/[0-9]+/end", browser.page.text))
    browser.submit(end)
    assert file(browser.client, authorization=f"Bearer {token}").status_code == 401


@pytest.mark.parametrize("gone", TERMINAL)
def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(browser: Browser, gone: str) -> None:
    browser.get(PAGE)
    browser.submit(PAGE, **{**TERMINAL, gone: ""})
    assert f'href="#{gone}"' in browser.page.text
    assert "arasha_" not in browser.text
    kept = {"name": TERMINAL["name"], "channel": 'value="terminal" selected', "scopes": "checked"}
    assert all(words in browser.page.text for name, words in kept.items() if name != gone)
