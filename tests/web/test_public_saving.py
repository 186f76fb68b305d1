"""Save and come back: the code alone brings a form back, on any device; whatever closed it, nothing that was typed is lost."""

from datetime import datetime
from typing import Any

import pytest

from cases.alarms.due import tidy
from cases.database import Database
from cases.errors import CannotOpen
from cases.filing.saved_drafts import SAVED_LASTS
from cases.records import Complaint, Held, SavedDraft
from cases.settings import Settings
from cases.vault import cookies
from cases.viewer import System
from tests.builders import ORDINARY, House, found_house
from tests.harness.handling import records
from tests.harness.kinds import on_both
from tests.web.public_visitor import Visitor, arrive

STORY = list(ORDINARY["story"])


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now, staffed=False)


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    return arrive(house, settings)


def walk_to(visitor: Visitor, name: str, answers: Any = ORDINARY) -> str:
    """As far as a page; gives the draft's id."""
    visitor.get("/complaint")
    while not visitor.page.url.path.endswith(f"/{name}"):
        visitor.submit(answers)
    return visitor.draft


def press_later(visitor: Visitor, answers: Any) -> None:
    """The second button of a page."""
    address, fields = visitor.filled(answers)
    visitor.post(address, {**fields, "then": "later"})


def save(visitor: Visitor, answers: Any = ORDINARY) -> str:
    """Press "finish later" on the page of the form, have the code shown and close the form; gives the code."""
    press_later(visitor, answers)
    visitor.submit()
    code = visitor.code
    visitor.submit()
    assert visitor.page.url.path.endswith("/complaint/closed"), visitor.text
    return code


def come_back(visitor: Visitor, code: str) -> None:
    visitor.get("/mailbox")
    visitor.submit({"code": [code]})


