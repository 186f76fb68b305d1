"""Acting on a case by forms alone: done once, four eyes where needed, and nothing typed ever lost."""

import re
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.packs.jurisdiction import load_pack
from cases.records import Case, Entry
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


def entries(house: House, reference: str) -> int:
    """How many acts the case's journal holds."""

    def count(session: Session, *, viewer: Viewer) -> int:
        of_case = select(func.count()).select_from(Entry).join(Case, Case.id == Entry.case_id)
        return session.scalar(of_case.where(Case.reference == reference)) or 0

    return house.database.read(count, viewer=System())


def walk(house: House, reference: str, *acts: str) -> None:
    for name in acts:
        house.act(reference, name, by="caseworker.39")


def to_admissibility(house: House, reference: str) -> None:
    walk(house, reference, "register", "triage", "check_admissibility")


def ground(house: House) -> str:
    return next(iter(house.pack.taxonomies["inadmissibility"].labels))


def test_an_act_is_done_with_its_form_and_told_of(browser: Browser, house: House, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}")
    browser.submit("/proceedings/1/register")
    assert browser.page.url.path == f"/en/desk/cases/{reference}"
    assert "Recorded" in browser.text
    assert "Register → Registered" in browser.text
    assert browser.offers("/proceedings/1/triage")
    assert not browser.offers("/proceedings/1/register")
    assert "Caseworker.39" in browser.text


def test_a_sealed_note_stands_in_the_timeline(browser: Browser, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}")
    browser.submit("/proceedings/1/note", text="She can be called after six.")
    assert "She can be called after six." in browser.text


def test_missing_answers_are_asked_for_beside_the_field_and_what_was_typed_stays(
    browser: Browser, house: House, reference: str
) -> None:
    to_admissibility(house, reference)
    browser.get(f"/desk/cases/{reference}")
    browser.submit("/proceedings/1/reject", reason=WRITTEN)
    assert browser.page.status_code == 422
    assert browser.title.startswith("Error: ")
    assert WRITTEN in browser.page.text
    (link,) = [each for each in browser.tree.iter("a") if (each.get("href") or "").startswith("#p1-reject-")]
    target = (link.get("href") or "")[1:]
    assert [each for each in browser.tree.iter() if each.get("id") == target]
    (opened,) = [each for each in browser.tree.iter("details") if "open" in each.attrib]
    assert opened.get("id") == "p1-reject"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "бұл – «Шағым түскен орган»"),
        ("ru", "это «Орган, на который жалуются»"),
        ("en", "it is the “Body complained of”"),
    ],
)
def test_a_case_is_not_handed_to_the_body_complained_of(
    house: House, settings: Settings, reference: str, language: str, words: str
) -> None:
    house.act(reference, "correct_facts", by="caseworker.39", accused_body="B-POLICE", reason="She names them.")
    browser = open_browser(house, settings, "caseworker.39", language=language)
    browser.get(f"/desk/cases/{reference}")
    typed: dict[str, Any] = {"referral_body": "B-POLICE", "referral_reason": "labour", "part": WRITTEN}
    browser.submit("/proceedings/1/refer", **typed)
    assert browser.page.status_code == 422
    assert words in browser.text
    assert WRITTEN in browser.page.text
    assert "B-POLICE" in [each.get("value") for each in browser.tree.iter("option") if "selected" in each.attrib]


CANNOT_BE_TAKEN: tuple[dict[str, Any], ...] = (
    {"text": "\0 nothing"},
    {"text": "x" * 30_000},
    {"text": "fine", "unknown": "field"},
    {"text": ["one", "two"]},
    {"text": "   "},
)


@pytest.mark.parametrize("typed", CANNOT_BE_TAKEN)
def test_answers_that_cannot_be_taken_come_back_with_a_reason_and_change_nothing(
    browser: Browser, house: House, reference: str, typed: dict[str, Any]
) -> None:
    browser.get(f"/desk/cases/{reference}")
    before = entries(house, reference)
    browser.submit("/proceedings/1/note", **typed)
    assert browser.page.status_code == 422
    assert "There is a problem" in browser.text
    assert entries(house, reference) == before


