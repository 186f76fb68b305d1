"""Every kind of page before axe, in every language, on a telephone and on a desk; nothing is to be scrolled sideways."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.statistics.freezing import freeze_quarters
from cases.viewer import System
from tests.builders import House
from tests.database.test_four_eyes_on_packs import OTHER
from tests.database.test_people import fill
from tests.harness.publishing import propose
from tests.journeys.person import Person

pytestmark = [
    pytest.mark.parametrize("kind", ["sqlite"], indirect=True),
    pytest.mark.parametrize("language", ["kk", "ru", "en"]),
]
WIDTHS = (320, 1280)
BY = "caseworker.39"


class Looking:
    """A person who has each page checked, by turns on a telephone and on a desk; each language begins with the other one."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.turn = person.language == "ru"

    def look(self) -> None:
        for turn in (self.turn, not self.turn):
            self.person.page.set_viewport_size({"width": WIDTHS[turn], "height": 900})
            self.person.check_width()
        self.turn = not self.turn
        self.person.check_accessibility()

    def go(self, path: str, expect: int = 200) -> None:
        self.person.go_as_staff(path, expect=expect)
        self.look()


def file_and_decide(house: House) -> str:
    """A case with two remedies under way, one of them late, and a decision."""
    reference = house.file(track="harassment").reference
    steps: list[tuple[str, int, str, dict[str, Any]]] = [
        (BY, 1, "register", {}),
        (BY, 1, "triage", {"issues": ["violence"], "people": 3}),
        (BY, 1, "check_admissibility", {}),
        (BY, 1, "admit", {}),
        (BY, 1, "request_information", {"asked_body": "B-EMPLOYER", "question": "?"}),
        (BY, 2, "drop", {"reason": "-"}),
        (BY, 1, "record_findings", {"findings": "-"}),
        (BY, 1, "decide", {"outcome": "violation_found", "decision": "-"}),
        ("representative.39", 1, "confirm:decide", {}),
        (BY, 1, "tell", {"words": "-"}),
        (BY, 1, "recommend_remedy", {"kind": "compensation", "body": "B-EMPLOYER", "what": "-"}),
        (BY, 1, "recommend_remedy", {"kind": "discipline", "body": "B-LABOUR", "what": "-"}),
        ("representative.39", 3, "approve", {}),
        (BY, 3, "serve", {}),
        (BY, 1, "follow", {}),
    ]
    for username, number, act, answers in steps:
        house.act(reference, act, by=username, number=number, **answers)
    return reference


def test_pages_of_complainants_have_no_barrier_that_a_machine_can_find(
    somebody: Callable[..., Person], house: House, language: str
) -> None:
    """Those on the way to a complaint and into its mailbox are looked at in `test_everybody_gets_through.py`."""
    receipt = house.file()
    for act in ("register", "triage", "check_admissibility"):
        house.act(receipt.reference, act, by=BY)
    house.act(receipt.reference, "ask_complainant", by=BY, question="?")
    person = somebody(language=language, code=receipt.code)
    looking = Looking(person)
    looking.go("/how-we-work")
    looking.go("/how-we-work/remedy")
    person.start()
    person.submit(person.form(), expect=422)
    looking.look()
    person.enter_mailbox("1", expect=422)
    looking.look()
    person.enter_mailbox()
    looking.look()
    person.press(person.main.within('a[href$="/mailbox/acts/1/answer"]'))
    looking.look()
    looking.go("/mailbox/message")
    looking.go("/nowhere", expect=404)
    looking.go("/days")


def test_pages_of_the_desk_have_no_barrier_that_a_machine_can_find(
    somebody: Callable[..., Person], house: House, language: str
) -> None:
    reference = file_and_decide(house)
    house.file(
        danger_24h="yes",
        track="detention",
        filed_by=None,
        contact_route=None,
        body_kind=None,
        about_us=None,
        identity=None,
        consents=None,
    )
    house.file(minor="true")
    person = somebody(language=language)
    looking = Looking(person)
    looking.go("/desk/sign-in")
    person.pass_door(BY, passphrase="the wrong one", expect=422)
    looking.look()
    person.sign_in(BY)
    looking.go("/desk?tab=unassigned")
    looking.go("/desk?tab=closed")
    looking.go(f"/desk/cases/{reference}")
    for folded in person.main.locator("details:not([open]) > summary").all():
        if folded.is_visible():
            folded.click()
    looking.look()
    looking.look()
    person.act(1, "recommend_remedy", expect=422)
    looking.look()
    person.sign_in("representative.39")
    for path in ("/desk?tab=unit", "/desk?tab=needs_me", "/desk/duty", "/desk/absences", "/desk/begin"):
        looking.go(path)
    looking.go("/desk/cases/2026-481516-3", expect=404)


def test_reports_have_no_barrier_that_a_machine_can_find(
    somebody: Callable[..., Person], house: House, language: str
) -> None:
    file_and_decide(house)
    house.file(region="KZ-75", track="detention")
    fill(house)
    house.clock.move(days=75)
    house.database.write(freeze_quarters, pack=house.pack, viewer=System(), at=house.clock())
    person = somebody(language=language)
    looking = Looking(person)
    person.sign_in("supervisor.ho")
    for path in ("/reports", "/reports/units/KZ-39", "/reports/units/KZ-39?compare=period_before&from=nonsense"):
        looking.go(path, expect=422 if "nonsense" in path else 200)
        looking.look()


def test_pages_of_the_administration_have_no_barrier_that_a_machine_can_find(
    somebody: Callable[..., Person], house: House, language: str
) -> None:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    proposal = f"/admin/publication/{propose(house, OTHER, house.officer('supervisor.ho'))}"
    person = somebody(language=language)
    looking = Looking(person)
    person.sign_in("keeper.ho")
    for path in (
        "/admin",
        "/admin/publication",
        proposal,
        "/admin/duty",
        "/admin/procedures",
        "/admin/procedures/complaint",
        "/admin/procedures/tables/lead",
        "/admin/texts",
        "/admin/texts/questions/core",
        "/admin/texts/papers/decision",
    ):
        looking.go(path)
    for path in ("/admin/calendar?year=2026", "/admin/calendar/change?year=2028&days=public"):
        looking.go(path)
        looking.look()
    person.expected = 422
    person.page.locator("#do").click()
    looking.look()
