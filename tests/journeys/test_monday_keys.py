"""Monday morning without a mouse: through the queue by single keys, in Latin and in Cyrillic letters."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.builders import House
from tests.journeys.hands import Keyboard
from tests.journeys.parts import Part
from tests.journeys.person import Person

LATIN = {"KeyJ": "j", "KeyK": "k", "KeyO": "o", "KeyX": "x", "KeyC": "c", "Slash": "/"}
RUSSIAN = {"KeyJ": "о", "KeyK": "л", "KeyO": "щ", "KeyX": "ч", "KeyC": "с", "Slash": "."}
SHIFTED = {"/": "?", ".": ","}


@dataclass
class Keys:
    """A keyboard on which some alphabet is switched on."""

    person: Person
    letters: dict[str, str]

    def press(self, code: str, *, shift: bool = False) -> None:
        key = self.letters[code]
        typed = {"code": code, "key": SHIFTED[key] if shift else key, "modifiers": 8 if shift else 0}
        session = self.person.page.context.new_cdp_session(self.person.page)
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **typed})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **typed})
        session.detach()

    def go(self, code: str) -> None:
        """Press what leads to another page."""
        with self.person.page.expect_navigation() as coming:
            self.press(code)
        self.person.arrive(coming.value)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_queue_is_walked_ticked_taken_and_opened_by_keys_of_either_alphabet(
    house: House, somebody: Callable[..., Person]
) -> None:
    cases = [house.file(language="kk").reference for _ in range(3)]
    officer = somebody(language="ru", hands=Keyboard())
    officer.sign_in("caseworker.39")
    first, second, _third = officer.look_at_queue("unassigned")
    assert {first, second, _third} == set(cases)
    latin, russian = Keys(officer, LATIN), Keys(officer, RUSSIAN)
    russian.press("Slash", shift=True)
    assert officer.main.within("#keys").ask("one => one.open")
    for keys in (latin, russian):
        keys.press("KeyJ")
        keys.press("KeyX")
    latin.press("KeyJ")
    latin.press("KeyK")
    ticked = officer.main.within(".row-tick:checked").ask_all("all => all.map(one => one.value.split('~')[0])")
    assert ticked == [first, second]
    officer.press(officer.main.within('#bulk button[value="take"]'))
    assert set(officer.look_at_queue("mine")) == {first, second}

    for keys in (latin, russian):
        officer.look_at_queue("mine")
        keys.press("KeyJ")
        keys.go("KeyO")
        assert officer.path == f"/desk/cases/{first}"
    officer.look_at_queue("mine")
    russian.press("KeyJ")
    russian.go("KeyC")
    assert officer.path.endswith("/proceedings/1/record_contact")
    officer.act(1, "record_contact", {"words": "Звонила: живёт у сестры."})
    officer.look_at_queue("mine")
    russian.press("Slash")
    assert Part(officer.page, "#q").ask("one => one === document.activeElement")
