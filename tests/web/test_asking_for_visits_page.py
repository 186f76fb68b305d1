"""From rows that an officer ticks in the queue to a visit that is asked for."""

from cases.records import Case
from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import OFFICER, records
from tests.web.desk_browser import open_browser


def test_ticked_rows_ask_for_a_visit_after_the_page_said_what_is_told(house: House, settings: Settings) -> None:
    house.employ("npm.np", "KZ-NP", "npm")
    picked = [
        house.file(track="detention", facility=place, region="KZ-39").reference
        for place in ("F-3901", "F-3901", "F-3902")
    ]
    desk = open_browser(house, settings, OFFICER)
    desk.get("/desk?tab=unit")
    desk.submit("/desk/bulk", do="visit", row=picked)
    assert desk.page.status_code == 422
    assert "A visit goes to one place" in desk.text
    desk.get("/desk?tab=unit")
    desk.submit("/desk/bulk", do="visit", row=picked[:2])
    assert "What the mechanism learns" in desk.text
    assert not records(house, Case, kind="planned_visit")
    desk.submit("/desk/bulk/visit", row=picked[:2])
    assert "The visit was asked for" in desk.text
    assert len(records(house, Case, kind="planned_visit")) == 1
    desk.get(f"/desk/cases/{picked[0]}")
    assert "A special visit to the place was asked for" in desk.text
    watcher = open_browser(house, settings, "npm.np")
    watcher.get("/desk/places/F-3901")
    assert not any(reference in watcher.page.text for reference in picked)
