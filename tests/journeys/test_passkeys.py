"""Passkeys in a whole browser: made, used in place of the six digits, taken away; and where it has no JavaScript.

The browser's own virtual authenticator (WebAuthn's testing protocol) holds the passkey, as a telephone does.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.builders import PASSPHRASE, House

WORKER = "caseworker.39"
MISSING = "Passkeys need JavaScript"
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class AtHome:
    """An officer's browser at this machine's own name, where passkeys work without HTTPS, and the telephone beside it."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        self._protocol: CDPSession = page.context.new_cdp_session(page)
        self._protocol.send("WebAuthn.enable")
        self._telephone: dict[str, Any] = self._protocol.send(
            "WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE}
        )

    @property
    def held(self) -> list[dict[str, Any]]:
        """The passkeys that the telephone holds."""
        return list(self._protocol.send("WebAuthn.getCredentials", self._telephone)["credentials"])

    def refuse(self) -> None:
        """Whoever holds the telephone is not its owner."""
        self._protocol.send("WebAuthn.setUserVerified", {**self._telephone, "isUserVerified": False})

    def sign_in(self, passphrase: str = PASSPHRASE) -> None:
        """By passphrase and passkey, no digits typed."""
        self.house.clock.move(minutes=1)
        self.page.goto("/en/desk/sign-in")
        self.page.fill("#username", WORKER)
        self.page.fill("#passphrase", passphrase)
        self.page.click("text=Sign in with a passkey")

    def sign_out(self) -> None:
        self.page.click("text=Sign out")
        self.page.wait_for_url("**/desk/sign-in*")

    def add(self, name: str) -> None:
        self.page.goto("/en/desk/passkeys")
        self.page.fill("#name", name)
        self.page.click("button:text-is('Add a passkey')")


@pytest.fixture
def officer(browser: Browser, address: str, house: House) -> Iterator[AtHome]:
    """Signed in by six digits."""
    context = browser.new_context(base_url=address.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(30_000)
    page = context.new_page()
    type_in(page, house)
    page.click("button:text-is('Sign in')")
    page.wait_for_url("**/desk*")
    yield AtHome(page, house)
    context.close()


def type_in(page: Page, house: House) -> None:
    house.clock.move(minutes=1)
    page.goto("/en/desk/sign-in")
    page.fill("#username", WORKER)
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#code", house.totp(WORKER))


def test_a_passkey_stands_in_for_the_digits_until_it_is_taken_away(officer: AtHome) -> None:
    page = officer.page
    officer.add("telephone")
    page.wait_for_url("**/desk/passkeys?done=added")
    assert page.input_value("#name-1") == "telephone"
    (passkey,) = officer.held
    assert (passkey["rpId"], passkey["isResidentCredential"]) == ("localhost", True)

    officer.sign_out()
    officer.sign_in("not the passphrase of anybody")
    page.wait_for_selector(".govuk-error-summary")
    officer.sign_in()
    page.wait_for_selector("text=Sign out")

    page.goto("/en/desk/passkeys")
    assert "last used" in page.inner_text("main")
    page.click("button:has-text('Remove')")
    page.wait_for_url("**/desk/passkeys?done=removed")
    assert "You have none yet" in page.inner_text("main")

    officer.sign_out()
    officer.sign_in()
    page.wait_for_selector(".govuk-error-summary")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_one_telephone_holds_one_passkey_and_not_for_a_stranger(officer: AtHome) -> None:
    page = officer.page
    officer.add("telephone")
    page.wait_for_url("**/desk/passkeys?done=added")
    officer.add("the same telephone")
    page.wait_for_selector("text=Nothing was made")
    assert len(officer.held) == 1

    officer.sign_out()
    officer.refuse()
    officer.sign_in()
    page.wait_for_selector("[data-passkey] [role=status]:not(:empty)")
    assert page.input_value("#username") == WORKER


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
