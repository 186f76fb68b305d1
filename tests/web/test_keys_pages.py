"""Keys in the browser: letting somebody in, a new key after somebody left, sheets, another passphrase."""

import re

import pytest

from cases.records import InstitutionEntry, Renewal, UnitMembership
from cases.settings import Settings
from tests.builders import PASSPHRASE, House
from tests.harness.handling import damages, records
from tests.harness.keys import invite
from tests.web.desk_browser import Browser, open_browser

NEW = "nine green herons on the marsh"
DIGITS = re.compile(r"(?:\d{4} ){5}\d{4}")


@pytest.fixture
def boss(house: House, settings: Settings) -> Browser:
    house.employ("boss.ho", "KZ-HO", "administrator")
    return open_browser(house, settings, "boss.ho")


def digits_on(browser: Browser) -> str:
    browser.get("/desk/keys")
    found = DIGITS.search(browser.text)
    assert found is not None
    return found[0]


def test_a_newcomer_is_let_in_by_a_colleague_who_types_their_digits(house: House, settings: Settings) -> None:
    new = invite(house, "newcomer.39", "KZ-39", "caseworker")
    house.clock.move(minutes=1)
    theirs = open_browser(house, settings, "newcomer.39")
    told = digits_on(theirs)
    assert "You cannot open your unit's cases yet" in theirs.text
    colleague = open_browser(house, settings, "representative.39")
    colleague.get("/desk/keys")
    colleague.submit(f"/desk/keys/members/{new.id}", digits="1234 5678")
    assert (colleague.page.status_code, "These are not the digits" in colleague.text) == (422, True)
    colleague.submit(f"/desk/keys/members/{new.id}", digits=told.replace(" ", "-"))
    assert "The new member can open" in colleague.text
    assert not colleague.offers(f"/desk/keys/members/{new.id}")
    theirs.get("/desk/keys")
    assert "You cannot open" not in theirs.text


def test_who_leaves_is_out_and_their_unit_makes_a_new_key_and_sheets(
    house: House, settings: Settings, boss: Browser
) -> None:
    house.file()
    worker = house.officer("caseworker.39")
    boss.get("/admin/keys")
    boss.get(f"/admin/keys/{worker.id}")
    boss.submit("/leave")
    assert "The officer has left" in boss.text
    assert "new key wanted: somebody left" in boss.text
    chief = open_browser(house, settings, "representative.39")
    chief.get("/desk/keys")
    assert "Somebody who held it has left." in chief.text
    chief.post("/en/desk/keys/renewal", {"csrf": csrf(chief), "member": "7"})
    assert (chief.page.status_code, "Others hold the key now" in chief.text) == (422, True)
    chief.submit("/desk/keys/renewal", member=str(house.officer("representative.39").id))
    assert "Your unit has a new key" in chief.text
    assert {one.epoch for one in records(house, UnitMembership, unit="KZ-39")} == {2}
    chief.submit("/desk/keys/recovery", threshold="4", sheets="3")
    assert chief.page.status_code == 422
    chief.submit("/desk/keys/recovery", threshold="2", sheets="3")
    assert (chief.page.status_code, chief.text.count("such sheets together open")) == (200, 3)
    chief.get("/desk/keys")
    assert "2 of 3 sheets" in chief.text


def csrf(browser: Browser) -> str:
    form = browser.form("/desk/keys/renewal")
    return next(each.get("value", "") for each in form.iter("input") if each.get("name") == "csrf")


