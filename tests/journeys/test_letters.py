"""A decision on its way: one officer writes it, another signs it, and who complained reads it and keeps it as a PDF."""

from collections.abc import Callable

import pytest

from tests.builders import House
from tests.harness.handling import CHIEF, OFFICER, TO_DECISION, walk
from tests.journeys.hands import Keyboard
from tests.journeys.person import Person

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
WORDS = "Сіздікі дұрыс.\n\nМектеп 1 наурызға дейін төлеуі керек."


def look(person: Person) -> None:
    person.check_width()
    person.check_accessibility()


def test_a_decision_is_written_by_one_signed_by_another_and_read_in_the_mailbox(
    somebody: Callable[..., Person], house: House
) -> None:
    receipt = house.file(language="kk")
    walk(house, receipt.reference, TO_DECISION)
    officer, chief = somebody(language="kk", width=320), somebody(language="ru", width=1280)
    officer.hands = Keyboard()
    officer.sign_in(OFFICER)
    officer.go_as_staff(f"/desk/cases/{receipt.reference}/writing")
    look(officer)
    officer.press(officer.main.hand().get_by_role("link", name=house.pack.templates["decision"].label["kk"]))
    look(officer)
    officer.fill(officer.form("/new/decision"), {"text": WORDS})
    officer.submit(officer.form("/new/decision"))
    look(officer)
    place = officer.path
    officer.submit(officer.form("/propose"))
    chief.sign_in(CHIEF)
    chief.go_as_staff(place)
    look(chief)
    chief.submit(chief.form("/sign"))
    look(chief)
    with chief.page.expect_download() as coming:
        chief.main.hand().get_by_role("link", name="PDF").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF-")
    chief.fill(chief.form("/send"), {"way": "mailbox"})
    chief.submit(chief.form("/send"))
    look(chief)
    reader = somebody(language="kk", width=768)
    reader.enter_mailbox(receipt.code)
    look(reader)
    assert "Мектеп 1 наурызға дейін төлеуі керек." in reader.text
    with reader.page.expect_download() as coming:
        reader.main.hand().get_by_role("link", name="PDF").click()
    assert coming.value.suggested_filename == "paper.pdf"
