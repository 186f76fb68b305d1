"""One complaint of every track, all the way: form, code, queue, acts, decision, remedies, verified, closed, counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.builders import House
from tests.harness.handling import numbers_of
from tests.journeys.hands import Answers, AtOnce, Hands, Keyboard, Mouse
from tests.journeys.office import Office, Remedy
from tests.journeys.person import Person
from tests.journeys.told import told


@dataclass(frozen=True)
class Way:
    """A complaint and how its people read and write."""

    language: str
    answers: Answers
    unit: str
    caseworker: str
    head: str
    issues: Sequence[str]
    story: str
    question: str
    reply: str
    remedies: tuple[Remedy, Remedy]
    scripts: bool = True
    width: int = 1280
    hands: Callable[[], Hands] = Mouse
    staff_language: str = "ru"
    staff_hands: Callable[[], Hands] | None = None
    """Those of the complainant, if none are named."""


BASIC: Answers = {"danger_24h": "no", "filed_by": "self", "contact_route": "code_only", "about_us": "no"}
NAMED: Answers = {**BASIC, "identity": "named", "consents": "processing"}
WAYS = {
    "harassment": Way(
        language="kk",
        answers={**NAMED, "track": "harassment", "region": "KZ-39", "body_kind": "private", "shared_phone": "yes"},
        unit="KZ-39",
        caseworker="caseworker.39",
        head="representative.39",
        issues=["ill_treatment_at_work", "job_loss"],
        story="Бастығым екеуміз оңаша қалғанда қолымнан ұстайды. Қарсы болғаныма жұмыстан шығарамын дейді.",
        question="Бұл туралы жұмыста біреуге айттыңыз ба?",
        reply="Кадр бөліміне айттым, олар үндемеді.",
        remedies=(
            Remedy("satisfaction", "B-EMPLOYER", "Жазбаша кешірім сұрау"),
            Remedy("compensation", "B-EMPLOYER", "Үш айлық жалақыны төлеу", {"amount": "450000"}),
        ),
    ),
    "detention": Way(
        language="ru",
        answers={
            **NAMED, "track": "detention", "region": "KZ-75", "facility": "F-7501", "body_kind": "facility",
            "happened-month": "10", "happened-year": "2026",
        },
        unit="KZ-75",
        caseworker="caseworker.75",
        head="representative.75",
        issues=["health_care", "contact"],
        story="Третью неделю не пускают к врачу, передачи не принимают.",
        question="Когда вы просили о враче в последний раз?",
        reply="В понедельник, при утреннем обходе.",
        remedies=(
            Remedy("medicine", "B-FACILITY", "Осмотр врачом в течение суток"),
            Remedy("non_repetition", "B-PENAL-LOCAL", "Порядок записи к врачу"),
        ),
        hands=Keyboard,
        staff_language="kk",
    ),
    "business": Way(
        language="en",
        answers={
            **NAMED, "track": "business", "region": "KZ-39", "place": "The quarry behind the station",
            "body_kind": "private", "respondent_may_know": "without_name",
        },
        unit="KZ-39",
        caseworker="caseworker.39",
        head="representative.39",
        issues=["wages", "safety"],
        story="Forty of us work without masks.\nWe have not been paid since August.",
        question="Do you have a contract on paper?",
        reply="No, we were promised one.",
        remedies=(
            Remedy("restitution", "B-COMPANY", "Pay the wages since August"),
            Remedy("protection", "B-LABOUR", "Inspect the quarry and close it until masks are there"),
        ),
        scripts=False,
        staff_language="en",
        staff_hands=AtOnce,
    ),
    "environment": Way(
        language="kk",
        answers={**NAMED, "track": "environment", "region": "KZ-75", "ongoing": "true", "body_kind": "local"},
        unit="KZ-75",
        caseworker="caseworker.75",
        head="representative.75",
        issues=["air", "noise"],
        story="Үйіміздің жанында қоқыс өртейді, балалар жөтеледі.",
        question="Қай сағаттарда өртейді?",
        reply="Кешкі оннан кейін, күн сайын.",
        remedies=(
            Remedy("protection", "B-AKIMAT", "Қоқыс өртеуді тоқтату"),
            Remedy("rehabilitation", "B-HEALTH", "Балаларды дәрігерге көрсету"),
        ),
        width=320,
        hands=AtOnce,
    ),
    "other": Way(
        language="ru",
        answers={**NAMED, "track": "other", "region": "KZ-19", "body_kind": "central"},
        unit="KZ-HO",
        caseworker="caseworker.ho",
        head="supervisor.ho",
        issues=["social_rights"],
        story="Министерство второй год не отвечает на заявление о пенсии.",
        question="Есть ли у вас копия заявления?",
        reply="Есть, с отметкой о приёме.",
        remedies=(
            Remedy("restitution", "B-MLSP", "Назначить пенсию с даты заявления"),
            Remedy("satisfaction", "B-MLSP", "Письменно объяснить задержку"),
        ),
        hands=AtOnce,
        staff_language="en",
    ),
}  # fmt: skip


ON = {
    "harassment": "postgresql",
    "detention": "sqlite",
    "business": "sqlite",
    "environment": "sqlite",
    "other": "postgresql",
}
"""The database of each journey. The real cases go the same ways on the other one, and every use case runs on both anyway."""


@pytest.mark.parametrize(("kind", "way"), [(ON[name], way) for name, way in WAYS.items()], ids=WAYS, indirect=["kind"])
def test_a_complaint_goes_from_the_form_to_verified_remedies_and_into_the_report(
    somebody: Callable[..., Person], house: House, kind: str, way: Way
) -> None:
    ways: dict[str, Any] = {"scripts": way.scripts, "width": way.width}
    complainant = somebody(language=way.language, hands=way.hands(), **ways)
    ways |= {"language": way.staff_language, "hands": (way.staff_hands or way.hands)()}
    office = Office(somebody(**ways), somebody(**ways))

    def reads(stage: str) -> None:
        """What the complainant is told. The page on the officer's screen is none the older for it."""
        assert complainant.read_mailbox() == told(stage, way.language)

    sent = complainant.complain({**way.answers, "story": way.story})
    complainant.enter_mailbox()
    assert sent.reference in complainant.text
    reads("received")

    office.caseworker.sign_in(way.caseworker)
    office.head.username = way.head
    office.take(sent.reference)
    office.act("register")
    assert sent.reference in office.caseworker.look_at_queue("mine")
    office.pause()
    reads("registered")
    office.act("triage", {"issues": way.issues, "competence": "ours"})
    office.act("check_admissibility")
    reads("admissibility")
    office.act("ask_complainant", {"question": way.question})
    reads("more_information")
    assert way.question in complainant.text
    complainant.respond(1, "answer", {"answer": way.reply})
    office.pause()
    office.act("admit")
    assert way.reply in office.caseworker.text
    assert way.story.splitlines()[0] in office.caseworker.text
    reads("inquiry")
    office.hurry()
    ask_the_body(house, office, complainant, way)
    office.act("record_findings", {"findings": way.reply})
    reads("findings")
    office.act("decide", {"outcome": "violation_found", "decision": way.story})
    reads("findings")
    office.rule("confirm:decide")
    reads("decided")
    office.act("tell", {"words": way.reply})
    for remedy in way.remedies:
        office.act("recommend_remedy", remedy.answers)
    office.act("follow")
    reads("follow_up")

    put_right(house, office, complainant, way)
    office.act("close")
    reads("closed")

    assert sent.reference in office.caseworker.look_at_queue("closed")
    figures = office.head.read_figures(way.unit)
    counted = {"received": "1", "decided": "1", "closed": "1", "open_at_end": "0"}
    counted |= {"remedies_recommended": "2", "remedies_served": "2", "remedies_verified": "2"}
    assert {name: figures[name] for name in counted} == counted


