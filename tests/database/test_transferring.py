"""A case goes to another unit: offered, read there, accepted; links; who may do it; and what the numbers say of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from cases.errors import ActRefused, CaseNotFound, ChangedMeanwhile, InvalidAnswers
from cases.records import CaseLink, DeskRow, Measure, Proceeding, Wrap
from cases.vault.keyring import Keyring
from cases.worker.rounds import work_once
from cases.worklist import listing as worklist
from cases.worklist.listing import Asked
from tests.builders import House
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_INQUIRY,
    URGENT,
    Act,
    case_of,
    damages,
    enter,
    journal_of,
    open_box,
    open_file,
    records,
    snapshot,
    walk,
)

OFFER = Act("offer_transfer", answers={"to_unit": "KZ-75", "reason": "It happened there."})
THERE, THEIR_CHIEF = "caseworker.75", "representative.75"


def offered(house: House, **filed: Any) -> str:
    reference = house.file(**filed).reference
    walk(house, reference, [*TO_INQUIRY, OFFER])
    return reference


def refusal(house: House, reference: str, act: str, *, by: str, number: int = 1, **answers: Any) -> str:
    before = snapshot(house)
    with pytest.raises(ActRefused) as caught:
        house.act(reference, act, by=by, number=number, **answers)
    assert snapshot(house) == before
    return caught.value.refusal.reason


def test_an_offer_lets_the_other_unit_read_and_changes_nothing_else(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    with pytest.raises(CaseNotFound):
        open_file(house, reference, THEIR_CHIEF)
    walk(house, reference, [OFFER])
    seen = open_file(house, reference, THEIR_CHIEF)
    assert seen.filed[0].answers["story"]
    assert case_of(house, reference).unit == "KZ-39"
    assert {row.unit for row in records(house, DeskRow)} == {"KZ-39", "KZ-HO", "KZ-75"}
    assert journal_of(house, reference)[-1].body["joins"] == ["KZ-75"]
    (side,) = records(house, Proceeding, procedure="transfer")
    assert side.unit == "KZ-75"
    queue = house.database.read(
        worklist.queue, Asked(tab="needs_me"), pack=house.pack, viewer=house.officer(THEIR_CHIEF), at=house.clock()
    )
    assert [row.reference for row in queue.rows] == [reference]


def test_whoever_accepts_is_of_the_unit_that_it_was_offered_to(house: House) -> None:
    reference = offered(house)
    assert refusal(house, reference, "accept", by=CHIEF, number=2) == "not_your_unit"
    assert refusal(house, reference, "accept", by=THERE, number=2) == "not_your_role"
    assert refusal(house, reference, "take_back_offer", by=THEIR_CHIEF, number=2) == "not_your_unit"


def test_accepted_the_case_is_theirs_with_its_clocks_and_nobodys_in_hand(house: House) -> None:
    receipt = house.file()
    reference = receipt.reference
    walk(house, reference, [*TO_INQUIRY, OFFER])
    before = {clock.name: clock.due for clock in open_file(house, reference).clocks}
    house.clock.move(hours=2)
    house.act(reference, "accept", by=THEIR_CHIEF, number=2)
    case = case_of(house, reference)
    assert (case.unit, case.handler_id, case.open) == ("KZ-75", None, True)
    assert {clock.name: clock.due for clock in open_file(house, reference, THEIR_CHIEF).clocks} == before
    assert open_box(house, enter(house, receipt)).unit == "KZ-75"
    assert {row.row["lead"] for row in records(house, DeskRow)} == {"KZ-75"}
    here, there = sorted(records(house, Measure, case_id=case.id), key=lambda row: row.spell)
    assert (here.unit, here.open, here.until) == ("KZ-39", False, house.clock().date())
    assert (there.unit, there.open, there.due) == ("KZ-75", True, here.due)
    house.act(reference, "record_findings", by=THERE, findings="It happened.")
    assert case_of(house, reference).handler_id == house.officer(THERE).id
    assert damages(house) == []


def test_an_urgent_case_is_held_by_both_units(house: House) -> None:
    reference = house.file(**URGENT).reference
    walk(house, reference, [Act("register"), OFFER])
    number = next(side.number for side in records(house, Proceeding, procedure="transfer"))
    house.act(reference, "accept", by=THEIR_CHIEF, number=number)
    assert {row.unit for row in records(house, DeskRow)} >= {"KZ-39", "KZ-75"}
    assert open_file(house, reference).unit == "KZ-75"


def test_silence_goes_to_head_office_whose_decision_binds(house: House) -> None:
    reference = offered(house)
    house.clock.move(days=4)
    work_once(house.database, house.pack, at=house.clock())
    (side,) = records(house, Proceeding, procedure="transfer")
    assert side.stage == "at_head_office"
    assert refusal(house, reference, "move_case", by=THEIR_CHIEF, number=2, reason="x") == "not_your_role"
    house.act(reference, "move_case", by="supervisor.ho", number=2, reason="The place decides.")
    assert case_of(house, reference).unit == "KZ-75"
    assert damages(house) == []


def test_only_who_can_open_the_case_lets_others_in(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    able = house.officer(OFFICER)
    house.officers["no.key"] = replace(able, keyring=Keyring())
    house.officers["no.directory"] = replace(able, pinned=None)
    for who in ("no.key", "no.directory"):
        assert refusal(house, reference, "offer_transfer", by=who, **OFFER.answers) == "no_key"
    assert {wrap.holder for wrap in records(house, Wrap)} == {"KZ-39", "KZ-HO"}


def test_of_two_who_accept_at_once_one_does_and_the_other_is_told(house: House) -> None:
    reference = offered(house)
    house.employ("chief2.75", "KZ-75", "representative")
    version, start = case_of(house, reference).version, Barrier(2)

    def accept(by: str) -> str:
        start.wait()
        try:
            return house.act(reference, "accept", by=by, number=2, version=version).stage
        except ChangedMeanwhile:
            return "told"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(accept, (THEIR_CHIEF, "chief2.75"))) == ["accepted", "told"]
    assert len(records(house, Measure)) == 2
    assert damages(house) == []


def test_cases_are_linked_by_a_number_that_the_officer_can_open(house: House) -> None:
    signal = house.file(identity="anonymous").reference
    walk(house, signal, [Act("assess", answers={"words": "The same."})])
    other, theirs = house.file().reference, house.file(region="KZ-75").reference
    for wrong in ("nonsense", signal, theirs, "2026-000000-0"):
        before = snapshot(house)
        with pytest.raises(InvalidAnswers) as caught:
            house.act(signal, "link", by=OFFICER, other=wrong)
        assert {name: problem.code for name, problem in caught.value.problems.items()} == {"other": "unknown_case"}
        assert snapshot(house) == before
    house.act(signal, "link", by=OFFICER, other=other.replace("-", " "))
    assert len(records(house, CaseLink)) == 1
    assert journal_of(house, signal)[-1].body["links"] == {"to": other, "as": "linked"}
    assert [one.reference for one in open_file(house, signal).links] == [other]
    assert [one.reference for one in open_file(house, other).links] == [signal]


def test_the_inquiry_waits_while_a_mediation_is_open_and_goes_on_when_it_ends(house: House) -> None:
    reference = house.file().reference
    walk(
        house,
        reference,
        [*TO_INQUIRY, Act("offer_mediation", answers={"mediation_body": "B-MOH", "words": "Would you talk?"})],
    )

    def inquiry() -> bool:
        return next(clock.running for clock in open_file(house, reference).clocks if clock.name == "inquiry")

    assert not inquiry()
    house.clock.move(days=2)
    walk(house, reference, [Act("stop", answers={"reason": "other_side", "words": "They left."}, number=2)])
    assert inquiry()
    assert journal_of(house, reference)[-1].body["clocks_of_main"] == {"resumed": ["inquiry"]}
    assert damages(house) == []
