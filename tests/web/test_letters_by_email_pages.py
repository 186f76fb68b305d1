"""A letter by e-mail, on pages without a script: what the officer is told and shown, and what the complainant finds."""

import re
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from cases.records import LetterLink, OfficialLetter, Outbox
from cases.settings import Settings
from tests.builders import House
from tests.harness.app import app_of
from tests.harness.handling import TO_DECISION, damages, records, walk
from tests.harness.kinds import on_both
from tests.harness.letters import CHOSEN, HERE, WHERE, carry_post, link_in
from tests.harness.mail_server import mail_server
from tests.web.desk_browser import Browser, open_browser
from tests.web.test_letters_pages import send, write


@pytest.fixture
def mailing(settings: Settings) -> Settings:
    """A house that has a mail server."""
    return replace(settings, smtp="smtp://127.0.0.1:25", mail_from="post@nhri.example", address=HERE)


def signed_letter(house: House, settings: Settings, **answers: Any) -> Browser:
    """A decision that an officer wrote and their head signed, open in the officer's browser."""
    reference = house.file(language="en", **answers).reference
    walk(house, reference, TO_DECISION)
    officer, chief = open_browser(house, settings, "caseworker.39"), open_browser(house, settings, "representative.39")
    place = write(officer, reference, "decision", text="You were right.")
    officer.submit("/propose")
    chief.get(place)
    chief.submit("/sign")
    officer.get(place)
    return officer


def pin_on(page: str) -> str:
    found = re.search(r"\b(\d{4} \d{4})\b", page)
    assert found is not None, page
    return found[1]


@on_both
def test_an_officer_sends_a_letter_and_the_complainant_opens_it(house: House, mailing: Settings) -> None:
    officer = signed_letter(house, mailing, **CHOSEN, shared_phone="yes")
    place = officer.page.url.path.removeprefix("/en")
    officer.submit("/send", way="from-here")
    assert officer.page.url.path.endswith("/email")
    assert f'value="{WHERE}"' in officer.page.text
    assert "Others use their telephone" in officer.text
    assert "agreed" not in officer.page.text.split("<main")[1]
    send(officer, "/email", address="aigul.mail.example.kz")
    assert (officer.page.status_code, 'value="aigul.mail.example.kz"' in officer.page.text) == (422, True)
    assert "Enter an e-mail address" in officer.text
    send(officer, "/email", address=WHERE)
    pin = pin_on(officer.text)
    officer.get(place)
    assert "it goes out in a moment" in officer.text
    assert pin not in officer.page.text
    with mail_server() as box:
        carry_post(house, mailing, box.port)
        path = link_in(box)
    reader = Browser(TestClient(app_of(house, mailing), base_url="http://desk.test"))
    reader.get(path.removeprefix("/en"))
    for said in (house.pack.institution.short_name["en"], place.split("/")[3], "Decision"):
        assert said not in reader.title
    assert reader.page.headers["cache-control"] == "no-store"
    reader.submit(path, pin="0000 0000" if pin != "0000 0000" else "1111 1111")
    assert (reader.page.status_code, "This PIN is not right" in reader.text) == (422, True)
    given = reader.submit(path, pin=pin)
    assert (given.content[:5], given.headers["cache-control"]) == (b"%PDF-", "no-store")
    assert given.headers["content-disposition"] == 'attachment; filename="paper.pdf"'
    assert set(reader.client.cookies) == {"arasha-form"}, "nothing of the letter is left in the browser"
    officer.get(place)
    assert "Delivered" in officer.text
    officer.submit("/take-back")
    reader.get(path.removeprefix("/en"))
    assert (reader.page.status_code, "does not open any more" in reader.text) == (410, True)
    assert records(house, OfficialLetter)[0].state == "delivered"
    assert damages(house) == []


def test_who_chose_no_email_is_asked_first_and_their_other_contact_is_not_shown(
    house: House, mailing: Settings
) -> None:
    officer = signed_letter(house, mailing, contact_route="phone", contact="brother@mail.example.kz")
    officer.submit("/send", way="from-here")
    assert "brother@" not in officer.page.text
    send(officer, "/email", address=WHERE)
    assert (officer.page.status_code, "They did not choose this way" in officer.text) == (422, True)
    send(officer, "/email", address=WHERE, agreed="yes")
    assert officer.page.status_code == 200
    form = officer.page.request
    officer.read(
        officer.client.post(str(form.url), content=form.content, headers={"content-type": form.headers["content-type"]})
    )
    assert (officer.page.status_code, "The PIN is shown once" in officer.text) == (409, True)
    assert len(records(house, LetterLink)) == len(records(house, Outbox, kind="email")) == 1


def test_without_a_mail_server_it_is_noted_by_hand(house: House, settings: Settings) -> None:
    officer = signed_letter(house, settings)
    assert "No mail server is set up here" in officer.text
    place = officer.page.url.path.removeprefix("/en")
    officer.get(f"{place}/email")
    assert officer.page.url.path == f"/en{place}"
    officer.submit("/send", way="email", agreed="yes")
    assert "Sent, not delivered yet" in officer.text
    assert "The link in the e-mail" not in officer.text
    house.clock.move(minutes=1)  # each code opens the door once
    there = open_browser(house, replace(settings, smtp="smtp://127.0.0.1:25"), "caseworker.39")
    there.get(f"{place}/email")
    assert there.page.url.path == f"/en{place}", "what went another way has no link to send again"
    assert not records(house, LetterLink)


def test_a_refused_mail_is_told_at_the_desk_and_the_letter_goes_another_way(house: House, mailing: Settings) -> None:
    officer = signed_letter(house, mailing, contact_route="email", contact="nobody@mail.example.kz")
    place = officer.page.url.path.removeprefix("/en")
    officer.get(f"{place}/email")
    send(officer, "/email")
    with mail_server() as box:
        carry_post(house, mailing, box.port)
    officer.get("/desk")
    assert "Letter did not arrive" in officer.text
    officer.get(place.partition("/writing")[0])
    assert "The e-mail did not arrive" in officer.text
    assert f'href="/en{place}"' in officer.page.text
    officer.get(place.rpartition("/")[0])
    assert "Nobody can open it" in officer.text
    officer.get(place)
    assert "Ask the complainant for the right address" in officer.text
    officer.get(f"{place}/email")
    assert "The last e-mail to them did not arrive" in officer.text
    officer.get(place)
    officer.submit("/take-back")
    assert "Ask the complainant for the right address" not in officer.text
    assert "Signed, not sent yet" in officer.text
    officer.submit("/send", way="mailbox")
    assert "Delivered" in officer.text
    assert damages(house) == []


def test_a_token_that_never_was_is_told_like_one_that_is_over(house: House, settings: Settings) -> None:
    reader = Browser(TestClient(app_of(house, settings), base_url="http://desk.test"))
    for token in ("a" * 32, "x", "%00"):
        reader.get(f"/letter/{token}")
        assert (reader.page.status_code, "does not open any more" in reader.text) == (410, True)
    assert reader.client.get("/letter/abc", follow_redirects=False).headers["location"] == "/kk/letter/abc"