@on_both
def test_a_saved_form_is_opened_by_its_code_alone_on_another_device_and_nowhere_else_after_it(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    draft = walk_to(visitor, "where")
    code = save(visitor, {"place": ["The yard behind the gate"]})
    assert visitor.get(f"/complaint/{draft}/story").status_code == 404
    other = arrive(house, settings)
    come_back(other, code)
    assert other.page.url.path == f"/en/complaint/{draft}/where"
    assert other.filled({})[1]["place"] == ["The yard behind the gate"]
    other.get(f"/complaint/{draft}/story")
    assert other.filled({})[1]["story"] == STORY
    come_back(visitor, code)
    assert other.get(f"/complaint/{draft}/story").status_code == 404
    assert records(house, Complaint) == []


def test_what_a_thief_has_of_a_saved_form_opens_without_its_code_no_more_than_any_other(
    visitor: Visitor, house: House
) -> None:
    walk_to(visitor, "where")
    code = save(visitor)
    (row,), (saved,) = records(house, Held), records(house, SavedDraft)
    assert row.wrapped_key is None
    everything = b"".join((row.sealed, saved.lookup, saved.wrapped_key))
    for words in (code, code.replace(" ", ""), STORY[0], "danger_24h"):
        assert words.encode() not in everything
    with pytest.raises(CannotOpen):
        cookies.open_draft(house.secrets.pepper.key("codes"), row.id, saved.wrapped_key, row.sealed)


def test_the_code_that_saved_the_form_becomes_the_code_of_the_mailbox(visitor: Visitor, house: House) -> None:
    walk_to(visitor, "where")
    code = save(visitor)
    come_back(visitor, code)
    while not visitor.page.url.path.endswith("/check"):
        visitor.submit(ORDINARY)
    visitor.submit()
    assert visitor.code == code
    assert records(house, SavedDraft) == []
    come_back(visitor, code)
    assert visitor.page.url.path.endswith("/mailbox/read")
    assert len(records(house, Complaint)) == 1


def test_saving_keeps_what_is_wrong_or_missing_on_the_page(visitor: Visitor) -> None:
    draft = walk_to(visitor, "story")
    code = save(visitor, {"story": ["a" * 20_001], "urgent_signs": []})
    come_back(visitor, code)
    assert visitor.page.url.path == f"/en/complaint/{draft}/story"
    assert visitor.filled({})[1]["story"] == ["a" * 20_001]


def test_saving_again_shows_the_same_code_for_another_week(visitor: Visitor, house: House) -> None:
    walk_to(visitor, "who")
    press_later(visitor, ORDINARY)
    visitor.submit()
    code, (before,) = visitor.code, records(house, SavedDraft)
    house.clock.move(hours=2)
    visitor.post(visitor.page.url.path, {"csrf": visitor.filled({})[1]["csrf"]})
    (after,) = records(house, SavedDraft)
    assert (visitor.code, after.until - before.until) == (code, house.clock() + SAVED_LASTS - before.until)


def test_the_cookie_closes_after_its_time_and_the_code_after_its_own(visitor: Visitor, house: House) -> None:
    draft = walk_to(visitor, "where", {**ORDINARY})
    press_later(visitor, ORDINARY)
    visitor.submit()
    code = visitor.code
    house.clock.move(hours=25)
    house.database.write(tidy, viewer=System(), at=house.clock())
    assert visitor.get(f"/complaint/{draft}/where").status_code == 404
    come_back(visitor, code)
    assert visitor.page.url.path == f"/en/complaint/{draft}/contact"
    house.clock.move(days=8)
    come_back(visitor, code)
    assert visitor.page.status_code == 422
    house.database.write(tidy, viewer=System(), at=house.clock())
    assert (records(house, Held), records(house, SavedDraft)) == ([], [])


def test_on_a_phone_that_others_use_a_form_that_came_back_is_soon_closed_again(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    walk_to(visitor, "contact")
    code = save(visitor, {**ORDINARY, "shared_phone": ["yes"]})
    come_back(visitor, code)
    draft = visitor.draft
    house.clock.move(minutes=31)
    assert visitor.get(f"/complaint/{draft}/story").status_code == 404
    come_back(arrive(house, settings), code)


def test_leaving_quickly_keeps_a_form_for_its_code_and_for_nothing_else(visitor: Visitor, house: House) -> None:
    draft = walk_to(visitor, "where")
    press_later(visitor, ORDINARY)
    visitor.submit()
    code = visitor.code
    visitor.post("/en/leave", {"draft": draft})
    assert [row.wrapped_key for row in records(house, Held)] == [None]
    come_back(visitor, code)
    assert visitor.page.url.path == f"/en/complaint/{draft}/contact"


def test_a_lost_cookie_costs_nothing_that_was_typed_on_the_page_where_the_form_was_saved(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    draft = walk_to(visitor, "story")
    press_later(visitor, {})
    visitor.submit()
    code = visitor.code
    visitor.get(f"/complaint/{draft}/story")
    address, fields = visitor.filled(ORDINARY)
    stranger = arrive(house, settings)
    stranger.post(address, fields)
    assert (stranger.page.status_code, stranger.names >= {"code", "kept-story"}) == (403, True)
    stranger.submit({"code": ["1111 1111 1111 1111 1111"]}, action="/mailbox")
    assert stranger.page.status_code == 422
    stranger.submit({"code": [code]}, action="/mailbox")
    assert stranger.page.url.path == f"/en/complaint/{draft}/where"
    stranger.get(f"/complaint/{draft}/story")
    assert stranger.filled({})[1]["story"] == STORY


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_expired_form_that_nobody_saved_begins_anew_with_what_was_typed_on_its_page(
    house: House, settings: Settings, language: str
) -> None:
    visitor = arrive(house, settings, language=language)
    draft = walk_to(visitor, "story")
    address, fields = visitor.filled(ORDINARY)
    house.clock.move(hours=25)
    visitor.post(address, fields)
    assert visitor.page.status_code == 404
    visitor.submit(action="/complaint/again")
    assert visitor.draft != draft
    visitor.get(f"/complaint/{visitor.draft}/story")
    while not visitor.page.url.path.endswith("/story"):
        visitor.submit(ORDINARY)
    assert visitor.filled({})[1]["story"] == STORY


def test_a_page_that_comes_after_sending_makes_no_second_complaint_and_can_go_along_as_a_message(
    visitor: Visitor, house: House
) -> None:
    draft = walk_to(visitor, "story")
    address, fields = visitor.filled(ORDINARY)
    visitor.walk_on()
    visitor.submit()
    fields["csrf"] = visitor.filled({})[1]["csrf"]
    visitor.post(address, {**fields, "story": ["And one thing more that I forgot."]})
    assert (visitor.page.status_code, visitor.names >= {"text"}) == (409, True)
    visitor.submit(action=f"/sent/{draft}/more")
    visitor.submit(action="/mailbox/message")
    assert "And one thing more that I forgot." in visitor.text
    assert len(records(house, Complaint)) == 1


def test_what_another_site_made_the_browser_send_is_not_carried_anywhere(visitor: Visitor) -> None:
    walk_to(visitor, "story")
    answer = visitor.client.post(
        visitor.page.url.path, data={"story": "planted words of theirs"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (answer.status_code, "/complaint/again" in answer.text) == (403, False)
