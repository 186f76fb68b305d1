"""Passkeys on the pages: the question a browser is asked, what it brings back, and where there are none to be had."""

from msgspec.structs import replace

from cases.settings import Settings
from tests.builders import PASSPHRASE, House
from tests.harness.authenticator import Authenticator
from tests.web.desk_browser import Browser, open_browser

WORKER = "caseworker.39"


def asked(browser: Browser) -> str | None:
    """What the page asks the browser's passkeys."""
    found = [each.get("data-passkey") for each in browser.tree.iter() if each.get("data-passkey")]
    return found[0] if found else None


def at_own_address(house: House, settings: Settings) -> Browser:
    return open_browser(house, replace(settings, address="https://desk.test"))


def test_an_officer_makes_a_passkey_and_signs_in_with_it_instead_of_a_code(house: House, settings: Settings) -> None:
    passkey, browser = Authenticator("https://desk.test", "desk.test"), at_own_address(house, settings)
    browser.get("/desk/sign-in")
    browser.submit("/desk/sign-in", username=WORKER, passphrase=PASSPHRASE, code=house.totp(WORKER))
    browser.get("/desk/passkeys")
    browser.submit("/desk/passkeys", passkey="{}", name="my key")
    assert (browser.page.status_code, "my key" in browser.page.text) == (422, True)
    browser.submit("/desk/passkeys", passkey=passkey.make(asked(browser) or ""), name="my key")
    assert "The passkey is yours" in browser.text
    house.clock.move(minutes=1)
    door = at_own_address(house, settings)
    door.get("/desk/sign-in")
    door.submit(
        "/desk/sign-in", username=WORKER, passphrase="not these words at all", passkey=passkey.show(asked(door) or "")
    )
    assert (door.page.status_code, "is wrong" in door.text) == (422, True)
    house.clock.move(minutes=1)
    door.get("/desk/sign-in")
    door.submit("/desk/sign-in", username=WORKER, passphrase=PASSPHRASE, passkey=passkey.show(asked(door) or ""))
    assert door.page.url.path == "/en/desk"
    door.get("/desk/passkeys")
    door.submit("/desk/passkeys/name", name="on my key ring")
    assert "on my key ring" in door.page.text
    door.submit("/desk/passkeys/removal")
    assert "You have none yet." in door.text


def test_an_address_that_a_request_claims_gets_no_passkeys(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, WORKER)
    browser.get("/desk/passkeys")
    assert (asked(browser), "You sign in with the six-digit code as before" in browser.text) == (None, True)
    door = open_browser(house, settings)
    door.get("/desk/sign-in")
    assert asked(door) is None
