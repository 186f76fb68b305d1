"""Another code: chosen by the complainant, demanded where others saw it, and given by an officer to who lost theirs."""

import pytest

from cases.records import DoomedSecret, Mailbox
from cases.settings import Settings
from cases.vault.codes import derive, parse_code
from tests.builders import House
from tests.harness.circles import copy_rows, search
from tests.harness.handling import damages, journal_of, open_file, records
from tests.web.desk_browser import Browser, open_browser
from tests.web.public_visitor import Visitor, arrive


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    return arrive(house, settings)


def code_on(page: Visitor | Browser) -> str:
    """The five groups as they stand on the page."""
    (line,) = [each for each in page.tree.iter("p") if "code" in (each.get("class") or "").split()]
    return " ".join((each.text or "").strip() for each in line.iter("span"))


def come_in(visitor: Visitor, code: str) -> None:
    visitor.get("/mailbox")
    visitor.submit({"code": [code]})


def change(visitor: Visitor, last: str = "") -> str:
    new = code_on(visitor)
    visitor.submit({"last": [last or new[-4:]]})
    return new


def test_the_old_code_works_until_the_new_one_is_on_paper(visitor: Visitor, house: House) -> None:
    receipt = house.file()
    come_in(visitor, receipt.code or "")
    visitor.get("/mailbox/code")
    shown = code_on(visitor)
    change(visitor, "0000" if not shown.endswith("0000") else "1111")
    assert visitor.page.status_code == 422
    assert "not the last four digits" in visitor.text
    assert code_on(visitor) == shown
    (box,) = records(house, Mailbox)
    change(visitor)
    assert "Only your new code opens this mailbox now" in visitor.text
    (after,) = records(house, Mailbox)
    assert (after.public_key, after.issued_by) == (box.public_key, "form")
    assert after.code_wrap != box.code_wrap
    for code, opens in ((receipt.code or "", False), (shown, True)):
        visitor.client.cookies.clear()
        come_in(visitor, code)
        assert (visitor.page.url.path == "/en/mailbox/read") is opens
    assert damages(house) == []


def test_the_old_code_with_a_copy_of_the_rows_opens_nothing_of_what_comes_later(visitor: Visitor, house: House) -> None:
    """The mailbox's key stays the same: without another secret the copy would lead to it for ever."""
    receipt, other = house.file(), house.file()
    copy, old = copy_rows(house), derive(parse_code(receipt.code or ""), house.secrets.pepper).key
    assert search(house, [old], copy).boxes == {receipt.complaint_id}
    come_in(visitor, receipt.code or "")
    visitor.get("/mailbox/code")
    new = change(visitor)
    assert search(house, [old], copy).boxes == search(house, [old], copy_rows(house)).boxes == frozenset()
    own = derive(parse_code(new), house.secrets.pepper).key
    assert search(house, [own], copy_rows(house)).boxes == {receipt.complaint_id}
    for each in (receipt, other):
        assert open_file(house, each.reference).filed[0].answers["story"], "the circle reads on"
    assert records(house, DoomedSecret) == []
    assert damages(house) == []


def test_who_lost_the_code_gets_one_from_an_officer_and_must_change_it_before_anything_is_shown(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    receipt = house.file()
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{receipt.reference}/code")
    officer.submit("/code")
    assert officer.page.status_code == 422
    officer.submit("/code", check="document")
    issued = code_on(officer)
    assert journal_of(house, receipt.reference)[-1].body == {"check": "document"}
    come_in(visitor, receipt.code or "")
    assert visitor.page.url.path == "/en/mailbox"
    come_in(visitor, issued)
    assert visitor.page.url.path == "/en/mailbox/code"
    assert receipt.reference not in visitor.text
    for path in ("/mailbox/read", "/mailbox/message", "/mailbox/files", "/mailbox/more", "/mailbox/proof"):
        visitor.get(path)
        assert visitor.page.url.path == "/en/mailbox/code", path
    own = change(visitor)
    assert visitor.page.url.path == "/en/mailbox/read"
    visitor.client.cookies.clear()
    come_in(visitor, issued)
    assert visitor.page.url.path == "/en/mailbox"
    come_in(visitor, own)
    assert visitor.page.url.path == "/en/mailbox/read"
    assert [one.act for one in journal_of(house, receipt.reference)][-2:] == ["new_code", "own_code"]


def test_an_anonymous_complainant_gets_no_other_code(house: House, settings: Settings) -> None:
    reference = house.file(identity="anonymous").reference
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{reference}/code")
    assert "The complainant is anonymous" in officer.text
    elsewhere = open_browser(house, settings, "caseworker.75")
    assert elsewhere.get(f"/desk/cases/{reference}/code").status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_proposal_of_another_mailbox_or_of_nobody_changes_nothing(
    visitor: Visitor, house: House, language: str
) -> None:
    mine, other = house.file(), house.file()
    visitor.language = language
    come_in(visitor, other.code or "")
    visitor.get("/mailbox/code")
    _, theirs = visitor.filled({"last": [code_on(visitor)[-4:]]})
    visitor.client.cookies.clear()
    come_in(visitor, mine.code or "")
    visitor.get("/mailbox/code")
    address, fields = visitor.filled({"last": theirs["last"]})
    before = records(house, Mailbox)
    for forged in (theirs["proposed"], ["x"], ["ç"]):
        visitor.post(address, {**fields, "proposed": forged})
        assert visitor.page.status_code in {403, 409}
    assert [one.code_wrap for one in records(house, Mailbox)] == [one.code_wrap for one in before]
