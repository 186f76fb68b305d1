"""The complaint form as frightened people with cheap phones meet it: nothing lost, nothing half-written, every mistake told."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Complaint, Held
from cases.settings import Settings
from cases.viewer import Nobody, Viewer
from tests.builders import ORDINARY, House, found_house
from tests.harness.kinds import on_both
from tests.web.public_visitor import URGENT, Visitor, arrive

LANGUAGES = ("kk", "ru", "en")
LONG = "A word of mine. " * 40


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now, staffed=False)


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    return arrive(house, settings)


def rows(house: House, record: Any) -> int:
    def count(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).select_from(record)) or 0

    return house.database.read(count, viewer=Nobody())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_open_page_is_sound_in_every_language(house: House, settings: Settings, language: str) -> None:
    visitor = arrive(house, settings, language=language)
    for path in ("/", "/complaint", "/mailbox", "/how-we-work", "/days", "/complaint/done"):
        assert visitor.get(path).status_code == 200
        assert visitor.tree.get("lang") == language


def test_the_start_page_tells_the_numbers_the_promise_and_the_two_ways_in(visitor: Visitor, house: House) -> None:
    visitor.get("/")
    assert all(one.number in visitor.text for one in house.pack.institution.emergency)
    assert "14 December 2026" in visitor.text.replace("\u00a0", " ")
    assert {"/en/complaint", "/en/mailbox"} <= set(visitor.links())


def test_looking_at_the_first_page_keeps_nothing(visitor: Visitor, house: House) -> None:
    visitor.get("/complaint")
    assert visitor.page.status_code == 200
    assert rows(house, Held) == 0


def test_the_first_answers_begin_one_draft_that_nobody_else_can_read(visitor: Visitor, house: House) -> None:
    visitor.get("/complaint")
    visitor.submit(ORDINARY)
    assert visitor.page.url.path.endswith("/who")
    assert rows(house, Held) == 1

    def sealed(session: Session, *, viewer: Viewer) -> bytes:
        return session.scalars(select(Held.sealed)).one()

    assert b"danger_24h" not in house.database.read(sealed, viewer=Nobody())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_track_leads_page_by_page_to_the_check_page(house: House, settings: Settings, language: str) -> None:
    visitor = arrive(house, settings, language=language)
    for track in house.pack.taxonomies["tracks"].labels:
        visitor.walk({**ORDINARY, "track": [track]})
        assert "The manager keeps grabbing my hand" in visitor.text
    assert rows(house, Complaint) == 0


def test_each_page_says_which_step_of_how_many_it_is(visitor: Visitor) -> None:
    visitor.get("/complaint")
    steps = []
    while not visitor.page.url.path.endswith("/check"):
        steps.append(next(each.text for each in visitor.main.iter("p") if "caption" in each.get("class", "")))
        visitor.submit(ORDINARY)
    assert steps[1:] == [f"Step {number} of {len(steps) + 1}" for number in range(2, len(steps) + 1)]
    assert len(steps) <= 8


def test_danger_to_life_shows_the_numbers_at_once_and_asks_five_questions(visitor: Visitor) -> None:
    visitor.get("/complaint")
    pages = 0
    while not visitor.page.url.path.endswith("/check"):
        visitor.submit(URGENT)
        pages += 1
        assert "If a life is in danger, call now" in visitor.text
        assert "tel:103" in visitor.links()
    assert pages == 5


def test_without_danger_no_page_shouts(visitor: Visitor) -> None:
    visitor.walk()
    assert "If a life is in danger, call now" not in visitor.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_answer_is_told_beside_its_field_and_in_a_summary_that_leads_there(
    house: House, settings: Settings, language: str
) -> None:
    visitor = arrive(house, settings, language=language)
    visitor.get("/complaint")
    visitor.submit()
    assert visitor.page.status_code == 422
    link = next(each for each in visitor.main.iter("a") if each.get("href", "").startswith("#"))
    target = link.get("href", "")[1:]
    assert any(each.get("id") == target and each.tag == "input" for each in visitor.main.iter())
    assert any(each.get("id") == "danger_24h-error" for each in visitor.main.iter("p"))


def test_what_was_typed_beside_a_mistake_stays_on_the_page_and_in_the_draft(visitor: Visitor, house: House) -> None:
    visitor.get("/complaint")
    while not visitor.page.url.path.endswith("/where"):
        visitor.submit(ORDINARY)
    visitor.submit({"place": ["The yard behind <the> gate"]})
    assert visitor.page.status_code == 422
    assert visitor.filled({})[1]["place"] == ["The yard behind <the> gate"]
    visitor.get(visitor.page.url.path)
    assert visitor.filled({})[1]["place"] == ["The yard behind <the> gate"]


def test_going_back_keeps_everything(visitor: Visitor) -> None:
    draft = visitor.walk()
    visitor.get(f"/complaint/{draft}/story")
    assert visitor.filled({})[1]["story"] == list(ORDINARY["story"])
    visitor.get(f"/complaint/{draft}/danger")
    assert visitor.filled({})[1]["danger_24h"] == ["no"]


def test_another_language_shows_the_same_draft(visitor: Visitor) -> None:
    draft = visitor.walk()
    visitor.language = "kk"
    visitor.get(f"/complaint/{draft}/story")
    assert visitor.filled({})[1]["story"] == list(ORDINARY["story"])


def test_a_change_from_the_check_page_leads_back_to_it(visitor: Visitor) -> None:
    draft = visitor.walk()
    visitor.get(next(link for link in visitor.links() if "/story?" in link))
    visitor.submit({"story": ["Told anew."]})
    assert visitor.page.url.path == f"/en/complaint/{draft}/check"
    assert "Told anew." in visitor.text


def test_a_change_that_opens_new_questions_leads_to_the_first_unanswered_one(visitor: Visitor) -> None:
    draft = visitor.walk(URGENT)
    visitor.get(f"/complaint/{draft}/danger?from=check")
    visitor.submit({"danger_24h": ["no"]})
    assert visitor.page.url.path.endswith("/who")
    assert "There is a problem" in visitor.text


def test_the_check_page_of_an_unfinished_form_leads_to_what_is_missing(visitor: Visitor) -> None:
    visitor.get("/complaint")
    visitor.submit(ORDINARY)
    visitor.get(f"/complaint/{visitor.draft}/check")
    assert visitor.page.url.path.endswith("/who")
    assert "There is a problem" in visitor.text


def test_a_page_that_the_answers_do_not_lead_to_gives_way_to_one_that_they_do(visitor: Visitor) -> None:
    draft = visitor.walk(URGENT)
    visitor.get(f"/complaint/{draft}/who")
    assert visitor.page.url.path.endswith("/check")
    assert visitor.get(f"/complaint/{draft}/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"story": ["a" * 20_001]}, "Shorten this to"),
        ({"story": ["a\x00b"]}, "Remove the characters"),
        ({"story": ["\u200b \u2800"]}, "Enter an answer"),
    ],
)
def test_a_story_that_cannot_be_taken_is_explained_and_kept(
    visitor: Visitor, answers: dict[str, list[str]], words: str
) -> None:
    visitor.get("/complaint")
    while not visitor.page.url.path.endswith("/story"):
        visitor.submit(ORDINARY)
    visitor.submit(answers)
    assert visitor.page.status_code == 422
    assert words in visitor.text


@pytest.mark.parametrize(
    "fields",
    [
        {"danger_24h": "perhaps"},
        {"danger_24h": ["yes", "no"]},
        {"danger_24h": "no", "is_admin": "true"},
        {"danger_24h": "no", "story": "too early"},
        {"danger_24h": "no", "asked": "-1'; --", "\u202ename": "x"},
    ],
)
def test_answers_that_the_form_does_not_offer_are_refused_with_words_and_nothing_is_kept(
    visitor: Visitor, house: House, fields: dict[str, Any]
) -> None:
    visitor.get("/complaint")
    address, hidden = visitor.filled({})
    visitor.post(address, {**hidden, **fields})
    assert visitor.page.status_code == 422
    assert "There is a problem" in visitor.text
    assert rows(house, Held) == 0


def test_a_foreign_field_on_a_later_page_is_told_and_not_kept(visitor: Visitor) -> None:
    visitor.get("/complaint")
    visitor.submit(ORDINARY)
    address, fields = visitor.filled({"filed_by": ["self"]})
    visitor.post(address, {**fields, "unit": "KZ-HO"})
    assert visitor.page.status_code == 422
    assert "unit" in visitor.text
    visitor.get(visitor.page.url.path)
    visitor.submit()
    assert visitor.page.url.path.endswith("/what")


def test_five_megabytes_are_refused_with_words_and_the_draft_stays_as_it_was(visitor: Visitor) -> None:
    visitor.get("/complaint")
    while not visitor.page.url.path.endswith("/story"):
        visitor.submit(ORDINARY)
    address, fields = visitor.filled({})
    visitor.post(address, {**fields, "story": "a" * 5_000_000})
    assert visitor.page.status_code == 413
    assert "too much at once" in visitor.text
    visitor.get(address)
    visitor.submit(ORDINARY)
    assert visitor.page.url.path.endswith("/where")


def test_broken_letters_are_refused_with_words(visitor: Visitor) -> None:
    visitor.get("/complaint")
    address, fields = visitor.filled({})
    body = f"csrf={fields['csrf'][0]}&danger_24h=%ff%fe".encode()
    form = {"content-type": "application/x-www-form-urlencoded"}
    visitor.read(visitor.client.post(address, content=body, headers=form))
    assert visitor.page.status_code == 400
    assert "could not read" in visitor.text


@pytest.mark.parametrize("token", ["", "forged", "A" * 64])
def test_a_forged_form_changes_nothing_and_gives_the_words_back(visitor: Visitor, house: House, token: str) -> None:
    visitor.get("/complaint")
    while not visitor.page.url.path.endswith("/story"):
        visitor.submit(ORDINARY)
    address, fields = visitor.filled({"story": [LONG]})
    visitor.post(address, {**fields, "csrf": token})
    assert visitor.page.status_code == 403
    assert LONG.strip() in visitor.page.text
    visitor.get(address)
    assert visitor.filled({})[1]["story"] == [""]


def test_somebody_elses_draft_is_not_there(visitor: Visitor, house: House, settings: Settings) -> None:
    draft = visitor.walk()
    other = arrive(house, settings)
    for path in (f"/complaint/{draft}/story", f"/complaint/{draft}/check", f"/complaint/sent/{draft}"):
        assert other.get(path).status_code == 404
        assert "no longer open" in other.text
    other.get("/complaint")
    csrf = other.filled({})[1]["csrf"]
    other.post(f"/en/complaint/{draft}/story", {"csrf": csrf, "story": "mine now"})
    assert other.page.status_code == 404
    other.post(f"/en/complaint/{draft}/check", {"csrf": csrf})
    assert other.page.status_code == 404
    assert rows(house, Complaint) == 0
    visitor.get(f"/complaint/{draft}/story")
    assert visitor.filled({})[1]["story"] == list(ORDINARY["story"])


@pytest.mark.parametrize("path", ["/complaint/{}/story", "/complaint/{}/check", "/complaint/sent/{}"])
def test_an_address_that_names_no_draft_is_calmly_not_found(visitor: Visitor, path: str) -> None:
    visitor.get("/complaint")
    for draft in ("0", "-1", "1.5", "abc", "9" * 19, "9" * 40, "9" * 5000, "١٢٣", "%00"):
        assert visitor.get(path.format(draft)).status_code == 404, draft


def test_a_draft_is_gone_after_a_day(visitor: Visitor, house: House) -> None:
    draft = visitor.walk()
    house.clock.move(hours=25)
    assert visitor.get(f"/complaint/{draft}/story").status_code == 404
    assert "no longer open" in visitor.text


def test_a_draft_on_a_phone_that_others_use_is_gone_after_half_an_hour(visitor: Visitor, house: House) -> None:
    draft = visitor.walk({**ORDINARY, "shared_phone": ["yes"]})
    house.clock.move(minutes=31)
    assert visitor.get(f"/complaint/{draft}/story").status_code == 404


@on_both
def test_two_tabs_are_two_drafts(visitor: Visitor) -> None:
    first = visitor.walk()
    second = visitor.walk({**ORDINARY, "story": ["Another matter."]})
    assert first != second
    visitor.get(f"/complaint/{first}/check")
    assert "Another matter." not in visitor.text


def test_a_phone_that_others_use_gets_titles_that_say_nothing(visitor: Visitor) -> None:
    draft = visitor.walk({**ORDINARY, "shared_phone": ["yes"]})
    for name in ("story", "check"):
        visitor.get(f"/complaint/{draft}/{name}")
        assert visitor.title.startswith("Page ")
        assert "omm" not in visitor.title


@pytest.mark.parametrize(("begins_at", "first_quiet"), [("/form", "danger"), ("/complaint", "respondent")])
def test_a_phone_that_others_use_keeps_no_title_and_no_address_that_speaks_of_a_complaint(
    visitor: Visitor, begins_at: str, first_quiet: str
) -> None:
    """Design 05 §5.1(4): from the first page where it was chosen at the start, else from the answer on."""
    visitor.get(begins_at)
    history = [("danger", visitor.page.url.path, visitor.title)]
    while not visitor.page.url.path.endswith("/check"):
        visitor.submit({**ORDINARY, "shared_phone": ["yes"]})
        history.append((visitor.page.url.path.rpartition("/")[2], visitor.page.url.path, visitor.title))
    for step in ("sent", "done"):
        visitor.submit()
        history.append((step, visitor.page.url.path, visitor.title))
        if step == "sent":
            links = [link for link in visitor.links() if visitor.draft in link]
            assert links
            assert not any("complaint" in link for link in links)
    seen = [name for name, *_ in history]
    for name, path, title in history[seen.index(first_quiet) :]:
        assert "complaint" not in path + title.lower(), name
        assert "Commissioner" not in title
    assert visitor.page.url.path == "/en/form/done"


def test_leaving_quickly_drops_the_draft_and_all_that_the_browser_holds(visitor: Visitor, house: House) -> None:
    draft = visitor.walk()
    form = next(each for each in visitor.tree.iter("form") if each.get("action") == "/en/leave")
    hidden = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
    response = visitor.post("/en/leave", hidden, follow=False)
    assert response.status_code == 303
    assert response.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert rows(house, Held) == 0
    assert "arasha-form" not in visitor.client.cookies
    visitor.get(response.headers["location"].removeprefix("/en"))
    assert visitor.title == "Page"
    assert "ommissioner" not in visitor.page.text
    assert visitor.get(f"/complaint/{draft}/story").status_code == 404


def test_leaving_drops_nobody_elses_draft(visitor: Visitor, house: House, settings: Settings) -> None:
    draft = visitor.walk()
    other = arrive(house, settings)
    other.get("/complaint")
    other.post("/en/leave", {"draft": draft})
    assert other.page.status_code == 200
    assert visitor.get(f"/complaint/{draft}/story").status_code == 200


def test_leaving_works_with_any_nonsense_in_the_form(visitor: Visitor) -> None:
    for draft in ("", "abc", "9" * 30):
        assert visitor.post("/en/leave", {"draft": draft}).status_code == 200


def test_pages_fit_their_weight(visitor: Visitor) -> None:
    """Design 05 §5.1: 45 kB for the first page with everything it loads, 12 kB for each next one, compressed."""

    def weight(address: str) -> int:
        with visitor.client.stream("GET", address, headers={"accept-encoding": "gzip"}) as response:
            return sum(len(chunk) for chunk in response.iter_raw())

    visitor.get("/")
    loaded = [each.get("href") or each.get("src") or "" for each in visitor.tree.findall("head/*")]
    files = {address for address in loaded if address.startswith("/static/")}
    assert weight("/en/") + sum(weight(address) for address in files) <= 45 * 1024
    draft = visitor.walk()
    pages = [f"/en/complaint/{draft}/{name}" for name in ("story", "where", "check")]
    assert max(weight(address) for address in pages) <= 12 * 1024


def test_the_questions_can_be_printed_on_every_subject(visitor: Visitor, house: House) -> None:
    visitor.get("/paper")
    for track in house.pack.taxonomies["tracks"].labels:
        for size in ("ordinary", "large"):
            assert f"/paper/{track}/{size}" in visitor.page.text
    printed = visitor.client.get("/ru/paper/other/ordinary")
    assert (printed.headers["content-type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="form.pdf"' in printed.headers["content-disposition"]
    for path in ("/ru/paper/nothing/ordinary", "/ru/paper/other/huge"):
        assert visitor.client.get(path).status_code == 404
