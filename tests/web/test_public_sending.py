"""Check, send, receipt: one press or ten, one complaint and one code, which is nowhere else once it is written down."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import CannotOpen
from cases.filing import drafts
from cases.records import Case, Complaint, Held, Mailbox
from cases.settings import Settings
from cases.vault import cookies
from cases.viewer import Nobody, Viewer
from tests.builders import ORDINARY, House, found_house
from tests.harness.kinds import on_both
from tests.web.public_visitor import URGENT, Visitor, arrive
from web.kit.cookies import Visitor as Cookie
from web.public.spoken import spoken


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


def held(house: House, draft: str) -> Held:
    def find(session: Session, *, viewer: Viewer) -> Held:
        return session.get_one(Held, int(draft))

    return house.database.read(find, viewer=Nobody())


def secret_of(visitor: Visitor) -> bytes:
    """The secret in the form cookie, as the browser holds it."""
    content = base64.urlsafe_b64decode(visitor.client.cookies["arasha-form"])
    return Cookie(content[:16], content[16:]).secret


def with_cookies_of(house: House, settings: Settings, cookies_now: httpx.Cookies) -> Visitor:
    """The same browser in the state that it had then: as a request that was already on its way."""
    other = arrive(house, settings)
    other.client.cookies.update(cookies_now)
    return other


def test_the_check_page_says_who_reads_it_by_when_we_answer_and_what_is_locked(visitor: Visitor) -> None:
    visitor.walk()
    assert "Kostanay" in visitor.text
    assert "National Human Rights Centre" in visitor.text
    assert "14 December 2026" in visitor.text.replace("\u00a0", " ")
    locked = visitor.text.index("Locked, so that only")
    clear = visitor.text.index("Not locked, because")
    assert locked < visitor.text.index("What happened?", locked) < clear
    assert visitor.text.index("In which region?", clear) > clear


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({**ORDINARY, "respondent_may_know": ["without_name"]}, "but not your name"),
        ({**ORDINARY, "respondent_may_know": ["yes"]}, "with your name: you allowed it"),
        ({**ORDINARY, "respondent_may_know": ["no"]}, "nothing until you allow it"),
        ({**ORDINARY, "urgent_signs": ["torture"]}, "Of torture we tell the prosecutor"),
        (URGENT, "The alert says nothing about you"),
    ],
)
def test_the_check_page_says_who_else_hears_of_it(visitor: Visitor, answers: Any, words: str) -> None:
    visitor.walk(answers)
    assert words in visitor.text
    assert ("with your name" in visitor.text) == words.startswith("with your name")


def test_losing_the_code_is_explained_before_sending_to_named_and_to_nameless(visitor: Visitor) -> None:
    visitor.walk()
    assert "we can give you a new one" in visitor.text
    visitor.walk({**ORDINARY, "identity": ["anonymous"]})
    assert "nobody can give you a new one" in visitor.text


def test_a_complaint_about_us_names_no_office_that_it_is_about(visitor: Visitor) -> None:
    visitor.walk({**ORDINARY, "about_us": ["our_staff"]})
    readers = visitor.text[visitor.text.index("Who will read it") : visitor.text.index("By when we answer")]
    assert "Integrity unit" in readers
    assert "Kostanay" not in readers.split("Why these offices")[0]


def test_sending_files_one_complaint_and_shows_its_code_and_dates(visitor: Visitor, house: House) -> None:
    code = visitor.send()
    assert rows(house, Complaint) == rows(house, Case) == rows(house, Mailbox) == 1
    assert [len(group) for group in code.split()] == [4] * 5
    assert "Kostanay" in visitor.text
    assert "14 December 2026" in visitor.text.replace("\u00a0", " ")
    assert visitor.title == "Code"


@pytest.mark.parametrize(("language", "four"), [("kk", "төрт"), ("ru", "четыре"), ("en", "four")])
def test_the_code_is_there_for_ears_digit_by_digit(house: House, settings: Settings, language: str, four: str) -> None:
    visitor = arrive(house, settings, language=language)
    code = visitor.send()
    (spelled,) = (each for each in visitor.main.iter("ol") if "visually-hidden" in each.get("class", ""))
    words = ["".join(each.itertext()).split(", ") for each in spelled.iter("li")]
    assert [len(group) for group in words] == [4] * 5
    flat = [word for group in words for word in group]
    digits = code.replace(" ", "")
    assert len(set(zip(digits, flat, strict=True))) == len(set(digits))
    assert ("4" in digits) == (four in flat)
    assert spoken("") == ""


def test_urgent_ones_keep_the_numbers_before_their_eyes_to_the_end(visitor: Visitor) -> None:
    visitor.send(URGENT)
    assert "tel:112" in visitor.links()
    assert "people on duty" in visitor.text


def test_a_second_press_leads_to_the_same_receipt_and_makes_no_second_complaint(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    visitor.walk()
    address, fields = visitor.filled({})
    before = httpx.Cookies(visitor.client.cookies)
    visitor.submit()
    code = visitor.code
    late = with_cookies_of(house, settings, before)
    late.post(address, fields)
    assert late.code == code
    visitor.post(address, fields)
    assert visitor.code == code
    assert rows(house, Complaint) == 1


@on_both
def test_presses_at_the_same_moment_end_at_one_receipt(visitor: Visitor, house: House, settings: Settings) -> None:
    visitor.walk()
    address, fields = visitor.filled({})
    hands = [with_cookies_of(house, settings, visitor.client.cookies) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda hand: hand.post(address, fields), hands))
    assert {hand.page.status_code for hand in hands} == {200}
    assert len({hand.code for hand in hands}) == 1
    assert rows(house, Complaint) == rows(house, Held) == 1


def test_back_after_sending_leads_to_the_receipt_and_not_to_an_empty_form(visitor: Visitor) -> None:
    draft = visitor.walk()
    visitor.submit()
    code = visitor.code
    for name in ("story", "check"):
        visitor.get(f"/complaint/{draft}/{name}")
        assert visitor.code == code
    assert visitor.get(f"/complaint/sent/{draft}").status_code == 200


def test_nothing_is_filed_when_the_answers_have_become_incomplete_meanwhile(visitor: Visitor, house: House) -> None:
    draft = visitor.walk()
    address, fields = visitor.filled({})
    visitor.get(f"/complaint/{draft}/story")
    visitor.submit({"story": [""]})
    visitor.post(address, fields)
    assert visitor.page.url.path.endswith("/story")
    assert "There is a problem" in visitor.text
    assert rows(house, Complaint) == 0


def test_a_forged_send_files_nothing(visitor: Visitor, house: House) -> None:
    visitor.walk()
    address, fields = visitor.filled({})
    visitor.post(address, {**fields, "csrf": "forged"})
    assert visitor.page.status_code == 403
    assert rows(house, Complaint) == 0
    visitor.get(address)
    visitor.submit()
    assert visitor.code


def test_the_code_is_gone_once_it_is_written_down_and_the_complaint_is_not(visitor: Visitor, house: House) -> None:
    draft = visitor.walk()
    address, fields = visitor.filled({})
    visitor.submit()
    visitor.submit()
    assert visitor.page.url.path.endswith("/complaint/done")
    assert rows(house, Held) == 0
    assert visitor.get(f"/complaint/sent/{draft}").status_code == 404
    visitor.post(address, fields)
    assert visitor.page.status_code == 404
    assert "your complaint is safe" in visitor.text
    assert rows(house, Complaint) == 1


def test_the_code_is_shown_for_one_hour_at_most(visitor: Visitor, house: House) -> None:
    draft = visitor.walk()
    visitor.submit()
    house.clock.move(minutes=59)
    assert visitor.get(f"/complaint/sent/{draft}").status_code == 200
    house.clock.move(minutes=2)
    assert visitor.get(f"/complaint/sent/{draft}").status_code == 404


def test_the_receipt_is_only_its_own_visitors(visitor: Visitor, house: House, settings: Settings) -> None:
    draft = visitor.walk()
    visitor.submit()
    other = arrive(house, settings)
    other.get("/complaint")
    for path in (f"/complaint/sent/{draft}", f"/complaint/sent/{draft}/slip"):
        assert other.get(path).status_code == 404
    other.get("/complaint")
    csrf = other.filled({})[1]["csrf"]
    other.post(f"/en/complaint/sent/{draft}", {"csrf": csrf})
    assert visitor.get(f"/complaint/sent/{draft}").status_code == 200


def test_after_sending_the_browser_holds_nothing_that_opens_an_old_copy_of_the_draft(
    visitor: Visitor, house: House
) -> None:
    draft = visitor.walk()
    copy, secret = held(house, draft), secret_of(visitor)
    visitor.submit()
    kept = secret_of(visitor)
    assert kept == drafts.next_secret(secret, int(draft))
    assert "story" in cookies.open_draft(secret, int(draft), copy.wrapped_key, copy.sealed)["content"]["raw"]
    with pytest.raises(CannotOpen):
        cookies.open_draft(kept, int(draft), copy.wrapped_key, copy.sealed)


def test_leaving_from_the_receipt_drops_the_code(visitor: Visitor, house: House) -> None:
    draft = visitor.walk()
    visitor.submit()
    visitor.post("/en/leave", {"draft": draft})
    assert rows(house, Held) == 0
    assert rows(house, Complaint) == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_slip_is_a_tagged_pdf_under_a_name_that_says_nothing(
    house: House, settings: Settings, language: str
) -> None:
    visitor = arrive(house, settings, language=language)
    visitor.send()
    plain, with_code = (link for link in visitor.links() if "/slip" in link)
    for address in (plain, with_code):
        slip = visitor.client.get(address)
        assert slip.headers["content-type"] == "application/pdf"
        assert slip.headers["content-disposition"] == 'attachment; filename="paper.pdf"'
        assert slip.headers["cache-control"] == "no-store"
        assert slip.content.startswith(b"%PDF-")
        assert b"pdfuaid:part" in slip.content
    assert len(visitor.client.get(with_code).content) > len(visitor.client.get(plain).content)


def test_from_the_receipt_one_may_add_more_without_typing_the_code(visitor: Visitor) -> None:
    visitor.send({**ORDINARY, "track": ["detention"], "facility": [""]})
    visitor.submit(action="/more")
    assert "/mailbox/more/" in visitor.page.url.path
