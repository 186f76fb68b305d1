"""Assisted intake as its pages have it: one complaint, many by keyboard, boxes, the second look."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from cases.records import BoxOpening, Complaint, EnteredComplaint, Mailbox
from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import damages, records
from tests.web.desk_browser import Browser, open_browser

CLERK, COLLEAGUE = "caseworker.39", "representative.39"
LETTER: Mapping[str, Any] = {
    "danger_24h": "no", "track": "other", "story": "They take the parcels.", "region": "KZ-39", "language": "kk",
    "consent_given": "unknown", "envelope": "intact", "received__day": "20", "received__month": "11",
    "received__year": "2026",
}  # fmt: skip


def place_of(house: House) -> str:
    return next(code for code, one in house.pack.registers["facilities"].items() if one.region == "KZ-39")


def at_desk(house: House, settings: Settings, username: str = CLERK) -> Browser:
    browser = open_browser(house, settings, username)
    browser.get("/desk/intake")
    return browser


def begin_box(browser: Browser, house: House, counted: str = "2") -> str:
    """Begin a protocol; gives the address of its page."""
    browser.get("/desk/intake/boxes/new")
    browser.submit("/boxes/new", facility=place_of(house), seal="K 0417", seal_state="intact", counted=counted,
        opened__day="20", opened__month="11", opened__year="2026", time="14:30",
        openers=str(house.officer(CLERK).id))  # fmt: skip
    assert browser.page.status_code == 200, browser.text
    return browser.page.url.path.removeprefix("/en")


def standing(form: Element) -> dict[str, str]:
    """What a browser would send of a form as it stands, nothing typed."""
    fields: dict[str, str] = {}
    for one in form.iter("input"):
        ticked = one.get("type") not in {"radio", "checkbox"} or one.get("checked") is not None
        fields |= {one.get("name", ""): one.get("value", "")} if ticked else {}
    for one in form.iter("select"):
        chosen = [option.get("value", "") for option in one.iter("option") if option.get("selected") is not None]
        fields[one.get("name", "")] = chosen[0] if chosen else ""
    return fields


def next_letter(browser: Browser, **typed: str) -> dict[str, str]:
    """Type into the form of the batch and send it; gives what was sent."""
    sent = {**standing(browser.form("/batch")), **typed}
    browser.post("/en/desk/intake/batch", sent)
    return sent


def test_a_letter_is_entered_gets_its_slip_and_is_compared_by_somebody_else(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    clerk.get("/desk/intake/new?channel=paper")
    clerk.submit("/intake/new", **LETTER)
    (complaint,) = records(house, Complaint)
    assert (complaint.channel, complaint.language, complaint.questionnaire) == ("paper", "kk", "core@1")
    reference = clerk.page.url.path.rpartition("/")[2]
    assert clerk.page.url.path == f"/en/desk/intake/entered/{reference}"
    slip = clerk.get(f"/desk/intake/entered/{reference}/slip")
    assert slip.content[:5] == b"%PDF-"
    clerk.get(f"/desk/cases/{reference}/entry")
    assert not clerk.offers("/entry")
    colleague = at_desk(house, settings, COLLEAGUE)
    colleague.get(f"/desk/cases/{reference}/entry")
    assert "They take the parcels." in colleague.text
    colleague.submit("/entry")
    assert colleague.page.status_code == 422
    colleague.submit("/entry", agrees="no", words="It says: for two months.")
    assert "It says: for two months." in colleague.text
    assert "Differs from the paper" in colleague.text
    assert damages(house) == []


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    clerk.get("/desk/intake/new?channel=paper")
    clerk.submit("/intake/new", **{**LETTER, "region": "", "consent_given": "", "place": "Second floor"})
    assert clerk.page.status_code == 422
    for kept in ("They take the parcels.", "Second floor", 'href="#region"', 'href="#consent_given"'):
        assert kept in clerk.page.text
    assert records(house, Complaint) == []


def test_a_code_is_shown_once_and_never_offered_for_a_box(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    clerk.get("/desk/intake/new?channel=in_person")
    clerk.submit("/intake/new", **{**LETTER, "wants_code": "yes"})
    assert "It is not shown again" in clerk.text
    assert [box.issued_by for box in records(house, Mailbox)] == ["staff"]
    clerk.get("/desk/intake/new?channel=terminal")
    assert "wants_code" not in clerk.page.text


def test_a_box_is_entered_letter_by_letter_and_its_protocol_closed(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    address = begin_box(clerk, house)
    assert "2 letters are still to enter" in clerk.text
    clerk.submit("/close")
    assert clerk.page.status_code == 422
    clerk.get(f"/desk/intake/batch?box={address.rpartition('/')[2]}")
    for number in (1, 2):
        next_letter(clerk, danger_24h="no", story=f"Letter {number}", reply_route="visit")
        assert "Registered:" in clerk.text, clerk.text
    assert "All counted letters are entered." in clerk.text
    clerk.get(address)
    clerk.submit("/close")
    assert "Closed: 2 of 2 registered" in clerk.text
    (row,) = records(house, BoxOpening)
    assert (row.counted, row.registered, row.reason) == (2, 2, None)
    assert {(one.box_id, one.received.isoformat()) for one in records(house, EnteredComplaint)} == {
        (row.id, "2026-11-20")
    }


def test_a_protocol_may_be_counted_again_or_closed_with_a_reason(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    address = begin_box(clerk, house, "3")
    clerk.submit("/count", counted="many")
    assert clerk.page.status_code == 422
    clerk.submit("/count", counted="1")
    assert "1 letter is still to enter" in clerk.text
    clerk.submit("/close", reason="blank")
    assert "Some sheets are blank" in clerk.text
    stranger = open_browser(house, settings, "caseworker.75")
    assert stranger.get(address).status_code == 404


def test_a_batch_carries_over_what_is_the_same_and_takes_a_form_once(house: House, settings: Settings) -> None:
    clerk = at_desk(house, settings)
    clerk.get("/desk/intake/batch")
    typed = {
        "channel": "visit",
        "facility": place_of(house),
        "danger_24h": "no",
        "story": "First",
        "reply_route": "lawyer",
    }
    next_letter(clerk, consent_given="spoken", **typed)
    assert "Registered:" in clerk.text, clerk.text
    kept = standing(clerk.form("/batch"))
    assert (kept["facility"], kept["channel"], kept["consent_given"]) == (place_of(house), "visit", "spoken")
    assert (kept["reply_route"], kept["track"], kept.get("danger_24h"), kept["sender"]) == (
        "lawyer",
        "detention",
        None,
        "",
    )
    sent = next_letter(clerk, danger_24h="no", story="Second")
    clerk.post("/en/desk/intake/batch", sent)
    assert "Registered:" in clerk.text, clerk.text
    assert len(records(house, Complaint)) == 2
    next_letter(clerk, danger_24h="no", story="", sender="Aidos")
    assert clerk.page.status_code == 422
    assert 'href="#story"' in clerk.page.text
    assert standing(clerk.form("/batch"))["sender"] == "Aidos"
