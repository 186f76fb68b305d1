"""The roster's page and the duty page: what is typed wrongly, what is never shown, and one button."""

from collections.abc import Mapping
from typing import Any

import pytest

from cases.records import DutyContact, DutyShift, DutyTest
from cases.settings import Settings
from tests.builders import House
from tests.harness.duty import CHIEF, put_on_duty, reach, staff_desk
from tests.harness.handling import records
from tests.harness.kinds import on_both
from tests.web.desk_browser import open_browser

SHIFT: Mapping[str, Any] = {
    "place": "first",
    "officer": "caseworker.75",
    "day__day": "28",
    "day__month": "11",
    "day__year": "2026",
}
HOURS: Mapping[str, Any] = {"begins": "20:00", "ends": "08:00", "days": "3"}


@pytest.fixture
def desk(house: House) -> House:
    staff_desk(house)
    return house


@on_both
def test_nights_in_a_row_are_entered_at_once_and_taken_off_one_by_one(desk: House, settings: Settings) -> None:
    browser = open_browser(desk, settings, CHIEF)
    browser.get("/admin/duty")
    assert "Uncovered hours" in browser.text
    browser.submit("/admin/duty/shifts", **SHIFT, **HOURS)
    assert "The roster is saved" in browser.text
    rows = records(desk, DutyShift)
    assert [(row.ends_at - row.starts_at).total_seconds() for row in rows] == [12 * 3600.0] * 3
    assert {row.starts_at.astimezone(desk.pack.zone).hour for row in rows} == {20}
    browser.submit("/admin/duty/removal", shift=str(rows[0].id))
    assert len(records(desk, DutyShift)) == 2
    for nonsense in ("", "-1", "9" * 30, "1 or 1"):
        browser.submit("/admin/duty/removal", shift=nonsense)
    assert len(records(desk, DutyShift)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins": "25:00"}, {"ends": "soon"}, {"days": "0"}, {"days": "99"}, {"day__month": "13"}, {"day__year": "9999"},
        {"day__year": "2020"}, {"officer": "nobody"}, {"place": "fifth"}, {"begins": ""},
    ],
)  # fmt: skip
def test_what_is_no_shift_comes_back_with_what_was_typed(
    desk: House, settings: Settings, wrong: Mapping[str, Any]
) -> None:
    browser = open_browser(desk, settings, CHIEF)
    browser.get("/admin/duty")
    page = browser.submit("/admin/duty/shifts", **{**SHIFT, **HOURS, **wrong})
    assert page.status_code == 422
    assert "There is a problem" in browser.text
    assert records(desk, DutyShift) == []


def test_an_address_is_kept_and_never_shown(desk: House, settings: Settings) -> None:
    put_on_duty(desk)
    browser = open_browser(desk, settings, CHIEF)
    browser.get("/admin/duty")
    bad = browser.submit("/admin/duty/contacts", officer="first.du", email="first at nhri", phone="")
    assert bad.status_code == 422
    assert "Enter an e-mail address" in browser.text
    assert records(desk, DutyContact) == []
    browser.submit("/admin/duty/contacts", officer="first.du", email="first@nhri.example", phone="+7 701 123-45-67")
    assert "sealed" in browser.text
    assert "first@nhri.example" not in browser.page.text
    assert "1234567" not in browser.page.text
    assert [row.channels for row in records(desk, DutyContact)] == [["email", "sms", "voice"]]


def test_a_caseworker_does_not_see_the_roster_but_confirms_a_test_alarm(desk: House, settings: Settings) -> None:
    put_on_duty(desk)
    reach(desk, "first.du")
    desk.database.write(ring, pack=desk.pack, house=desk, viewer=desk.officer(CHIEF))
    browser = open_browser(desk, settings, "first.du")
    assert browser.get("/admin/duty").status_code == 403
    browser.get("/desk/duty")
    browser.submit("/desk/duty/test")
    assert "Your telephone works" in browser.text
    assert records(desk, DutyTest)[0].confirmed_at == desk.clock()


def ring(session: object, *, pack: object, house: House, viewer: object) -> None:
    row = DutyTest(
        day=house.clock().date(), officer_id=house.officer("first.du").id, place="first", sent_at=house.clock(),
        reachable=True, confirmed_at=None,
    )  # fmt: skip
    session.add(row)  # type: ignore[attr-defined]
