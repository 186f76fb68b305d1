"""What an officer typed and did not send: it outlives the session, is theirs alone, and is offered until it is sent."""

from datetime import datetime
from typing import Any

import pytest

from cases.alarms import due as alarms
from cases.circle import walls
from cases.database import Database
from cases.records import Unsent
from cases.settings import Settings
from cases.viewer import System
from tests.builders import PASSPHRASE, House, found_house
from tests.harness.circles import signed_in
from tests.harness.duty import put_on_duty, staff_desk
from tests.harness.handling import CHIEF, OFFICER, URGENT, records
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser

NOTE = "Она звонила в среду. Начальник цеха кричал на неё при всех."
OFFERED = "you wrote something here and did not send it"


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    found = found_house(database, at=now)
    found.employ("colleague.39", "KZ-39", "caseworker")
    return found


@pytest.fixture
def reference(house: House) -> str:
    return house.file().reference


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, OFFICER)


def an_act(browser: Browser, reference: str) -> tuple[str, str]:
    """The address of an act with a field for words, and the field's name."""
    browser.get(f"/desk/cases/{reference}")
    for form in browser.tree.iter("form"):
        for field in form.iter("textarea"):
            if "/proceedings/" in form.get("action", ""):
                return form.get("action", "").partition(reference)[2], field.get("name", "")
    raise AssertionError("no act asks for words")


def send(browser: Browser, act: str, typed: dict[str, Any]) -> None:
    browser.submit(act, **typed)


def sign_in_again(browser: Browser, house: House, username: str = OFFICER) -> None:
    house.clock.move(minutes=1)
    browser.submit("/desk/sign-in", username=username, passphrase=PASSPHRASE, code=house.totp(username))


@on_both
def test_words_sent_after_a_time_out_are_offered_after_signing_in_and_gone_once_sent(
    browser: Browser, house: House, reference: str
) -> None:
    act, field = an_act(browser, reference)
    house.clock.move(minutes=31)
    send(browser, act, {field: NOTE})
    assert browser.page.status_code == 403
    assert "only you can read it" in browser.text
    assert NOTE not in browser.text
    (door,) = [each.get("href") for each in browser.tree.iter("a") if "/desk/sign-in" in (each.get("href") or "")]
    browser.read(browser.client.get(door or ""))
    sign_in_again(browser, house)
    assert OFFERED in browser.text
    browser.get(f"/desk/cases/{reference}{act}?written=again")
    assert browser.form(act).findtext(f".//textarea[@name='{field}']", "").strip() == NOTE
    assert browser.page.status_code == 200
    send(browser, act, {field: NOTE})
    assert "Recorded" in browser.text
    assert OFFERED not in browser.text
    assert records(house, Unsent) == []


def test_a_script_keeps_them_while_they_are_typed_and_the_newest_count(
    browser: Browser, house: House, reference: str
) -> None:
    act, field = an_act(browser, reference)
    for words in ("Она звонила", NOTE):
        form = browser.form(act)
        fields = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
        told = browser.client.post("/en/desk/unsent", data={**fields, field: words}).json()
        assert told["kept"].startswith("Kept for you at")
    (row,) = records(house, Unsent)
    assert NOTE.encode() not in row.sealed
    browser.get(f"/desk/cases/{reference}{act}?written=again")
    assert NOTE in browser.text
    browser.get(f"/desk/cases/{reference}")
    browser.submit("/desk/unsent/removal")
    assert OFFERED not in browser.text
    assert records(house, Unsent) == []


def test_on_duty_words_on_another_units_case_are_kept_too(house: House, settings: Settings) -> None:
    """The desk's key is theirs while they stand on its roster, and after a time-out nobody's key is here."""
    staff_desk(house)
    reference = house.file(**URGENT).reference
    put_on_duty(house)
    browser = open_browser(house, settings, "caseworker.75")
    act, field = an_act(browser, reference)
    house.clock.move(minutes=31)
    send(browser, act, {field: NOTE})
    assert "only you can read it" in browser.text
    (door,) = [each.get("href") for each in browser.tree.iter("a") if "/desk/sign-in" in (each.get("href") or "")]
    browser.read(browser.client.get(door or ""))
    sign_in_again(browser, house, "caseworker.75")
    browser.get(f"/desk/cases/{reference}{act}?written=again")
    assert browser.form(act).findtext(f".//textarea[@name='{field}']", "").strip() == NOTE


def test_nobody_else_is_offered_them_nor_sends_them_from_the_same_browser(
    browser: Browser, house: House, settings: Settings, reference: str
) -> None:
    act, field = an_act(browser, reference)
    left_open = browser.page
    house.clock.move(minutes=31)
    send(browser, act, {field: NOTE})
    browser.get("/desk/sign-in")
    sign_in_again(browser, house, "colleague.39")
    browser.get(f"/desk/cases/{reference}")
    assert OFFERED not in browser.text
    browser.get(f"/desk/cases/{reference}{act}?written=again")
    assert NOTE not in browser.text
    browser.read(left_open)
    send(browser, act, {field: NOTE})
    assert browser.page.status_code == 403
    assert "once more" in browser.title


def test_a_wall_takes_them_from_who_is_kept_out_and_leaves_them_to_the_others(
    browser: Browser, house: House, settings: Settings, reference: str
) -> None:
    other = open_browser(house, settings, "colleague.39")
    for each in (browser, other):
        act, field = an_act(each, reference)
        fields = {one.get("name", ""): one.get("value", "") for one in each.form(act).iter("input")}
        assert each.client.post("/en/desk/unsent", data={**fields, field: NOTE}).json()["kept"]
    walls.raise_wall(
        house.database, reference, [house.officer("colleague.39").id], "His sister.", handling="same", version=None,
        key="a wall", pack=house.pack, viewer=signed_in(house, CHIEF), at=house.clock(),
    )  # fmt: skip
    assert [row.officer_id for row in records(house, Unsent)] == [house.officer(OFFICER).id]
    browser.get(f"/desk/cases/{reference}")
    assert OFFERED in browser.text
    told = other.client.post("/en/desk/unsent", data={**fields, field: NOTE}).json()
    assert told["kept"] == ""
    other.get("/desk/unsent")
    assert "There is nothing." in other.text


def test_after_a_week_they_are_gone(browser: Browser, house: House, reference: str) -> None:
    act, field = an_act(browser, reference)
    house.clock.move(minutes=31)
    send(browser, act, {field: NOTE})
    house.clock.move(days=6)
    browser.get("/desk/sign-in")
    sign_in_again(browser, house)
    assert browser.page.url.path == "/en/desk/unsent"
    assert OFFERED in browser.text
    house.clock.move(days=2)
    house.database.write(alarms.tidy, viewer=System(), at=house.clock())
    assert records(house, Unsent) == []


def test_a_forged_form_keeps_nothing(browser: Browser, house: House, reference: str) -> None:
    act, field = an_act(browser, reference)
    token = next(each.get("value", "") for each in browser.form(act).iter("input") if each.get("name") == "csrf")
    house.clock.move(minutes=31)
    send(browser, act, {field: NOTE, "csrf": token[:-3] + ("AA=" if token[-3:] != "AA=" else "BB=")})
    assert browser.page.status_code == 403
    assert records(house, Unsent) == []
    assert NOTE in browser.text
