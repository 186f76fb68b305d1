"""Letters: in the complainant's own language, with the dates that hold, into every mailbox of the case and no other."""

from datetime import UTC, datetime

import pytest

from cases.records import ClockRow, Letter
from tests.builders import House
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_ADMISSIBILITY,
    TO_DECISION,
    Act,
    case_of,
    enter,
    open_box,
    records,
    walk,
)
from workflows.calendars import local_day

EXTEND = (Act("extend_review", answers={"reason": "An expert is needed."}), Act("confirm:extend_review", CHIEF))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_letter_is_in_the_complainants_own_language(house: House, language: str) -> None:
    receipt = house.file(language=language)
    house.act(receipt.reference, "register", by=OFFICER)
    (letter,) = open_box(house, enter(house, receipt)).letters
    assert letter.title == house.pack.letters["acknowledgement"].title[language]
    assert house.pack.units["KZ-39"].name[language] in letter.text
    assert "{" not in letter.text
    assert records(house, Letter)[0].language == language


def test_the_acknowledgement_names_the_number_the_day_of_receipt_and_the_day_of_the_answer(house: House) -> None:
    receipt = house.file(language="en")
    house.clock.move(days=1)
    house.act(receipt.reference, "register", by=OFFICER)
    (letter,) = open_box(house, enter(house, receipt)).letters
    for words in (receipt.reference, "on 23.11.2026", "by 15.12.2026", house.pack.units["KZ-39"].phone_unbroken):
        assert words in letter.text


@pytest.mark.parametrize("hours", [0, 11])
def test_the_day_in_the_acknowledgement_is_the_day_on_which_the_review_is_due(house: House, hours: int) -> None:
    """Also when an officer registers in the evening: the clock starts that day, and the letter must not say another."""
    receipt = house.file(language="en")
    house.clock.move(hours=hours)
    house.act(receipt.reference, "register", by=OFFICER)
    (clock,) = records(house, ClockRow, case_id=case_of(house, receipt.reference).id, name="review")
    assert clock.due is not None
    (letter,) = open_box(house, enter(house, receipt)).letters
    assert f"by {local_day(house.pack.calendar, clock.due):%d.%m.%Y}" in letter.text


def test_the_letter_about_an_extension_tells_the_new_day(house: House) -> None:
    receipt = house.file(language="en")
    walk(house, receipt.reference, [*TO_ADMISSIBILITY, *EXTEND])
    view = open_box(house, enter(house, receipt))
    (extension,) = (letter for letter in view.letters if "extended" in letter.text)
    assert "The new date is 25.01.2027" in extension.text  # two months end on a Saturday
    assert view.answer_by == datetime(2027, 1, 25, tzinfo=UTC).date()
    assert [message.text for message in view.messages] == ["An expert is needed."]


def test_a_letter_reaches_the_mailbox_of_its_own_complainant_only(house: House) -> None:
    mine, theirs = house.file(), house.file()
    walk(house, mine.reference, TO_DECISION)
    assert len(open_box(house, enter(house, mine)).letters) == 1
    assert open_box(house, enter(house, theirs)).letters == ()


def test_a_decision_is_told_by_letter_and_message(house: House) -> None:
    receipt = house.file(language="en")
    walk(house, receipt.reference, [*TO_DECISION, Act("tell", answers={"words": "You were right."})])
    view = open_box(house, enter(house, receipt))
    assert [letter.title for letter in view.letters] == [
        house.pack.letters["acknowledgement"].title["en"],
        house.pack.letters["decision"].title["en"],
    ]
    assert [message.text for message in view.messages] == ["You were right."]
    assert case_of(house, receipt.reference).heard_at == house.clock()
