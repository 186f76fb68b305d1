"""A whole institution signs in at nine: nobody is refused, and whoever complains meanwhile does not wait for them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from re import search
from ssl import create_default_context

import httpx

from cases.database import Database
from cases.settings import Settings
from cases.vault.stretching import AT_ONCE, staff_gate
from tests.builders import PASSPHRASE, House, found_house
from tests.harness.serving import served
from tests.web.public_visitor import URGENT, Visitor

PEOPLE = 30
PATIENCE = 20
"""Seconds after which a page counts as never come."""


@contextmanager
def nobody_gets_through() -> Iterator[None]:
    """The staff door's gate is held shut: whoever signs in waits."""
    for _ in range(AT_ONCE):
        staff_gate.acquire()
    try:
        yield
    finally:
        for _ in range(AT_ONCE):
            staff_gate.release()


def at_the_door(browser: httpx.Client, house: House, username: str) -> dict[str, str]:
    """What this officer types at the sign-in page."""
    token = search(r'name="csrf" value="([^"]+)"', browser.get("/kk/desk/sign-in").text)
    assert token is not None
    return {"csrf": token[1], "username": username, "passphrase": PASSPHRASE, "code": house.totp(username)}


def test_thirty_people_sign_in_at_once_and_a_complaint_is_sent_meanwhile(
    database: Database, settings: Settings, now: datetime
) -> None:
    house = found_house(database, at=now)
    names = [f"early.{number}" for number in range(PEOPLE)]
    for name in names:
        house.employ(name, "KZ-39", "caseworker")
    trusts = create_default_context()  # read once: each client would read it again, and it is slower than signing in
    with served(house, settings) as address, ThreadPoolExecutor(PEOPLE) as people, ExitStack() as closing:
        browsers = [closing.enter_context(httpx.Client(base_url=address, verify=trusts, timeout=99)) for _ in names]
        typed = [at_the_door(browser, house, name) for browser, name in zip(browsers, names, strict=True)]
        visitor = Visitor(closing.enter_context(httpx.Client(base_url=address, verify=trusts, timeout=PATIENCE)))
        with nobody_gets_through():
            tries = [
                people.submit(browser.post, "/kk/desk/sign-in", data=form)
                for browser, form in zip(browsers, typed, strict=True)
            ]
            visitor.send(URGENT)
            assert not any(each.done() for each in tries)
        entered = [each.result() for each in tries]
    assert [(each.status_code, each.headers["location"]) for each in entered] == [(303, "/kk/desk/start")] * PEOPLE
