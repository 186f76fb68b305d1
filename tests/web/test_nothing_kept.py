"""No cache of the server keeps what opens something: cookies, and the words that people typed."""

import gc
import sys
from collections.abc import Iterator
from functools import lru_cache
from secrets import token_hex
from typing import Any

import pytest

from cases.database import Database
from cases.settings import Settings
from tests.builders import ORDINARY, House, found_house
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import arrive

STORY = f"They took my papers {token_hex(8)}."
"""What nobody else typed: tests have caches of their own."""
CACHE = type(lru_cache(str))
DEEP = 8
"""Steps from a cache to what lies in it: its entries are found one behind the other, what an entry holds behind that."""


@pytest.fixture
def house(database: Database, now: Any) -> House:
    return found_house(database, at=now)


def kept() -> Iterator[str]:
    """Every text that any cache of this process holds."""
    seen = set[int]()
    made = [
        each for module in [*sys.modules.values()] for each in vars(module).values()
    ]  # the collector knows none that is frozen
    for cache in {id(one): one for one in (*made, *gc.get_objects()) if isinstance(one, CACHE)}.values():
        layer: list[Any] = [one for one in gc.get_referents(cache) if not callable(one)]
        for _ in range(DEEP):
            layer = [one for one in layer if id(one) not in seen and not callable(one)]
            seen.update(map(id, layer))
            yield from (
                one.decode("latin-1") if isinstance(one, bytes) else one
                for one in layer
                if isinstance(one, str | bytes)
            )
            layer = gc.get_referents(*(one for one in layer if not isinstance(one, str | bytes)))


def test_neither_cookies_nor_typed_words_stay_in_a_cache(house: House, settings: Settings) -> None:
    visitor, officer = arrive(house, settings), open_browser(house, settings, "caseworker.39")
    visitor.get("/complaint")
    while not visitor.page.url.path.endswith("/check"):
        visitor.submit({**ORDINARY, "story": [STORY]})
    officer.get("/desk")
    secrets = [cookie.value for browser in (visitor, officer) for cookie in browser.client.cookies.jar]
    assert len(secrets) >= 2
    words = [*filter(None, secrets), STORY]
    found = [text for text in kept() if any(word in text for word in words)]
    assert found == []
