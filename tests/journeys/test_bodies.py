"""A company answers late and evasively, with a file; the complainant contradicts it; it is asked again."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import House
from tests.harness.bodies import ASKED
from tests.harness.handling import CHIEF, OFFICER, TO_INQUIRY, damages, open_file, walk
from tests.journeys.hands import Keyboard
from tests.journeys.office import Office
from tests.journeys.person import Person

WHAT = "Қаңтардағы жалақы ведомостын жіберіңіз."
EVASIVE = "Компания заңды сақтайды."


def come_in(person: Person, link: str, pin: str) -> None:
    person.go(link)
    person.fill(person.form(), {"pin": pin})
    person.submit(person.form())
    person.check_width()


def answer_with_a_file(company: Person, paper: Path) -> None:
    paper.write_text("Жалақы: 0\n", encoding="utf-8")
    company.press(company.main.within('a[href$="/respond/files"]'))
    company.main.locator("#file").set_input_files(paper)
    company.submit(company.form("/respond/files"))
    assert paper.name in company.text
    company.go("/respond/acts/record_answer")
    company.fill(company.form(), {"answer": EVASIVE})
    company.submit(company.form())
    assert re.search(r"\b[0-9a-f]{64}\b", company.text)
    company.check_width()


def make_link(worker: Person, reference: str) -> tuple[str, str]:
    """Link and PIN, as the officer reads them from the page."""
    worker.go_as_staff(f"/desk/cases/{reference}/bodies/2")
    worker.check_accessibility()
    worker.fill(worker.form("/bodies/2"), {"text": WHAT})
    worker.submit(worker.form("/bodies/2"))
    worker.check_accessibility()
    link, pin = re.search(r"/respond/[a-z2-7]{32}", worker.text), re.search(r"\b(\d{4} \d{4})\b", worker.text)
    assert link is not None
    assert pin is not None
    return link[0], pin[1]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_late_evasive_answer_is_contradicted_and_asked_again(
    house: House, somebody: Callable[..., Person], tmp_path: Path
) -> None:
    receipt = house.file(language="kk", respondent_may_know="without_name", track="business", region="KZ-39")
    reference = receipt.reference
    walk(house, reference, (*TO_INQUIRY, ASKED))
    worker, head = somebody(language="ru"), somebody(language="ru")
    worker.sign_in(OFFICER)
    head.username = CHIEF
    office = Office(worker, head, reference)
    link, pin = make_link(worker, reference)

    company = somebody(language="kk", scripts=False, width=320, hands=Keyboard())
    come_in(company, link, pin)
    assert WHAT in company.text
    house.clock.move(days=40)
    come_in(company, link, pin)
    assert "Мерзім" in company.text
    answer_with_a_file(company, tmp_path / "vedomost.txt")

    office.act("show_complainant", {"summary": "Компания пишет, что соблюдает закон."}, number=2)
    complainant = somebody(language="kk", scripts=False, width=320)
    complainant.enter_mailbox(str(receipt.code))
    complainant.respond(2, "contradict", {"words": "Ведомосте менің атым жоқ."})
    office.pause()
    office.act("ask_again", {"assessment": "evasive", "question": "Где ведомость за январь?"}, number=2)
    worker.go_as_staff(f"/desk/cases/{reference}/bodies/2")
    worker.check_accessibility()
    assert EVASIVE in worker.text
    assert "Ведомосте менің атым жоқ." in worker.text
    worker.submit(worker.form("/words"))  # what was asked again stands in the form already
    come_in(company, link, pin)
    assert "Где ведомость за январь?" in company.text
    reader = somebody(language="ru", width=768)
    reader.go(link)
    reader.check_accessibility()
    come_in(reader, link, pin)
    reader.check_accessibility()
    assert open_file(house, reference).proceedings[1].stage == "delivered"
    assert damages(house) == []
