"""Persons restored and held to account as a browser without scripts records and strikes them."""

from typing import Any

from cases.settings import Settings
from tests.builders import House
from tests.web.desk_browser import open_browser


def test_a_sanction_is_recorded_with_its_liability_and_struck(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "caseworker.39")
    reference = house.file().reference
    place = f"/desk/cases/{reference}/outcomes"
    said: dict[str, Any] = {
        "what": "accountable", "people": "2", "body": "B-MOH", "day__day": "20", "day__month": "11", "day__year": "2026",
        "evidence": "The order was shown to us.",
    }  # fmt: skip
    browser.get(place)
    browser.submit("/outcomes", **said)
    assert browser.page.status_code == 422
    assert "The order was shown to us." in {each.text for each in browser.tree.iter("textarea")}
    browser.submit("/outcomes", **said, sanction="criminal")
    assert "2 persons held to account: Criminal" in browser.text
    browser.submit("/strike")
    assert "struck" in browser.text
    browser.get(f"/desk/cases/{reference}")
    assert "What came of it for people" in browser.text
    assert "The order was shown to us." in browser.text
