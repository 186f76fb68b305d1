"""Handing out work in a browser without scripts: the next case, a handler for a case, absences and interests."""

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import case_of
from tests.web.desk_browser import Browser, open_browser


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    house.employ("second.39", "KZ-39", "caseworker", "intake")
    return open_browser(house, settings, "caseworker.39")


def test_the_next_case_opens_at_once_and_says_why_it_is_this_one(browser: Browser, house: House) -> None:
    reference = house.file(danger_24h="unsure").reference
    browser.get("/desk")
    browser.submit("/desk/next")
    assert browser.page.url.path == f"/en/desk/cases/{reference}"
    assert "This is your next case" in browser.text
    assert "afraid or at risk" in browser.text
    browser.get("/desk")
    browser.submit("/desk/next")
    assert "No case is left for you" in browser.text
    browser.get("/desk/next?interest=2&role=x&language=-1&junk=5")
    assert "2 cases were passed over: you noted" in browser.text


def test_who_leads_the_unit_gives_a_case_to_whom_the_house_suggests(
    browser: Browser, house: House, settings: Settings
) -> None:
    reference = house.file().reference
    browser.get(f"/desk/cases/{reference}")
    assert not browser.offers("/handler")
    chief = open_browser(house, settings, "representative.39")
    chief.get(f"/desk/cases/{reference}")
    assert "has the least work: 0" in chief.text
    chosen = [each for each in chief.form("/handler").iter("input") if "checked" in each.attrib]
    assert len(chosen) == 1
    chief.submit("/handler", officer=chosen[0].attrib["value"])
    assert "handles the case now" in chief.text
    assert str(case_of(house, reference).handler_id) == chosen[0].attrib["value"]
    chief.submit("/handler", officer="12345")
    assert "The case was not given" in chief.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_absences_and_interests_are_noted_kept_and_removed(house: House, settings: Settings, language: str) -> None:
    browser = open_browser(house, settings, "representative.39", language=language)
    browser.get("/desk/absences")
    day = {"first-day": "1", "first-month": "12", "first-year": "2026"}
    address = f"/{language}/desk/absences"
    hidden = {each.get("name", ""): each.get("value", "") for each in browser.form("/desk/absences").iter("input")}
    browser.post(address, {**hidden, **day, "last-day": "31", "last-month": "2", "last-year": "2027"})
    assert browser.page.status_code == 422
    assert '"2027"' in browser.page.text  # what was typed is still there
    browser.post(address, {**hidden, **day, "last-day": "1", "last-month": "2", "last-year": "2026"})
    assert browser.page.status_code == 422
    browser.post(address, {**hidden, **day, "last-day": "4", "last-month": "12", "last-year": "2026"})
    assert "04.12.2026" in browser.text
    browser.submit("/remove")
    assert "04.12.2026" not in browser.text
    browser.submit("/desk/interests", facilities="F-3901")
    assert browser.offers("/desk/interests/facilities/F-3901/remove")
    browser.submit("/desk/interests", facilities="F-0000")
    assert browser.page.status_code == 422
    browser.get("/desk/absences")
    browser.submit("/desk/interests/facilities/F-3901/remove")
    assert not browser.offers("/desk/interests/facilities/F-3901/remove")


def test_cases_of_a_colleague_who_is_away_are_handed_on(browser: Browser, house: House, settings: Settings) -> None:
    reference = house.file().reference
    browser.get("/desk")
    browser.submit("/desk/next")
    chief = open_browser(house, settings, "representative.39")
    chief.get("/desk/absences")
    chief.submit("/hand-on")
    assert reference in chief.text
    assert "Second.39" in chief.text


@pytest.mark.parametrize("language", ["kk", "en"])
def test_a_case_is_begun_from_another_one_and_both_show_it(house: House, settings: Settings, language: str) -> None:
    reference = house.file().reference
    chief = open_browser(house, settings, "representative.39", language=language)
    chief.get(f"/desk/begin?from={reference}")
    assert f"/desk/begin/systemic_issue?from={reference}" in chief.page.text
    chief.get(f"/desk/begin/systemic_issue?from={reference}")
    assert reference in chief.page.text
    hidden = {one.get("name", ""): one.get("value", "") for one in chief.form("/systemic_issue").iter("input")}
    plain = {name: hidden[name] for name in ("csrf", "key")}
    address = f"/{language}/desk/begin/systemic_issue"
    chief.post(address, {**plain, "title": "", "linked": reference, "facility": "F-0000"})
    assert chief.page.status_code == 422
    assert reference in chief.page.text  # what was typed is still there
    chief.post(address, {**plain, "title": "Wages", "linked": reference, "region": "KZ-39", "issues": "violence"})
    assert chief.page.status_code == 200
    assert reference in chief.text
    chief.get(f"/desk/cases/{reference}")
    assert chief.page.text.count("/desk/cases/2026") > 1
    chief.get("/desk/begin/signal")
    assert chief.page.status_code == 404
