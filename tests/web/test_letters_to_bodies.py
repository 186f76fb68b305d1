"""A signed letter goes to a body behind its link: sealed there, told of by an empty e-mail, delivered by its opening."""

import re

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from cases.records import OfficialLetter, Outbox
from cases.settings import Settings
from tests.builders import House
from tests.harness.app import app_of
from tests.harness.bodies import ASKED, ask_body
from tests.harness.handling import TO_INQUIRY, damages, records, walk
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser
from tests.web.test_letters_pages import send, write

TEXT = "Please send us the order of 3 November."


def signed_letter(house: House, settings: Settings, reference: str) -> tuple[Browser, str]:
    """A request that an officer wrote and their head signed; gives the officer and the letter's address."""
    officer = open_browser(house, settings, "caseworker.39")
    place = write(officer, reference, "information_request", text=TEXT, to="Ministry of Education")
    officer.submit("/propose")
    chief = open_browser(house, settings, "representative.39")
    chief.get(place)
    chief.submit("/sign")
    officer.get(place)
    return officer, place


@on_both
def test_a_letter_behind_a_link_is_delivered_when_the_body_opens_it(house: House, settings: Settings) -> None:
    reference = house.file().reference
    link = ask_body(house, reference, address="office@moe.example.kz")
    officer, place = signed_letter(house, settings, reference)
    officer.submit("/send", way="link-7")
    assert officer.page.status_code == 422
    officer.submit("/send", way="link-2")
    assert "Sent, not delivered yet" in officer.text
    (mail,) = records(house, Outbox, kind="email")
    assert set(mail.payload) == {"link", "text", "at"}
    assert mail.payload["text"] == "body_news"
    body = Browser(TestClient(app_of(house, settings), base_url="http://desk.test"))
    body.get(f"/respond/{link.token}")
    body.submit("", pin=link.pin)
    address = re.search(r'href="([^"]*/respond/given/\d+)"', body.page.text)
    assert address is not None
    for _ in range(2):
        assert body.client.get(address[1]).content[:5] == b"%PDF-"
    (row,) = records(house, OfficialLetter)
    assert (row.state, row.way) == ("delivered", "link")
    officer.get(place)
    assert "Delivered" in officer.text
    assert damages(house) == []


def test_without_a_link_or_to_a_complainant_no_such_way_is_offered(house: House, settings: Settings) -> None:
    reference = house.file().reference
    ask_body(house, reference)
    officer, _ = signed_letter(house, settings, reference)
    assert "Behind the link of the body: Ministry of Education" in officer.text
    officer.get(f"/desk/cases/{reference}/bodies/2")
    officer.submit("/withdraw")
    (row,) = records(house, OfficialLetter)
    officer.get(f"/desk/cases/{reference}/writing/{row.id}")
    assert "Behind the link" not in officer.text
    send(officer, "/send", way="link-2")
    assert officer.page.status_code == 422
    assert not records(house, Outbox, kind="email")


def test_what_the_register_knows_of_a_body_stands_in_the_forms(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = replace(house.pack.registers["bodies"]["B-MOE"], email="office@moe.example.kz")
    monkeypatch.setitem(house.pack.registers["bodies"], "B-MOE", known)
    reference = house.file().reference
    walk(house, reference, (*TO_INQUIRY, ASKED))
    house.act(reference, "correct_facts", by="caseworker.39", accused_body="B-MOE", reason="The school is theirs.")
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{reference}/bodies/2")
    assert 'value="office@moe.example.kz"' in officer.page.text
    officer.get(f"/desk/cases/{reference}/writing/new/information_request")
    assert "Министрліктер үйі" in officer.text
    officer.get(f"/desk/cases/{reference}/writing/new/masked_request")
    assert "Министрліктер үйі" not in officer.text
