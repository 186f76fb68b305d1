"""A yard of statements, entered by a typist who never touches the mouse: counted in keystrokes, not by the clock of a machine."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from cases.records import Complaint, EnteredComplaint
from tests.builders import House
from tests.harness.handling import damages, records
from tests.journeys.person import Person

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
A_MINUTE = 40 * 5
"""Keystrokes of somebody who types 40 words a minute, a word being five strokes as typists count."""
LIMIT_SECONDS = 60
STATEMENTS = (
    ("Серік Ахметов", "Екі айдан бері дәрі бермейді, қан қысымы жоғары. Дәрігер қарамады, арызы жоғалған."),
    ("", "В камере восемь человек на четыре места, вода два часа в день. Письма домой не отправляют с августа."),
    ("Марат Жусупов", "Били по ногам при обыске 14 ноября, следы есть. Просит врача и перевод в другой отряд."),
)  # fmt: skip


@dataclass
class Typist:
    """Ten fingers and a page: everything is a key."""

    page: Page
    strokes: int = 0

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.strokes += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.strokes += len(text)

    @property
    def seconds(self) -> float:
        return self.strokes * 60 / A_MINUTE


def test_a_statement_takes_a_typist_less_than_a_minute(house: House, somebody: Callable[..., Person]) -> None:
    officer = somebody(language="kk")
    officer.sign_in("caseworker.39")
    officer.go("/desk/intake/batch")
    officer.page.locator("input[name=channel][value=visit]").check()
    place = next(code for code, one in house.pack.registers["facilities"].items() if one.region == "KZ-39")
    officer.page.locator("select[name=facility]").select_option(place)
    officer.page.locator("input[name=reply_route][value=visit]").check()
    officer.page.locator("input[name=danger_24h]").first.focus()
    took = [enter(officer, Typist(officer.page), *statement) for statement in STATEMENTS]
    assert max(took) <= LIMIT_SECONDS, took
    assert len(records(house, EnteredComplaint)) == len(records(house, Complaint)) == len(STATEMENTS)
    assert {row.channel for row in records(house, Complaint)} == {"visit"}
    officer.check_accessibility()
    officer.go("/desk/intake")
    officer.check_accessibility()
    assert damages(house) == []


def enter(officer: Person, typist: Typist, name: str, story: str) -> float:
    """One statement from the first key to the last; gives the seconds that its keystrokes take."""
    assert officer.page.evaluate("document.activeElement.name") == "danger_24h"
    typist.keys("ArrowDown", "ArrowDown")
    assert officer.page.locator("input[name=danger_24h]:checked").get_attribute("value") == "no"
    typist.keys("Tab")
    for _ in range(6):
        if officer.page.evaluate("document.activeElement.name") == "sender":
            break
        typist.keys("Tab")
    typist.write(name)
    typist.keys("Tab")
    typist.write(story)
    typist.keys("Tab")
    for _ in range(3):
        if officer.page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
        typist.keys("Tab")
    with officer.page.expect_navigation() as coming:
        typist.keys("Enter")
    officer.arrive(coming.value)
    assert "entered=" in officer.page.url, officer.page.inner_text("main")
    return typist.seconds
