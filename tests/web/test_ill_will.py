"""Whoever fills every field with hostile words gets words back; who forges a form or borrows an address gets nothing."""

import pytest

from cases.records import Case, Entry, InstitutionEntry
from cases.settings import Settings
from tests.builders import House
from tests.harness.crawling import WORDS, Crawler, check
from tests.harness.handling import records
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import arrive

THEIRS, OURS, HEADS = "qtheirs", "qours", "qheads"
"""In whose hostile words which name stands: the complainant's, the office's, head office's."""
STAFF = ("/en/desk", "/en/reports", "/en/admin")
ASKS_ONLY = {"/en/proof"}
"""A form without a token: it looks at a paper and keeps nothing."""


@pytest.fixture
def house(house: House) -> House:
    house.employ("admin.ho", "KZ-HO", "administrator")
    house.employ("chief2.39", "KZ-39", "representative", "caseworker", "intake")
    return house


def staff(house: House, settings: Settings, username: str, named: str) -> Crawler:
    return Crawler(open_browser(house, settings, username).client, named, STAFF)


def told(house: House) -> int:
    """How much the journals hold."""
    return len(records(house, Entry)) + len(records(house, InstitutionEntry))


def go_through(house: House, who: Crawler, *roots: str) -> None:
    """Every page, then every form: as another site would send it, and as this person does."""
    who.crawl(*roots)
    before = told(house)
    forged = {form.address: who.send(form, "0" * 64).status_code for form in who.forms}
    assert {address for address, status in forged.items() if status != 403} <= {
        f"http://public.test{one}" for one in ASKS_ONLY
    }
    assert told(house) == before
    assert who.send_forms() >= {303, 422}


def test_hostile_words_stay_words_and_what_is_ours_stays_ours(house: House, settings: Settings) -> None:
    reference, code = file_one(house)
    visitor = arrive(house, settings)
    visitor.enter(code)
    box = Crawler(visitor.client, THEIRS, ("/en/",))
    go_through(house, box, "/en/", "/en/mailbox/read", "/en/complaint")
    desk = staff(house, settings, "chief2.39", OURS)
    go_through(house, desk, "/en/desk", "/en/desk?tab=unit", "/en/reports")
    assert any(THEIRS in page for page in desk.pages.values())
    head = staff(house, settings, "supervisor.ho", HEADS)
    head.answered = set(desk.answered)
    go_through(house, head, "/en/desk", "/en/reports", "/en/admin", f"/en/desk/cases/{entered(house)}")
    assert any(OURS in page for page in head.pages.values())
    go_through(house, staff(house, settings, "admin.ho", HEADS), "/en/admin")
    others = staff(house, settings, "representative.75", "qothers")
    others.crawl("/en/desk", "/en/desk?tab=unit", "/en/reports")
    assert [kind for kind, page in others.pages.items() if THEIRS in page or OURS in page] == []
    borrow(house, others, desk, reference)


def entered(house: House) -> str:
    """Number of a complaint that the office took down, with its hostile words, and that head office reads too."""
    by_office = {entry.case_id for entry in records(house, Entry) if entry.act == "file" and entry.actor != "nobody"}
    return next(case.reference for case in records(house, Case) if case.id in by_office and not case.walled)


def file_one(house: House) -> tuple[str, str]:
    """A registered case whose story is every hostile word at once, and its code."""
    receipt = house.file(story=" ".join(WORDS).format(word=THEIRS))
    house.act(receipt.reference, "register", by="chief2.39")
    assert receipt.code is not None
    return receipt.reference, receipt.code


def borrow(house: House, others: Crawler, desk: Crawler, reference: str) -> None:
    """Another office's officer asks for the pages that this one saw, and sends the forms that this one sent."""
    for address in desk.seen.values():
        got = others.client.get(address, follow_redirects=True)
        check(got, None)
        assert got.status_code == 404 or f"/cases/{reference}" not in address, address
        assert THEIRS not in got.text, address
    before = told(house)
    for form in desk.sent:
        if reference in form.address:
            assert others.send(form, others.token).status_code == 404, form.address
    assert told(house) == before
