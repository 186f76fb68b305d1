"""The page of what is due: one proposes, another confirms, a hold is asked for by number; in three languages."""

import pytest

from cases.records import Shredding
from cases.settings import Settings
from tests.builders import House
from tests.database.test_retention import SECOND, TERM
from tests.harness.handling import CHIEF, TO_THE_END, records, walk
from tests.web.desk_browser import open_browser


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_two_people_shred_a_case_and_the_page_says_so_at_every_step(
    house: House, settings: Settings, language: str
) -> None:
    house.employ(SECOND, "KZ-39", "representative")
    reference = house.file().reference
    walk(house, reference, TO_THE_END)
    house.clock.move(days=TERM * 366)
    first = open_browser(house, settings, CHIEF, language=language)
    assert reference in first.get("/desk/retention").text
    first.submit("/propose", reason="expired")
    assert not first.offers("/confirm")
    second = open_browser(house, settings, SECOND, language=language)
    second.get("/desk/retention")
    second.submit("/holds", reference="2026-000000-0", reason="court")
    assert second.page.status_code == 422
    second.get("/desk/retention")
    second.submit("/holds", reference=reference, reason="court")
    assert not second.offers("/confirm")
    second.submit("/release")
    first.get("/desk/retention")
    first.submit("/propose", reason="expired")
    second.get("/desk/retention")
    second.submit("/confirm")
    assert reference not in second.text
    assert records(house, Shredding)[0].done_at is not None
    assert second.get(f"/desk/cases/{reference}").status_code == 404


@pytest.mark.parametrize("who", ["caseworker.39", "auditor.ho"])
def test_who_does_not_decide_does_not_enter(house: House, settings: Settings, who: str) -> None:
    browser = open_browser(house, settings, who)
    assert browser.get("/desk/retention").status_code == 403


def test_a_form_without_its_token_or_about_an_unknown_case_changes_nothing(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, CHIEF)
    browser.get("/desk/retention")
    assert browser.post("/en/desk/retention/2026-000000-0/confirm", {}).status_code in (400, 403)
    assert records(house, Shredding) == []