def test_a_new_passphrase_comes_with_the_administrators_number_and_the_officers_own_code(
    house: House, settings: Settings, boss: Browser
) -> None:
    worker = house.officer("caseworker.39")
    boss.get(f"/admin/keys/{worker.id}")
    boss.submit("/reset", reason="forgotten")
    found = DIGITS.search(boss.text)
    assert found is not None
    house.clock.move(minutes=1)
    visitor = open_browser(house, settings)
    visitor.get("/desk/new-key")
    visitor.submit("/desk/new-key", number=found[0], code=house.totp("caseworker.39"), wanted="short")
    assert (visitor.page.status_code, found[0] in visitor.page.text) == (422, True)
    visitor.submit("/desk/new-key", number="1 2 3", code=house.totp("caseworker.39"), wanted=NEW)
    assert (visitor.page.status_code, "used up or too old" in visitor.text, NEW in visitor.page.text) == (
        422,
        True,
        False,
    )
    visitor.submit("/desk/new-key", number=found[0], code=house.totp("caseworker.39"), wanted=NEW)
    house.clock.move(minutes=1)
    visitor.submit("/desk/sign-in", username="caseworker.39", passphrase=NEW, code=house.totp("caseworker.39"))
    visitor.get("/desk/keys")
    assert "You cannot open your unit's cases yet" in visitor.text
    assert records(house, Renewal) == []


def test_an_officer_changes_their_passphrase_and_is_signed_out(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "caseworker.39")
    browser.get("/desk/keys")
    browser.submit("/desk/keys/passphrase", current="not this", wanted=NEW)
    assert (browser.page.status_code, "not your present passphrase" in browser.text) == (422, True)
    browser.submit("/desk/keys/passphrase", current=PASSPHRASE, wanted="qwertyuiop asdfghjkl")
    assert browser.page.status_code == 422
    browser.submit("/desk/keys/passphrase", current=PASSPHRASE, wanted=NEW, known="yes")
    assert browser.page.url.path == "/en/desk/sign-in"
    assert [one.reason for one in records(house, Renewal)] == ["compromised"]


def test_roles_and_unit_change_on_the_officers_page_and_the_last_member_stays(
    house: House, settings: Settings, boss: Browser
) -> None:
    worker, chief = house.officer("caseworker.39"), house.officer("representative.39")
    for language in ("kk", "ru", "en"):
        boss.language = language
        assert boss.get(f"/admin/keys/{worker.id}").status_code == 200
        assert boss.get("/admin/keys").status_code == 200
    boss.get(f"/admin/keys/{worker.id}")
    boss.submit("/roles")
    assert (boss.page.status_code, "Choose at least one role" in boss.text) == (422, True)
    boss.submit("/roles", roles="auditor")
    assert "new roles" in boss.text
    boss.get(f"/admin/keys/{chief.id}")
    boss.submit("/move", unit="")
    assert (boss.page.status_code, "Choose a unit" in boss.text) == (422, True)
    boss.submit("/move", unit="KZ-75")
    assert (boss.page.status_code, "Nobody else holds the unit's key" in boss.text) == (422, True)
    assert boss.get(f"/admin/keys/{chief.id + 1}").status_code == 404
    mine = house.officer("boss.ho").id
    assert boss.get(f"/admin/keys/{mine}").status_code == 403


def test_a_reader_of_a_case_takes_it_out_sealed(house: House, settings: Settings) -> None:
    reference = house.file().reference
    browser = open_browser(house, settings, "caseworker.39")
    browser.get(f"/desk/cases/{reference}/everything")
    browser.submit(f"{reference}/sealed")
    assert browser.page.headers["content-type"] == "application/zip"
    assert b"age-encryption.org/v1" in browser.page.content


def test_an_administrator_signs_an_officer_out_everywhere_and_the_officer_is_told(
    house: House, settings: Settings, boss: Browser
) -> None:
    lost = open_browser(house, settings, "caseworker.39")
    worker, other = house.officer("caseworker.39"), open_browser(house, settings, "representative.39")
    boss.get(f"/admin/keys/{worker.id}")
    boss.submit(f"/admin/keys/{worker.id}/sessions")
    assert "signed out everywhere" in boss.text
    lost.get("/desk")
    other.get("/desk")
    assert (lost.page.url.path, other.page.url.path) == ("/en/desk/sign-in", "/en/desk")
    last = max(records(house, InstitutionEntry), key=lambda row: row.sequence)
    assert (last.act, last.actor.partition(":")[0]) == ("officer.sessions_ended", "officer")
    assert damages(house) == []
    house.clock.move(minutes=1)
    again = open_browser(house, settings, "caseworker.39")
    again.get("/desk/sessions")
    other.get("/desk/sessions")
    assert ["An administrator signed you out" in one.text for one in (again, other)] == [True, False]
