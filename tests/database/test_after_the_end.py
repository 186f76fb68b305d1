"""What is asked for when a case is closed: somebody sees it, somebody who took no part decides, and the case opens anew."""

import pytest

from cases.errors import ActRefused, InvalidAnswers
from cases.records import Measure
from tests.builders import House
from tests.database.test_measures import REDIRECT, REJECT
from tests.database.test_worklist import ask, references
from tests.harness.handling import (
    TO_ADMISSIBILITY,
    TO_INQUIRY,
    TO_THE_END,
    case_of,
    confirmed_withdrawal,
    damages,
    enter,
    numbers_of,
    open_box,
    records,
    walk,
)


def test_a_review_asked_of_a_closed_case_stands_in_the_queue_and_reopens_it_when_the_decision_is_changed(
    house: House,
) -> None:
    receipt = house.file()
    reference, viewer = receipt.reference, enter(house, receipt)
    walk(house, reference, TO_THE_END)
    assert references(ask(house, "caseworker.39")) == []
    house.act(reference, "ask_review", by=viewer, reason="Nobody asked my witness.")
    assert references(ask(house, "representative.39")) == references(ask(house, "supervisor.ho")) == [reference]
    (number,) = numbers_of(house, reference, "review")
    house.act(reference, "change_decision", by="supervisor.ho", number=number, reason="The witness must be heard.")
    case = case_of(house, reference)
    assert (case.stage, case.open, case.facts["told"]) == ("reopened", True, False)
    assert "The witness must be heard." in {message.text for message in open_box(house, viewer).messages}
    assert damages(house) == []


def test_after_three_months_a_review_is_asked_with_a_reason_and_only_then_may_it_be_closed_as_late(
    house: House,
) -> None:
    receipt = house.file()
    reference, viewer = receipt.reference, enter(house, receipt)
    walk(house, reference, TO_THE_END)
    house.clock.move(days=92)
    house.act(reference, "ask_review", by=viewer, reason="Nobody asked my witness.")
    house.clock.move(days=5)
    (number,) = numbers_of(house, reference, "review")
    with pytest.raises(ActRefused) as refused:  # it was asked in time, however long it lay here
        house.act(reference, "refuse_late", by="supervisor.ho", number=number, reason="Too late.")
    assert refused.value.refusal.reason == "guard"
    house.act(reference, "drop_review", by=viewer, number=number)
    with pytest.raises(InvalidAnswers) as missing:
        house.act(reference, "ask_review", by=viewer, reason="Nobody asked my witness.")
    assert set(missing.value.problems) == {"late_because"}
    house.act(reference, "ask_review", by=viewer, reason="Nobody asked my witness.", late_because="I was in hospital.")
    number = max(numbers_of(house, reference, "review"))
    house.act(reference, "refuse_late", by="supervisor.ho", number=number, reason="Too late.")
    assert damages(house) == []


def test_who_complained_says_once_how_it_went_fairness_and_outcome_apart_and_the_case_stays_closed(
    house: House,
) -> None:
    receipt = house.file()
    reference, viewer = receipt.reference, enter(house, receipt)
    assert "say_how_it_went" not in {one.offer.act for one in open_box(house, viewer).acts}
    walk(house, reference, TO_THE_END)
    assert "say_how_it_went" in {one.offer.act for one in open_box(house, viewer).acts}
    with pytest.raises(InvalidAnswers) as missing:
        house.act(reference, "say_how_it_went", by=viewer, fairness_felt="fair")
    assert set(missing.value.problems) == {"outcome_felt"}
    house.act(reference, "say_how_it_went", by=viewer, fairness_felt="fair", outcome_felt="not_content", words="Slow.")
    case = case_of(house, reference)
    assert (case.stage, case.open) == ("closed", False)
    assert (case.facts["fairness_felt"], case.facts["outcome_felt"]) == ("fair", "not_content")
    (numbers,) = records(house, Measure)
    day = house.clock().date()
    assert (numbers.answered, numbers.fairness_felt, numbers.outcome_felt) == (day, "fair", "not_content")
    assert "Slow." in {message.text for message in open_box(house, viewer).messages}
    assert "say_how_it_went" not in {one.offer.act for one in open_box(house, viewer).acts}
    with pytest.raises(ActRefused):
        house.act(reference, "say_how_it_went", by=viewer, fairness_felt="unfair", outcome_felt="content")
    assert damages(house) == []


ENDS = {
    "redirected": (*TO_ADMISSIBILITY, *REDIRECT),
    "inadmissible": (*TO_ADMISSIBILITY, *REJECT),
    "withdrawn": TO_INQUIRY,
}


@pytest.mark.parametrize("end", ["redirected", "inadmissible", "withdrawn"])
def test_how_it_went_is_asked_however_it_ended(house: House, end: str) -> None:
    receipt = house.file()
    reference, viewer = receipt.reference, enter(house, receipt)
    walk(house, reference, ENDS[end])
    if end == "withdrawn":
        house.act(reference, "request_withdrawal", by=viewer)
        walk(house, reference, confirmed_withdrawal(2))
    assert case_of(house, reference).stage == end
    house.act(reference, "say_how_it_went", by=viewer, fairness_felt="partly", outcome_felt="content")
    (numbers,) = records(house, Measure)
    assert (numbers.fairness_felt, numbers.outcome_felt) == ("partly", "content")
    assert damages(house) == []
