"""Passkeys where the browser has no JavaScript: the page says so, and codes go on working."""

import pytest
from playwright.sync_api import Browser, Page

from tests.builders import PASSPHRASE, House

WORKER = "caseworker.39"
MISSING = "Passkeys need JavaScript"


def type_in(page: Page, house: House) -> None:
    house.clock.move(minutes=1)
    page.goto("/en/desk/sign-in")
    page.fill("#username", WORKER)
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#code", house.totp(WORKER))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_without_scripts_the_page_says_that_codes_go_on_working(browser: Browser, address: str, house: House) -> None:
    context = browser.new_context(base_url=address.replace("127.0.0.1", "localhost"), java_script_enabled=False)
    page = context.new_page()
    type_in(page, house)
    assert page.locator("text=Sign in with a passkey").is_hidden()
    page.click("button:text-is('Sign in')")
    page.goto("/en/desk/passkeys")
    assert MISSING in page.inner_text("noscript")
    context.close()
