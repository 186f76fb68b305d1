"""The scan of a paper that came to one office and is another office's case."""

import pytest

from cases.records import Evidence
from cases.settings import Settings
from tests.builders import House
from tests.harness.files import NOTE, photo
from tests.harness.handling import damages, journal_of, records
from tests.web.desk_browser import Browser, open_browser
from tests.web.test_intake_pages import CLERK, COLLEAGUE, LETTER, at_desk

THERE = "caseworker.75"
FORM = "/en/desk/intake/entered/{}/files"


def enter_for(desk: Browser, region: str) -> str:
    """Type in a letter of another region; gives its number."""
    desk.get("/desk/intake/new?channel=paper")
    desk.submit("/intake/new", **{**LETTER, "region": region})
    return desk.page.url.path.rpartition("/")[2]


def send(desk: Browser, reference: str, content: bytes, name: str = "page.jpg") -> int:
    token = next(each.get("value") for each in desk.tree.iter("input") if each.get("name") == "csrf")
    files = {"file": (name, content)}
    desk.read(desk.client.post(FORM.format(reference), data={"csrf": token}, files=files, follow_redirects=True))
    return desk.page.status_code


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
def test_a_scan_goes_to_the_other_office_and_does_not_come_back(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    reference = enter_for(clerk, "KZ-75")
    assert "you cannot see it again" in clerk.text
    assert send(clerk, reference, b"\x00\x01\x02", "evil.bin") == 422
    assert not records(house, Evidence)
    clerk.get(f"/desk/intake/entered/{reference}")
    paper = photo()
    assert send(clerk, reference, paper) == 200
    assert "The scan is in the case" in clerk.text
    (row,) = records(house, Evidence)
    address = f"/en/desk/cases/{reference}/files/{row.id}/original"
    assert clerk.client.get(address).status_code == 404
    assert open_browser(house, settings, THERE).client.get(address).content == paper
    added = next(one for one in journal_of(house, reference) if one.act == "evidence.add")
    assert added.actor == house.officer(CLERK).actor
    assert damages(house) == []


def test_nobody_else_adds_one_and_after_a_week_nobody(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    reference = enter_for(clerk, "KZ-75")
    colleague = at_desk(house, settings, COLLEAGUE)
    assert send(colleague, reference, NOTE, "note.txt") == 404
    house.clock.move(days=8)
    later = at_desk(house, settings)
    later.get(f"/desk/intake/entered/{reference}")
    assert "Send the paper there" in later.text
    assert not later.offers("/files")
    later.get("/desk/intake")
    assert send(later, reference, NOTE, "note.txt") == 403
    assert not records(house, Evidence)
