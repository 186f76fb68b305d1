"""The office gives a body a file with its request: cleaned, sealed to its link, and none that tells who complained."""

import re
from io import BytesIO
from typing import Any

import pytest
from litestar.testing import TestClient
from PIL import Image

from cases.evidence.store import open_store
from cases.evidence.sweeping import left_over, sweep
from cases.records import BodyFile, Upload
from cases.settings import Settings
from cases.viewer import System
from tests.builders import House
from tests.harness.app import app_of
from tests.harness.bodies import ask_body, come_in, give_link, look
from tests.harness.files import NOTE, desk_of, hand_in, photo
from tests.harness.handling import OFFICER, damages, enter, open_file, records
from tests.web.desk_browser import Browser, open_browser

TITLE = "Order of 3 November"


def at_the_body(house: House, settings: Settings, reference: str) -> Browser:
    link = ask_body(house, reference)
    body = Browser(TestClient(app_of(house, settings), base_url="http://desk.test"))
    body.get(f"/respond/{link.token}")
    body.submit("", pin=link.pin)
    return body


def give(desk: Browser, reference: str, **typed: Any) -> int:
    desk.get(f"/desk/cases/{reference}/bodies/2")
    desk.submit("/give", **typed)
    return desk.page.status_code


def test_a_body_opens_the_cleaned_copy_and_nobody_elses_link_does(house: House, settings: Settings) -> None:
    reference = house.file().reference
    body = at_the_body(house, settings, reference)
    ours = hand_in(
        desk_of(house, settings, house.officer(OFFICER), reference), photo(author="Aigerim S."), "Aigerim at work.jpg"
    )
    desk = open_browser(house, settings, OFFICER)
    assert give(desk, reference, file=str(ours), title=TITLE, looked="") == 422
    assert TITLE in desk.page.text
    assert not records(house, BodyFile)
    assert give(desk, reference, file=str(ours), title=TITLE, looked="yes") == 200
    assert "The body can open the file" in desk.text
    assert "File given to the body" in desk.text
    body.get("/respond/request")
    assert TITLE in body.text
    assert "Aigerim" not in body.page.text
    address = re.search(r'href="([^"]*/respond/given/\d+)"', body.page.text)
    assert address is not None
    given = body.client.get(address[1])
    assert given.headers["content-disposition"].startswith(f'attachment; filename="{TITLE}.jpg"')
    assert Image.open(BytesIO(given.content)).format == "JPEG"
    assert b"Aigerim" not in given.content
    other = at_the_body(house, settings, house.file().reference)
    assert other.client.get(address[1]).status_code == 404
    assert body.client.get("/en/respond/given/1").status_code == 404
    assert not records(house, Upload)
    assert damages(house) == []


def test_what_the_complainant_sent_goes_only_where_they_may_be_named(house: House, settings: Settings) -> None:
    desk = open_browser(house, settings, OFFICER)
    for know, taken in (("without_name", 422), ("yes", 200)):
        receipt = house.file(identity="named", respondent_may_know=know)
        at_the_body(house, settings, receipt.reference)
        theirs = hand_in(desk_of(house, settings, enter(house, receipt)), photo(), "me.jpg")
        desk.get(f"/desk/cases/{receipt.reference}/bodies/2")
        assert ("me.jpg" in desk.text) == (taken == 200)
        ours = hand_in(desk_of(house, settings, house.officer(OFFICER), receipt.reference), photo(), "ours.jpg")
        assert give(desk, receipt.reference, file=str(theirs), title="A photo", looked="yes") == taken
        if taken == 422:
            assert "Give one of ours" in desk.text
            assert give(desk, receipt.reference, file=str(ours), title="A photo", looked="yes") == 200


def test_what_cannot_be_cleaned_and_what_is_not_the_cases_stays(house: House, settings: Settings) -> None:
    reference, other = house.file().reference, house.file().reference
    at_the_body(house, settings, reference)
    office = house.officer(OFFICER)
    text = hand_in(desk_of(house, settings, office, reference), NOTE, "note.txt")
    foreign = hand_in(desk_of(house, settings, office, other), photo(), "other.jpg")
    hand_in(desk_of(house, settings, office, reference), photo(), "ours.jpg")
    desk = open_browser(house, settings, OFFICER)
    for chosen in (text, foreign, 0):
        assert give(desk, reference, file=str(chosen), title=TITLE, looked="yes") == 422
    assert not records(house, BodyFile)
    assert [one.sender for one in look(house, come_in(house, give_link(house, reference, 2))).said] == ["institution"]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_file_goes_from_the_store_when_its_link_is_closed(house: House, settings: Settings) -> None:
    reference = house.file().reference
    at_the_body(house, settings, reference)
    ours = hand_in(desk_of(house, settings, house.officer(OFFICER), reference), photo(), "ours.jpg")
    desk, store = open_browser(house, settings, OFFICER), open_store(settings)
    give(desk, reference, file=str(ours), title=TITLE, looked="yes")
    (row,) = records(house, BodyFile)
    assert row.place in set(store.places())
    assert left_over(house.database, store) == []
    desk.submit("/withdraw")
    assert sweep(house.database, store, viewer=System(), at=house.clock()) == 1
    assert row.place not in set(store.places())
    assert not records(house, BodyFile)
    assert [one.name for one in open_file(house, reference).files] == ["ours.jpg"]
    assert damages(house) == []