def ask_the_body(house: House, office: Office, complainant: Person, way: Way) -> None:
    """The body complained of is heard, and the complainant may contradict it."""
    office.act("request_information", {"asked_body": way.remedies[0].body, "question": way.question})
    (number,) = numbers_of(house, office.reference, "information_request")
    assert complainant.read_mailbox() == told("waiting", way.language)
    office.act("deliver", number=number)
    office.act("record_answer", {"answer": way.question}, number=number)
    office.act("show_complainant", {"summary": way.question}, number=number)
    complainant.read_mailbox()
    complainant.respond(number, "contradict", {"words": way.reply})
    office.pause()
    office.act("assess", {"assessment": "evasive"}, number=number)


def put_right(house: House, office: Office, complainant: Person, way: Way) -> None:
    """Both remedies, one verified by evidence, one confirmed by the complainant."""
    seen, felt = numbers_of(house, office.reference, "remedy")
    for number in (seen, felt):
        office.rule("approve", number=number)
    for number in (seen, felt):
        office.act("serve", number=number)
        office.act("accept", {"words": way.reply}, number=number)
        office.act("record_implementation", {"words": way.reply}, number=number)
    office.act("verify", {"verified_by": "evidence", "words": way.reply}, number=seen)
    complainant.read_mailbox()
    complainant.respond(felt, "confirm")
    office.pause()
