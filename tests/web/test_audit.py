"""The auditor's pages: who did and who read what, without content; walled cases are only some special ones."""

import pytest

from cases.anchoring.making import anchor_day
from cases.journals.auditing import PAGE
from cases.records import Entry, Reading
from cases.settings import Settings
from cases.verifying.daily import verify_day
from tests.builders import House
from tests.database.test_anchors import damage
from tests.harness.handling import TO_INQUIRY, case_of, open_file, records, walk
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser


@on_both
def test_the_journal_says_who_read_and_did_what_and_not_a_sealed_word(house: House, settings: Settings) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    open_file(house, reference)
    page = open_browser(house, settings, "auditor.ho").get("/audit").text
    assert reference in page
    assert "Caseworker.39" in page
    assert "The case file" in page
    assert "Admit" in page
    for secret in ("grabbing", "Ask the school"):
        assert secret not in page


def test_filters_narrow_and_pages_follow_each_other_without_gap_or_double(house: House, settings: Settings) -> None:
    references = [house.file().reference for _ in range(3)]
    for reference in references:
        walk(house, reference, TO_INQUIRY)
        for _ in range(12):
            open_file(house, reference)
    browser = open_browser(house, settings, "auditor.ho")
    by_case = browser.get(f"/audit?reference={references[0]}").text
    assert references[0] in by_case
    assert references[1] not in by_case
    assert "The case file" not in browser.get("/audit?kind=act").text
    assert references[0] not in browser.get("/audit?unit=KZ-75").text
    assert references[0] not in browser.get("/audit?until=2026-11-22").text
    assert references[0] not in browser.get(f"/audit?officer={house.officer('caseworker.75').id}").text
    for nonsense in (
        "since=x",
        "officer=x",
        "reference=%00",
        "after=1.2.3.4",
        "unit=nowhere",
        "after=99999999999.a.1.1",
    ):
        assert browser.get(f"/audit?{nonsense}").status_code == 200
    first = browser.get("/audit").text
    second = browser.get(link_to(browser, "after=")).text
    counted = [text.count('class="reference"') for text in (first, second)]
    assert counted == [PAGE, len(records_of_all(house)) - PAGE]


def records_of_all(house: House) -> list[object]:
    return [*records(house, Entry), *records(house, Reading)]


def link_to(browser: Browser, part: str) -> str:
    """The first link of the page whose address holds *part*, without the language."""
    found = [link.get("href", "") for link in browser.tree.iter("a")]
    return next(address for address in found if part in address).removeprefix(f"/{browser.language}")


def test_a_walled_case_changes_nothing_that_an_auditor_can_see_and_integrity_audits_its_own(
    house: House, settings: Settings
) -> None:
    house.file()
    auditor = open_browser(house, settings, "auditor.ho")
    before = auditor.get("/audit").text
    walled = house.file(about_us="our_staff").reference
    open_file(house, walled, "integrity.in")
    after = auditor.get("/audit").text
    assert walled not in after
    assert stripped(after) == stripped(before)
    assert 'class="reference"' not in auditor.get(f"/audit?reference={walled}").text
    assert walled in open_browser(house, settings, "integrity.in").get("/audit").text


def stripped(text: str) -> str:
    """The page without form tokens, which differ each time."""
    return "\n".join(line for line in text.splitlines() if 'name="csrf"' not in line)


@pytest.mark.parametrize("who", ["caseworker.39", "representative.39", "supervisor.ho"])
def test_others_do_not_enter(house: House, settings: Settings, who: str) -> None:
    browser = open_browser(house, settings, who)
    for address in ("/audit", "/audit/integrity", "/audit/anchors/1"):
        assert browser.get(address).status_code == 403


def test_the_page_says_whether_all_is_whole_and_hands_out_the_anchors(house: House, settings: Settings) -> None:
    reference = house.file().reference
    browser = open_browser(house, settings, "auditor.ho")
    assert "Nobody has looked yet" in browser.get("/audit/integrity").text
    look(house)
    assert "Everything is as it was written" in browser.get("/audit/integrity").text
    file = browser.get(link_to(browser, "/anchors/"))
    assert file.headers["content-disposition"] == 'attachment; filename="anchor-000001.json"'
    assert browser.get("/audit/anchors/9").status_code == 404
    damage(house, "DELETE FROM letters")
    damage(house, "UPDATE journal SET actor = 'system' WHERE case_id = :case", case=case_of(house, reference).id)
    house.clock.move(days=1)
    look(house)
    found = open_browser(house, settings, "auditor.ho").get("/audit/integrity").text
    assert "Something is not as it was written" in found
    assert "journal 1: was changed" in found


def look(house: House) -> None:
    for _ in range(2):
        anchor_day(house.database, pack=house.pack, key=house.secrets.anchor, at=house.clock())
        verify_day(house.database, pack=house.pack, key=house.secrets.anchor.public, at=house.clock())
