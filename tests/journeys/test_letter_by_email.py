"""A decision by e-mail: an officer sends it and tells the PIN; who complained saves it, without scripts and on a telephone."""

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import CHIEF, OFFICER, TO_DECISION, damages, walk
from tests.harness.letters import CHOSEN, carry_post, link_in
from tests.harness.mail_server import mail_server
from tests.journeys.hands import Keyboard
from tests.journeys.person import Person

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
WORDS = "Сіздікі дұрыс."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A house that has a mail server."""
    return replace(settings, smtp="smtp://127.0.0.1:25", mail_from="post@nhri.example")


def look(person: Person) -> None:
    person.check_width()
    person.check_accessibility()


def sign_letter(officer: Person, chief: Person, reference: str) -> str:
    """The officer writes a decision and their head signs it; gives its address, open in the officer's browser."""
    officer.sign_in(OFFICER)
    officer.go_as_staff(f"/desk/cases/{reference}/writing/new/decision")
    officer.fill(officer.form("/new/decision"), {"text": WORDS})
    officer.submit(officer.form("/new/decision"))
    place = officer.path
    officer.submit(officer.form("/propose"))
    chief.sign_in(CHIEF)
    chief.go_as_staff(place)
    chief.submit(chief.form("/sign"))
    officer.go_as_staff(place)
    return place


def send_from_here(officer: Person, address: str) -> str:
    """Fill in the form for the e-mail; gives the PIN."""
    officer.fill(officer.form("/email"), {"address": address})
    officer.submit(officer.form("/email"))
    look(officer)
    found = re.search(r"\b(\d{4} \d{4})\b", officer.text)
    assert found is not None
    return found[1]


def test_a_letter_goes_by_email_and_is_read_with_its_pin_alone(
    somebody: Callable[..., Person], house: House, settings: Settings
) -> None:
    receipt = house.file(language="kk", shared_phone="yes", **CHOSEN)
    walk(house, receipt.reference, TO_DECISION)
    officer, chief = somebody(language="ru", width=320), somebody(language="ru")
    place = sign_letter(officer, chief, receipt.reference)
    officer.fill(officer.form("/send"), {"way": "from-here"})
    officer.submit(officer.form("/send"))
    look(officer)
    officer.fill(officer.form("/email"), {"address": "aigul"})
    officer.submit(officer.form("/email"), expect=422)
    look(officer)
    send_from_here(officer, "nobody@mail.example.kz")
    with mail_server() as box:
        carry_post(house, settings, box.port)
    for path in (place.partition("/writing")[0], place, f"{place}/email"):
        officer.go_as_staff(path)
        assert "не дошло" in officer.text
        look(officer)
    pin = send_from_here(officer, CHOSEN["contact"])
    with mail_server() as box:
        carry_post(house, settings, box.port)
        path = link_in(box).removeprefix("/kk")
    seeing = somebody(language="en", width=1280)
    seeing.go(path)
    look(seeing)
    reader = somebody(language="kk", scripts=False, width=320, hands=Keyboard())
    reader.go(path)
    reader.check_width()
    reader.fill(reader.form(path), {"pin": "1" * 8 if pin != "1111 1111" else "2" * 8})
    reader.submit(reader.form(path), expect=422)
    reader.check_width()
    reader.fill(reader.form(path), {"pin": pin})
    with reader.page.expect_download() as coming:
        reader.hands.press(reader.form(path).within("button:not([name])"))
    assert coming.value.suggested_filename == "paper.pdf"
    assert coming.value.path().read_bytes().startswith(b"%PDF-")
    officer.go_as_staff(place)
    look(officer)
    assert "Вручено" in officer.text
    officer.submit(officer.form("/take-back"))
    look(officer)
    reader.go(path, expect=410)
    reader.check_width()
    seeing.go(path, expect=410)
    look(seeing)
    assert damages(house) == []
