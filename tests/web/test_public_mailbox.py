"""The mailbox: the code alone opens it; it says honestly where things stand; what somebody writes there is never lost."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Letter, Message
from cases.settings import Settings
from cases.viewer import Nobody, Viewer
from tests.builders import House, found_house
from tests.harness.handling import records
from tests.harness.kinds import on_both
from tests.web.public_visitor import Visitor, arrive
from web.public.reentry import own_path

LANGUAGES = ("kk", "ru", "en")
LONG = "They have moved me to another cell.\nI have not seen my lawyer since."


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    return arrive(house, settings)


@pytest.fixture
def filed(house: House) -> tuple[str, str]:
    """Reference and code of a complaint in Kostanay."""
    return file(house)


def file(house: House, **answers: Any) -> tuple[str, str]:
    receipt = house.file(**answers)
    assert receipt.code is not None
    return receipt.reference, receipt.code


def rows(house: House, record: Any) -> int:
    def count(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).select_from(record)) or 0

    return house.database.read(count, viewer=Nobody())


def take_up(house: House, reference: str, *, to: str = "admissibility") -> None:
    """Staff acts that bring the case so far."""
    for act in ("register", "triage", "check_admissibility"):
        house.act(reference, act, by="caseworker.39")
    if to == "more_information":
        house.act(reference, "ask_complainant", by="caseworker.39", question="On which day was it?")
    if to == "inquiry":
        house.act(reference, "admit", by="caseworker.39")


def decide(house: House, reference: str) -> None:
    """On to a decision with one remedy that the body says it has carried out."""
    take_up(house, reference, to="inquiry")
    house.act(reference, "record_findings", by="caseworker.39", findings="It happened.")
    house.act(reference, "decide", by="caseworker.39", outcome="violation_found", decision="Your rights were violated.")
    house.act(reference, "confirm:decide", by="representative.39")
    body = next(iter(house.pack.registers["bodies"]))
    house.act(reference, "recommend_remedy", by="caseworker.39", kind="compensation", body=body, what="Pay the wages.")
    house.act(reference, "approve", by="representative.39", number=2)
    house.act(reference, "serve", by="caseworker.39", number=2)
    house.act(reference, "record_implementation", by="caseworker.39", number=2, words="Paid.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_stands_in_the_words_of_the_pack_with_since_and_until_when(
    house: House, settings: Settings, filed: tuple[str, str], language: str
) -> None:
    visitor = arrive(house, settings, language=language)
    visitor.enter(filed[1])
    assert house.pack.words.statuses["received"][language] in visitor.text
    assert filed[0] in visitor.text
    assert house.pack.units["KZ-39"].name[language] in visitor.text
    assert "2026" in visitor.text
    assert house.pack.institution.short_name[language] not in visitor.title


@pytest.mark.parametrize("typed", ["{}", "{0}", " {} ", "{dashes}", "{wide}", "{together}"])
def test_the_code_opens_however_it_is_written(visitor: Visitor, filed: tuple[str, str], typed: str) -> None:
    code = filed[1]
    wide = code.translate({ord(digit): ord("０") + int(digit) for digit in "0123456789"})
    visitor.enter(typed.format(code, dashes=code.replace(" ", "-"), wide=wide, together=code.replace(" ", "")))


def test_every_wrong_code_gets_the_same_calm_words_and_stays_in_its_field(
    visitor: Visitor, filed: tuple[str, str]
) -> None:
    code = filed[1]
    other_end = code[:-1] + str((int(code[-1]) + 1) % 10)
    told = set()
    for typed in ("1234 5678 9012 3456 7890", other_end, "1234", "a b c", "<b>", "", "9" * 500):
        visitor.get("/mailbox")
        visitor.submit({"code": [typed]})
        assert visitor.page.status_code == 422
        assert visitor.filled({})[1]["code"] == [typed[:200]]
        told.add(visitor.text)
        assert "arasha-box" not in visitor.client.cookies
    assert len(told) == 1


def test_without_a_code_every_page_of_a_mailbox_leads_to_the_door(visitor: Visitor) -> None:
    for path in ("read", "message", "more", "more/harm", "acts/1/answer"):
        visitor.get(f"/mailbox/{path}")
        assert visitor.page.url.path == "/en/mailbox", path
        assert visitor.page.status_code == 200


def test_a_forged_mailbox_cookie_opens_nothing(visitor: Visitor) -> None:
    for value in ("", "x", "A" * 400, "\u00ff"):
        visitor.client.cookies.set("arasha-box", value.encode("latin-1").hex())
        visitor.get("/mailbox/read")
        assert visitor.page.url.path == "/en/mailbox"


@on_both
def test_a_message_goes_both_ways(visitor: Visitor, house: House, filed: tuple[str, str]) -> None:
    visitor.enter(filed[1])
    visitor.get("/mailbox/message")
    visitor.submit({"text": [LONG]})
    assert visitor.page.url.path == "/en/mailbox/read"
    assert "Your message is with us" in visitor.text
    assert "They have moved me to another cell." in visitor.text
    take_up(house, filed[0], to="more_information")
    visitor.get("/mailbox/read")
    assert "We need your answer" in visitor.text
    assert "On which day was it?" in visitor.text


def test_an_empty_or_endless_message_is_told_and_kept(visitor: Visitor, house: House, filed: tuple[str, str]) -> None:
    visitor.enter(filed[1])
    for text in ("", "  \n ", "a" * 20_001):
        visitor.get("/mailbox/message")
        visitor.submit({"text": [text]})
        assert visitor.page.status_code == 422
        assert visitor.filled({})[1]["text"] == [text]
    assert rows(house, Message) == 0


def test_the_same_message_sent_twice_stands_there_once(visitor: Visitor, house: House, filed: tuple[str, str]) -> None:
    visitor.enter(filed[1])
    visitor.get("/mailbox/message")
    address, fields = visitor.filled({"text": [LONG]})
    visitor.post(address, fields)
    visitor.post(address, fields)
    assert visitor.page.status_code == 200
    assert rows(house, Message) == 1


def test_a_message_without_a_sound_key_is_refused_and_given_back(
    visitor: Visitor, house: House, filed: tuple[str, str]
) -> None:
    visitor.enter(filed[1])
    visitor.get("/mailbox/message")
    address, fields = visitor.filled({"text": [LONG]})
    for key in ("", "x", "00"):
        visitor.post(address, {**fields, "key": key})
        assert visitor.page.status_code == 400
        assert "I have not seen my lawyer since." in visitor.page.text
    assert rows(house, Message) == 0


def test_a_question_is_answered_on_a_page_of_its_own(visitor: Visitor, house: House, filed: tuple[str, str]) -> None:
    take_up(house, filed[0], to="more_information")
    visitor.enter(filed[1])
    visitor.get(next(link for link in visitor.links() if link.endswith("/acts/1/answer")))
    assert "On which day was it?" in visitor.text
    visitor.submit()
    assert visitor.page.status_code == 422
    visitor.submit({"answer": ["On a Tuesday."]})
    assert "Your answer is with us" in visitor.text
    assert "Checking if we can help" in visitor.text
    assert "On a Tuesday." in visitor.text


def test_an_answer_that_comes_too_late_is_not_lost_from_sight(
    visitor: Visitor, house: House, filed: tuple[str, str]
) -> None:
    take_up(house, filed[0], to="more_information")
    visitor.enter(filed[1])
    visitor.get("/mailbox/acts/1/answer")
    address, fields = visitor.filled({"answer": [LONG]})
    house.act(filed[0], "go_on", by="caseworker.39")
    visitor.post(address, fields)
    assert visitor.page.status_code == 409
    assert "I have not seen my lawyer since." in visitor.page.text
    visitor.get("/mailbox/acts/1/answer")
    assert visitor.page.url.path == "/en/mailbox/read"


def test_acts_of_staff_are_not_open_to_a_complainant(visitor: Visitor, filed: tuple[str, str]) -> None:
    visitor.enter(filed[1])
    assert not any(link.endswith("/register") for link in visitor.links())
    visitor.get("/mailbox/message")
    fields = visitor.filled({})[1]
    for number, act in (
        ("1", "register"),
        ("99", "confirm"),
        ("9" * 40, "confirm"),
        ("x", "y"),
        ("1", "confirm:decide"),
    ):
        visitor.post(f"/en/mailbox/acts/{number}/{act}", {"csrf": fields["csrf"], "key": fields["key"]})
        assert visitor.page.status_code in {404, 409}


@pytest.mark.parametrize(("act", "words"), [("confirm", "Confirmed as put right"), ("dispute", "")])
def test_a_remedy_is_confirmed_or_disputed_by_the_one_it_is_for(
    visitor: Visitor, house: House, filed: tuple[str, str], act: str, words: str
) -> None:
    decide(house, filed[0])
    visitor.enter(filed[1])
    assert "The body says it is done, we are checking" in visitor.text
    assert "ompensation" in visitor.text
    visitor.get(next(link for link in visitor.links() if link.endswith(f"/acts/2/{act}")))
    visitor.submit({"words": ["This is how it is."]})
    assert "Your answer is with us" in visitor.text
    assert words in visitor.text
    assert not any(link.endswith(f"/acts/2/{act}") for link in visitor.links())


def test_asking_to_withdraw_stops_nothing(visitor: Visitor, house: House, filed: tuple[str, str]) -> None:
    take_up(house, filed[0])
    visitor.enter(filed[1])
    visitor.get(next(link for link in visitor.links() if link.endswith("/acts/1/request_withdrawal")))
    visitor.submit({"reason": ["They told me to."]})
    assert "Checking if we can help" in visitor.text


def test_a_letter_counts_as_told_once_the_mailbox_is_opened(
    visitor: Visitor, house: House, filed: tuple[str, str]
) -> None:
    house.act(filed[0], "register", by="caseworker.39")

    def told(session: Session, *, viewer: Viewer) -> list[object]:
        return list(session.scalars(select(Letter.told_at)))

    assert house.database.read(told, viewer=Nobody()) == [None]
    visitor.enter(filed[1])
    assert "Ваша жалоба зарегистрирована" in visitor.text
    assert house.database.read(told, viewer=Nobody()) == [house.clock()]


def test_lateness_is_said_as_it_is(visitor: Visitor, house: House, filed: tuple[str, str]) -> None:
    take_up(house, filed[0], to="inquiry")
    house.clock.move(days=40)
    visitor.enter(filed[1])
    assert "We are late" in visitor.text
    assert "14 December 2026" in visitor.text.replace("\u00a0", " ")


def test_an_urgent_complaint_that_nobody_opens_says_so_and_gives_the_numbers(visitor: Visitor, house: House) -> None:
    code = file(
        house,
        danger_24h="yes",
        filed_by=None,
        contact_route=None,
        body_kind=None,
        about_us=None,
        identity=None,
        consents=None,
    )[1]
    visitor.enter(code)
    assert "Nobody has opened it yet" not in visitor.text
    house.clock.move(minutes=29)
    visitor.get("/mailbox/read")
    house.clock.move(minutes=2)
    visitor.enter(code)
    assert "Nobody has opened it yet" in visitor.text
    assert "tel:112" in visitor.links()


def test_further_questions_are_kept_page_by_page_and_make_the_case_urgent(visitor: Visitor, house: House) -> None:
    reference, code = file(house, track="detention", facility=None)
    visitor.enter(code)
    visitor.get("/mailbox/more")
    pages = 0
    while "/mailbox/more/" in visitor.page.url.path:
        visitor.submit({"detained_person": ["No 17"], "issues": ["torture"], "ongoing": ["true"]})
        pages += 1
    assert pages > 3
    assert "What you added is with us" in visitor.text
    assert "You added answers to our further questions" in visitor.text
    assert rows(house, Message) == 2
    house.act(reference, "register", by="caseworker.39")


@pytest.mark.parametrize(
    ("identity", "asked"), [(None, {"identity", "name"}), ("named", {"name"}), ("anonymous", set())]
)
def test_whether_they_give_their_name_is_asked_once_and_the_name_of_those_who_do(
    visitor: Visitor, house: House, identity: str | None, asked: set[str]
) -> None:
    visitor.enter(file(house, identity=identity)[1])
    visitor.get("/mailbox/more/person")
    assert {"identity", "name"} & set(visitor.names) == asked


def test_a_wrong_answer_among_the_further_questions_is_told_and_nothing_of_the_page_is_kept(
    visitor: Visitor, house: House
) -> None:
    visitor.enter(file(house, track="detention", facility=None)[1])
    visitor.get("/mailbox/more")
    while "issues" not in visitor.names:
        visitor.submit()
    address, fields = visitor.filled({"issues": ["torture"]})
    for wrong in ({"issues": "nonsense"}, {"unit": "KZ-HO"}):
        visitor.post(address, {**fields, **wrong})
        assert visitor.page.status_code == 422
    assert rows(house, Message) == 0
    visitor.post("/en/mailbox/more/nonsense", fields)
    assert visitor.page.status_code == 404


def test_what_somebody_wrote_for_too_long_comes_along_through_the_door(
    visitor: Visitor, house: House, filed: tuple[str, str]
) -> None:
    visitor.enter(filed[1])
    visitor.get("/mailbox/message")
    address, fields = visitor.filled({"text": [LONG]})
    house.clock.move(minutes=31)
    visitor.post(address, fields)
    assert visitor.page.status_code == 403
    assert "closed by itself" in visitor.text
    visitor.submit({"code": ["1234"]})
    assert visitor.page.status_code == 422
    visitor.submit({"code": [filed[1]]})
    assert "open again" in visitor.text
    visitor.submit()
    assert visitor.page.url.path == "/en/mailbox/read"
    assert "I have not seen my lawyer since." in visitor.text


def test_a_mailbox_closes_when_asked_and_after_half_an_hour(
    visitor: Visitor, house: House, filed: tuple[str, str]
) -> None:
    visitor.enter(filed[1])
    visitor.submit(action="/close")
    visitor.get("/mailbox/read")
    assert visitor.page.url.path == "/en/mailbox"
    visitor.enter(filed[1])
    house.clock.move(minutes=31)
    visitor.get("/mailbox/read")
    assert visitor.page.url.path == "/en/mailbox"


def test_an_open_mailbox_asks_no_code_again(visitor: Visitor, filed: tuple[str, str]) -> None:
    visitor.enter(filed[1])
    visitor.get("/mailbox")
    assert visitor.page.url.path == "/en/mailbox/read"


def test_one_mailbox_never_shows_anothers_words(
    visitor: Visitor, house: House, settings: Settings, filed: tuple[str, str]
) -> None:
    visitor.enter(filed[1])
    visitor.get("/mailbox/message")
    visitor.submit({"text": ["Only for my own case."]})
    other = arrive(house, settings)
    other.enter(file(house)[1])
    assert "Only for my own case." not in other.text
    assert filed[0] not in other.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "//evil.example",
        "https://evil.example/mailbox/read",
        "/desk",
        "/mailbox/../desk",
        "/mailbox/a b",
        "/mailbox",
    ],
)
def test_the_door_leads_only_into_the_mailbox(text: str) -> None:
    assert own_path(text) == "/mailbox/read"
    assert own_path("/mailbox/acts/2/confirm") == "/mailbox/acts/2/confirm"


def test_a_number_that_does_not_check_is_asked_about_once_more_and_then_taken(house: House, settings: Settings) -> None:
    visitor = arrive(house, settings)
    receipt = house.file(track="business", language="en")
    visitor.enter(receipt.code or "")
    visitor.get("/mailbox/more/company")
    visitor.submit({"company_name": ["A firm"], "company_bin": ["940140000386"]})
    assert "there is no such BIN" in visitor.text
    assert visitor.filled({})[1]["company_bin"] == ["940140000386"]
    assert records(house, Message, about="filing") == []
    visitor.submit({"company_bin": ["940140000384"]})
    assert "there is no such BIN" in visitor.text
    visitor.submit()
    assert visitor.page.url.path.endswith("/mailbox/more/matter")
    assert len(records(house, Message, about="filing")) == 1
    visitor.get("/mailbox/more/company")
    visitor.submit({"company_bin": ["9401 4000 0385"]})
    assert visitor.page.url.path.endswith("/mailbox/more/matter")


def test_time_limits_elsewhere_are_shown_with_the_days_that_were_told(house: House, settings: Settings) -> None:
    visitor = arrive(house, settings)
    receipt = house.file(language="en")
    visitor.enter(receipt.code or "")
    assert "Time limit: 1 month" in visitor.text
    assert "job back" not in visitor.text
    visitor.get("/mailbox/more/later")
    visitor.submit({"job_action": ["dismissed"], **date_parts("job_action_date", "2026", "11", "5")})
    visitor.get("/mailbox/more/elsewhere")
    visitor.submit(date_parts("elsewhere_date", "2026", "10", "1"))
    visitor.get("/mailbox/read")
    words = visitor.text.replace("\u00a0", " ")
    assert "to get the job back last day: 5 December 2026" in words
    assert "was until 1 November 2026" in words
    assert "A complaint to us stops none of these limits." in words


def date_parts(name: str, year: str, month: str, day: str) -> dict[str, list[str]]:
    return {f"{name}-year": [year], f"{name}-month": [month], f"{name}-day": [day]}