@on_both
def test_a_colleague_who_was_quicker_costs_nobody_a_word(
    browser: Browser, house: House, settings: Settings, reference: str
) -> None:
    to_admissibility(house, reference)
    browser.get(f"/desk/cases/{reference}")
    house.act(reference, "note", by="second.39", text="I called them.")
    before = entries(house, reference)
    browser.submit("/proceedings/1/ask_complainant", question=WRITTEN)
    assert browser.page.status_code == 409
    assert entries(house, reference) == before
    assert "the case changed while you wrote" in browser.text
    assert re.search(r"Add a note \(Second\.39\)", browser.text)
    assert WRITTEN in browser.page.text
    browser.submit("/proceedings/1/ask_complainant", question=WRITTEN)
    assert browser.page.status_code == 200
    assert entries(house, reference) == before + 1


def test_words_for_an_act_that_is_no_longer_possible_are_shown_to_be_copied(
    browser: Browser, house: House, reference: str
) -> None:
    to_admissibility(house, reference)
    browser.get(f"/desk/cases/{reference}")
    house.act(reference, "admit", by="second.39")
    browser.submit("/proceedings/1/ask_complainant", question=WRITTEN)
    assert browser.page.status_code == 409
    assert "The act is no longer possible" in browser.text
    assert f"Question {WRITTEN}" in browser.text


def test_the_same_form_sent_twice_acts_once(browser: Browser, house: House, reference: str) -> None:
    browser.get(f"/desk/cases/{reference}")
    before = entries(house, reference)
    form = browser.form("/proceedings/1/note")
    address = str(form.get("action"))
    fields = {str(each.get("name")): str(each.get("value")) for each in form.iter("input")} | {"text": "Once."}
    for _ in range(2):
        browser.post(address, fields)
        assert browser.page.status_code == 200
    assert entries(house, reference) == before + 1
    assert browser.text.count("Once.") == 1


@pytest.mark.parametrize(("without", "status"), [("csrf", 403), ("key", 400)])
def test_a_form_without_its_hidden_parts_is_refused(
    browser: Browser, house: House, reference: str, without: str, status: int
) -> None:
    browser.get(f"/desk/cases/{reference}")
    before = entries(house, reference)
    browser.submit("/proceedings/1/note", without=without, text="A note")
    assert browser.page.status_code == status
    assert entries(house, reference) == before


@pytest.mark.parametrize("seen", ["", "-1", "x", "٣", "9" * 40])
def test_a_damaged_version_mark_never_lets_a_blind_act_through(
    browser: Browser, house: House, reference: str, seen: str
) -> None:
    browser.get(f"/desk/cases/{reference}")
    browser.submit("/proceedings/1/note", seen__version=seen, text=WRITTEN)
    assert browser.page.status_code == 409
    assert WRITTEN in browser.page.text


@pytest.mark.parametrize("path", ["proceedings/1/note", "take", "name"])
def test_acts_on_a_case_of_another_unit_are_answered_as_if_there_were_none(
    house: House, settings: Settings, reference: str, path: str
) -> None:
    browser = open_browser(house, settings, "caseworker.75")
    own = house.file(region="KZ-75").reference
    browser.get(f"/desk/cases/{own}")
    form = browser.form("/proceedings/1/note")
    fields = {str(each.get("name")): str(each.get("value")) for each in form.iter("input")} | {"text": "A note"}
    pages = []
    for asked in (reference, "2026-000000-0"):
        browser.post(f"/en/desk/cases/{asked}/{path}", fields)
        assert browser.page.status_code == 404
        pages.append(browser.text.replace(asked, ""))
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [("9/note", 404), ("0/note", 404), ("x/note", 404), ("1/nonsense", 409), ("1/decide", 409), ("1/%00", 409)],
)
def test_acts_and_proceedings_that_do_not_exist_are_told_as_such(
    browser: Browser, reference: str, path: str, status: int
) -> None:
    browser.get(f"/desk/cases/{reference}")
    form = browser.form("/proceedings/1/note")
    fields = {str(each.get("name")): str(each.get("value")) for each in form.iter("input")} | {"text": WRITTEN}
    browser.post(f"/en/desk/cases/{reference}/proceedings/{path}", fields)
    assert browser.page.status_code == status
    if status == 409:
        assert WRITTEN in browser.page.text


