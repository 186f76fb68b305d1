"""The case file as a browser without scripts sees it: what it shows, to whom, and in which words."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import mailbox
from cases.database import Database
from cases.records import Reading
from cases.settings import Settings
from cases.viewer import System, Viewer
from tests.builders import House, found_house
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser

STORY = "The manager grabs my hand.\nКолымнан ұстайды. Хватает за руку."
WRITTEN = "A careful reason that took an hour to write"


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    found = found_house(database, at=now)
    found.employ("second.39", "KZ-39", "caseworker")
    found.employ("npm.np", "KZ-NP", "npm")
    return found


@pytest.fixture
def reference(house: House) -> str:
    return house.file(story=STORY, language="ru").reference


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "caseworker.39")


def walk(house: House, reference: str, *acts: str) -> None:
    for name in acts:
        house.act(reference, name, by="caseworker.39")


def to_admissibility(house: House, reference: str) -> None:
    walk(house, reference, "register", "triage", "check_admissibility")


def body(house: House) -> str:
    return next(iter(house.pack.registers["bodies"]))


def ground(house: House) -> str:
    return next(iter(house.pack.taxonomies["inadmissibility"].labels))


@on_both
def test_the_case_shows_the_story_as_it_was_filed(browser: Browser, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}")
    assert "The manager grabs my hand. Колымнан ұстайды. Хватает за руку." in browser.text
    for words in ("What happened?", "Kostanay", "Registration due", "Can be read by", "Harassment or bullying at work"):
        assert words in browser.text
    (story,) = [each for each in browser.tree.iter("div") if each.get("class") == "story-text"]
    assert story.get("lang") == "ru"


def test_reading_a_case_is_written_down(browser: Browser, house: House, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}")

    def readers(session: Session, *, viewer: Viewer) -> list[str]:
        return list(session.scalars(select(Reading.actor)))

    assert house.database.read(readers, viewer=System()) == [house.officer("caseworker.39").actor]


def test_an_act_that_is_not_possible_says_why(browser: Browser, house: House, reference: str) -> None:
    to_admissibility(house, reference)
    walk(house, reference, "admit")
    house.act(
        reference, "request_information", by="caseworker.39", asked_body=body(house), question="What?", masked="false"
    )
    browser.get(f"/desk/cases/{reference}")
    assert re.search(r"Record the findings\s+It depends on something that does not hold yet: still open", browser.text)
    assert not browser.offers("/proceedings/1/record_findings")


@pytest.mark.parametrize("who", ["caseworker.75", "npm.np"])
def test_a_case_of_another_unit_and_one_that_never_was_are_answered_alike(
    house: House, settings: Settings, reference: str, who: str
) -> None:
    browser = open_browser(house, settings, who)
    pages = []
    for asked in (reference, "2026-000000-0", "nonsense"):
        browser.get(f"/desk/cases/{asked}")
        assert browser.page.status_code == 404
        pages.append(browser.text.replace(asked, ""))
    assert len(set(pages)) == 1


def test_a_request_for_information_stands_beside_the_case_with_its_own_clock_and_acts(
    browser: Browser, house: House, reference: str
) -> None:
    to_admissibility(house, reference)
    walk(house, reference, "admit")
    browser.get(f"/desk/cases/{reference}")
    browser.submit("/proceedings/1/request_information", asked_body=body(house), question="Who was on duty?")
    (side,) = [each for each in browser.tree.iter("section") if each.get("id") == "p2"]
    words = " ".join(" ".join(side.itertext()).split())
    assert house.pack.registers["bodies"][body(house)].label["en"] in words
    assert "left" in words
    assert (
        any((each.get("action") or "").endswith("/proceedings/2/deliver") for each in side.iter("form"))
        or "proceedings/2/" in browser.page.text
    )


def test_a_message_from_the_complainant_is_marked_new_once(browser: Browser, house: House) -> None:
    receipt = house.file()
    cookie = mailbox.enter(house.database, receipt.code or "", secrets=house.secrets, at=house.clock())
    complainant = mailbox.resume(cookie, secrets=house.secrets, at=house.clock())
    house.database.write(
        mailbox.write_message,
        "He came back today.",
        key="a" * 32,
        pack=house.pack,
        viewer=complainant,
        at=house.clock(),
    )
    browser.get("/desk?tab=unit")
    assert "New message" in browser.text
    browser.get(f"/desk/cases/{receipt.reference}")
    assert "He came back today." in browser.text
    browser.get("/desk?tab=unit")
    assert "New message" not in browser.text


def test_a_name_for_the_case_is_kept_for_the_unit(browser: Browser, house: House, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}")
    browser.submit(f"{reference}/name", nickname="  The red   <b>house</b> ")
    assert "The red <b>house</b>" in browser.text
    browser.get("/desk?tab=unit")
    assert "The red <b>house</b>" in browser.text


def test_another_unit_of_the_circle_reads_but_does_not_name(house: House, settings: Settings, reference: str) -> None:
    browser = open_browser(house, settings, "caseworker.ho")
    browser.get(f"/desk/cases/{reference}")
    assert "The manager grabs my hand." in browser.text
    assert not browser.offers("/name")


def test_a_letter_can_be_read_as_the_complainant_reads_it(browser: Browser, house: House, reference: str) -> None:
    walk(house, reference, "register")
    browser.get(f"/desk/cases/{reference}")
    (address,) = [str(each.get("href")) for each in browser.tree.iter("a") if "/letters/" in (each.get("href") or "")]
    browser.read(browser.client.get(address))
    assert browser.page.status_code == 200
    assert reference in browser.text
    for wrong in ("1", "x", "9" * 30):
        browser.get(f"/desk/cases/{reference}/letters/{wrong}")
        assert browser.page.status_code == 404


def test_the_address_of_a_failed_form_opens_it_again_in_another_language(browser: Browser, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}/proceedings/1/note")
    (opened,) = [each for each in browser.tree.iter("details") if "open" in each.attrib]
    assert opened.get("id") == "p1-note"


def test_a_complainants_words_are_shown_and_never_run(browser: Browser, house: House) -> None:
    reference = house.file(story="<script>alert(1)</script> & <b>bold</b>").reference
    browser.get(f"/desk/cases/{reference}")
    assert "<script>alert(1)" not in browser.page.text
    assert "<script>alert(1)</script> & <b>bold</b>" in browser.text


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_case_is_all_in_the_officers_language(house: House, settings: Settings, language: str) -> None:
    reference = house.file(story="Оқиға", danger_24h="unsure").reference
    to_admissibility(house, reference)
    house.act(reference, "reject", by="caseworker.39", ground=ground(house), reason="Себебі")
    browser = open_browser(house, settings, "representative.39", language=language)
    browser.get(f"/desk/cases/{reference}")
    words = re.sub(r"English|Representative\.39|Caseworker\.39", "", browser.text)
    assert not [word for word in words.split() if word.isascii() and word.isalpha()]
