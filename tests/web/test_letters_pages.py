"""The pages of officers' letters: from the pack's words to the PDF in the complainant's mailbox, without a script."""

import io
from typing import Any
from zipfile import ZipFile

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import TO_DECISION, walk
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser
from tests.web.public_visitor import arrive


@pytest.fixture
def reference(house: House) -> str:
    receipt = house.file(language="en")
    walk(house, receipt.reference, TO_DECISION)
    return receipt.reference


def send(browser: Browser, action: str, **typed: Any) -> None:
    """Send a form with everything that stands in its boxes, *typed* over it."""
    form = browser.form(action)
    boxes = {each.get("name", ""): each.get("value", "") for each in form.iter("input") if each.get("type") == "text"}
    boxes |= {each.get("name", ""): each.text or "" for each in form.iter("textarea")}
    browser.submit(action, **{**boxes, **typed})


def write(browser: Browser, reference: str, template: str, **typed: Any) -> str:
    """Write a letter and open it; gives its address."""
    browser.get(f"/desk/cases/{reference}/writing/new/{template}")
    send(browser, f"/new/{template}", **typed)
    return browser.page.url.path.partition("/en")[2]


@on_both
def test_an_officer_writes_a_second_one_signs_and_the_complainant_has_it(house: House, settings: Settings) -> None:
    receipt = house.file(language="en")
    walk(house, receipt.reference, TO_DECISION)
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{receipt.reference}/writing")
    assert "No letters yet" in officer.text
    place = write(officer, receipt.reference, "decision")
    officer.submit("/propose")
    assert (officer.page.status_code, "[facts]" in officer.text) == (422, True)  # what is still to be written
    officer.get(f"{place}/edit")
    send(officer, "/edit", text="You were right.\n\nThe school must pay by 1 March.")
    assert "The school must pay" in officer.text
    officer.submit("/propose")
    assert "Waits to be signed" in officer.text
    assert not officer.offers("/sign")
    chief = open_browser(house, settings, "representative.39")
    chief.get(place)
    chief.submit("/return", reason="")
    assert chief.page.status_code == 422
    chief.submit("/sign")
    assert "Letter No. 2026/" in chief.text
    drawn = chief.client.get(f"/en{place}/paper")
    assert (drawn.headers["content-type"], drawn.content[:5]) == ("application/pdf", b"%PDF-")
    officer.get(place)
    officer.submit("/send", way="post")
    assert (officer.page.status_code, "They did not choose this way" in officer.text) == (422, True)
    officer.submit("/send", way="mailbox")
    assert "Delivered" in officer.text
    visitor = arrive(house, settings)
    visitor.enter(receipt.code or "")
    assert "The school must pay by 1 March." in visitor.text
    (paper,) = [link for link in visitor.links() if link.endswith("/paper")]
    given = visitor.client.get(paper)
    assert (given.content[:5], "paper.pdf" in given.headers["content-disposition"]) == (b"%PDF-", True)
    visitor.get("/mailbox/everything")
    taken = visitor.submit(action="/mailbox/everything")
    with ZipFile(io.BytesIO(taken.content)) as everything:
        papers = [name for name in everything.namelist() if name.endswith(".pdf")]
        assert [everything.read(name)[:5] for name in papers] == [b"%PDF-"]


def test_what_was_typed_stays_when_a_colleague_changed_the_draft(
    house: House, settings: Settings, reference: str
) -> None:
    officer, chief = open_browser(house, settings, "caseworker.39"), open_browser(house, settings, "representative.39")
    place = write(officer, reference, "closure", text="It is over.")
    officer.get(f"{place}/edit")
    chief.get(f"{place}/edit")
    send(chief, "/edit", text="It is over, and they paid.")
    send(officer, "/edit", text="It is over. Thank you for waiting.")
    assert officer.page.status_code == 409
    for words in ("It is over. Thank you for waiting.", "It is over, and they paid.", "look at it again"):
        assert words in officer.text


def test_a_letter_in_another_language_asks_for_the_same_in_theirs(
    house: House, settings: Settings, reference: str
) -> None:
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{reference}/writing/new/closure?language=kk")
    send(officer, "/new/closure", text="Іс аяқталды.")
    officer.submit("/propose")
    assert (officer.page.status_code, "does not read this language" in officer.text) == (422, True)


def test_an_empty_letter_is_not_kept(house: House, settings: Settings, reference: str) -> None:
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{reference}/writing/new/closure")
    send(officer, "/new/closure", text="   ", title="Finished")
    assert (officer.page.status_code, "Enter an answer" in officer.text) == (422, True)


def test_a_reply_in_an_act_says_in_which_language_it_is_written(
    house: House, settings: Settings, reference: str
) -> None:
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{reference}")
    officer.submit("/tell", words="Сіздікі дұрыс.", words__language="kk", words__translation="")
    assert (officer.page.status_code, "add the text in theirs" in officer.text) == (422, True)
    officer.submit("/tell", words="Сіздікі дұрыс.", words__language="kk", words__translation="You were right.")
    assert officer.page.status_code == 200
    assert "You were right. * * * Сіздікі дұрыс." in officer.text