@on_both
def test_four_eyes_the_second_person_sees_what_was_written_and_confirms_it(
    browser: Browser, house: House, settings: Settings, reference: str
) -> None:
    to_admissibility(house, reference)
    browser.get(f"/desk/cases/{reference}")
    browser.submit("/proceedings/1/reject", reason=WRITTEN, ground=ground(house))
    assert "You began this, so somebody else must confirm it." in browser.text
    assert not browser.offers("/proceedings/1/confirm:reject")
    second = open_browser(house, settings, "representative.39")
    second.get(f"/desk/cases/{reference}")
    (box,) = [each for each in second.tree.iter("section") if each.get("id") == "p1-waiting"]
    assert WRITTEN in "".join(box.itertext())
    second.submit("/proceedings/1/confirm:reject")
    assert second.page.status_code == 200
    assert "Do not admit → Not admitted" in second.text


def test_four_eyes_the_second_person_may_say_no(
    browser: Browser, house: House, settings: Settings, reference: str
) -> None:
    to_admissibility(house, reference)
    house.act(reference, "reject", by="caseworker.39", ground=ground(house), reason=WRITTEN)
    second = open_browser(house, settings, "representative.39")
    second.get(f"/desk/cases/{reference}")
    second.submit("/proceedings/1/refuse:reject")
    assert "Not confirmed: Do not admit" in second.text
    browser.get(f"/desk/cases/{reference}")
    assert "Waits for a second person" not in browser.text
    assert browser.offers("/proceedings/1/reject")


def test_nobody_confirms_their_own_act_even_with_a_form_of_their_own_making(
    browser: Browser, house: House, reference: str
) -> None:
    to_admissibility(house, reference)
    house.act(reference, "reject", by="caseworker.39", ground=ground(house), reason=WRITTEN)
    browser.get(f"/desk/cases/{reference}")
    form = browser.form("/proceedings/1/refuse:reject")
    fields = {str(each.get("name")): str(each.get("value")) for each in form.iter("input")}
    browser.post(f"/en/desk/cases/{reference}/proceedings/1/confirm:reject", fields)
    assert browser.page.status_code == 409
    assert "Waits for a second person" in browser.text


NEW_ACT = """
  call_back:
    label: {kk: Қайта қоңырау шалу, ru: Перезвонить, en: Call back}
    help: {kk: Уақытын келісіңіз, ru: Договоритесь о времени, en: Agree on a time}
    by: [caseworker]
    asks:
      agreed: {kind: date, class: sealed, required: true, label: {kk: Қай күні, ru: В какой день, en: On which day}}
      weather: {kind: choice, class: sealed, label: {kk: Ауа райы, ru: Погода, en: Weather},
        options: [{value: fair, label: {kk: Ашық, ru: Ясно, en: Fair}}, {value: foul, label: {kk: Бұлт, ru: Дождь, en: Foul}}]}
"""


def test_an_act_that_is_new_in_a_procedure_file_needs_no_code(house: House, settings: Settings) -> None:
    files = dict(house.pack.files)
    head, anywhere, rest = files["procedures/complaint.yaml"].partition("\nanywhere:")
    files["procedures/complaint.yaml"] = head + anywhere + NEW_ACT.rstrip() + rest
    house.pack = load_pack(files)
    reference = house.file().reference
    browser = open_browser(house, settings, "caseworker.39")
    browser.get(f"/desk/cases/{reference}")
    assert "Agree on a time" in browser.text
    browser.submit("/proceedings/1/call_back", weather="fair")
    assert "On which day" in browser.text
    assert browser.page.status_code == 422
    browser.submit(
        "/proceedings/1/call_back", weather="fair", agreed__day="24", agreed__month="11", agreed__year="2026"
    )
    assert browser.page.status_code == 200
    assert "Recorded: Call back" in browser.text
    assert "Weather Fair" in browser.text
