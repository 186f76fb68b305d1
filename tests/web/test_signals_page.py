"""The list of signals as a browser without scripts sees it."""

from cases.settings import Settings
from tests.builders import House
from tests.web.desk_browser import open_browser


def test_a_signal_is_found_from_the_queue_and_taken(house: House, settings: Settings) -> None:
    reference = house.file(identity="anonymous").reference
    browser = open_browser(house, settings, "caseworker.39")
    browser.get("/desk")
    assert "/en/desk/signals" in {each.get("href") for each in browser.tree.iter("a")}
    labels = [each.get("id") for each in browser.tree.iter("select")]
    assert {"facility", "handler_id"} <= set(labels)
    browser.get("/desk/signals")
    assert reference in browser.text
    assert f"/en/desk/begin/complaint?from={reference}" in {each.get("href") for each in browser.tree.iter("a")}
    browser.submit(f"{reference}/take")
    browser.get("/desk/signals")
    assert not browser.offers(f"{reference}/take")
    handler = str(house.officer("caseworker.39").id)
    browser.get(f"/desk?tab=unit&handler_id={handler}")
    assert reference in browser.text
    browser.get("/desk?tab=unit&handler_id=7")
    assert "No case fits these filters." in browser.text
