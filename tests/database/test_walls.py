"""A wall keeps persons out of a case: no wrap leads them to it, and for them it does not exist."""

from typing import Any

import pytest

from cases import casefile
from cases.circle import walls
from cases.circle.inside import Handling
from cases.errors import ActRefused, CaseNotFound, ChangedMeanwhile, InvalidAnswers, NotAllowed
from cases.records import DeskRow, Exclusion, FileKey, Measure, Wrap
from cases.records import Officer as OfficerRow
from cases.vault.keys import new_key
from cases.worklist import assigning
from cases.worklist import listing as worklist
from cases.worklist.listing import Asked
from cases.worklist.nicknames import secret_of
from tests.builders import House
from tests.harness.circles import copy_rows, reach, signed_in
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_INQUIRY,
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

EVERYBODY = (
    OFFICER,
    CHIEF,
    "colleague.39",
    "caseworker.75",
    "supervisor.ho",
    "caseworker.ho",
    "integrity.in",
    "integrity2.in",
)


@pytest.fixture
def staffed(house: House) -> House:
    """With a third person in Kostanay, and everybody with the keys that a session would give them."""
    house.employ("colleague.39", "KZ-39", "caseworker")
    for username in EVERYBODY:
        signed_in(house, username)
    return house


def raise_wall(
    house: House, reference: str, *who: str, by: str = CHIEF, handling: Handling = "same", key: str = "a form",
    version: int | None = None, reason: str = "He is the brother of the manager.",
) -> None:  # fmt: skip
    walls.raise_wall(
        house.database, reference, [house.officer(one).id for one in who], reason, handling=handling, version=version, key=key,
        pack=house.pack, viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def lift_wall(house: House, reference: str, *who: str, by: str = CHIEF, key: str = "another form") -> None:
    walls.lift_wall(
        house.database, reference, [house.officer(one).id for one in who], "Nothing in it.", version=None, key=key,
        pack=house.pack, viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def queued(house: House, username: str, **asked: Any) -> list[str]:
    found = house.database.read(
        worklist.queue,
        Asked(**{"tab": "unit", **asked}),
        pack=house.pack,
        viewer=house.officer(username),
        at=house.clock(),
    )
    assert found.counts["unit"] == len(found.rows) or asked
    return [row.reference for row in found.rows]


def test_who_is_shut_out_holds_no_path_and_sees_nothing_and_everybody_else_reads_on(staffed: House) -> None:
    house, receipt, other = staffed, staffed.file(), staffed.file()
    reference, case = receipt.reference, case_of(staffed, receipt.reference)
    walk(house, reference, TO_INQUIRY)
    before = copy_rows(house)
    raise_wall(house, reference, OFFICER)
    assert reach(house, OFFICER).cases == {case_of(house, other.reference).id}
    assert receipt.complaint_id not in reach(house, OFFICER).boxes
    # Nor by a copy of the rows from before the wall: the secret that they were covered by is destroyed.
    assert case.id not in reach(house, OFFICER, before).cases
    with pytest.raises(CaseNotFound):
        open_file(house, reference)
    assert queued(house, OFFICER) == [other.reference]
    for reader in (CHIEF, "colleague.39", "supervisor.ho", "caseworker.ho"):
        assert {epoch for held, epoch in reach(house, reader).files if held == case.id} == {1, 2}
        seen = open_file(house, reference, reader)
        assert seen.filed[0].answers["story"]
        assert any("Ask the school." in str(event.answers) for event in seen.timeline)
        assert sorted(queued(house, reader)) == sorted([reference, other.reference])
    assert {(one.holder_kind, one.holder) for one in records(house, Wrap, case_id=case.id)} == {
        ("unit", "KZ-HO"),
        ("officer", str(house.officer(CHIEF).id)),
        ("officer", str(house.officer("colleague.39").id)),
    }
    assert open_box(house, enter(house, receipt)).reference == reference
    assert damages(house) == []


def test_what_is_written_afterwards_is_sealed_to_the_new_epoch_and_the_case_goes_on(staffed: House) -> None:
    house, reference = staffed, staffed.file().reference
    walk(house, reference, TO_INQUIRY)
    raise_wall(house, reference, OFFICER)
    house.act(reference, "record_findings", by="colleague.39", findings="It happened.")
    assert case_of(house, reference).epoch == 2
    assert any("It happened." in str(event.answers) for event in open_file(house, reference, CHIEF).timeline)
    entry = next(one for one in journal_of(house, reference) if one.act == "wall")
    assert (entry.body["excluded"], entry.body["walled"]) == ([house.officer(OFFICER).id], True)
    (key,) = records(house, FileKey, epoch=2)
    assert entry.body["keys"] == {"file:2": key.public_key}
    assert "brother" not in str(entry.body)
    (spell,) = records(house, Measure, case_id=case_of(house, reference).id)
    assert spell.walled
    assert damages(house) == []


def test_the_stand_in_takes_it_over_where_the_unit_has_nobody_left_who_decides(staffed: House) -> None:
    house, reference = staffed, staffed.file().reference
    with pytest.raises(InvalidAnswers) as caught:
        raise_wall(house, reference, CHIEF, by="supervisor.ho")
    assert caught.value.problems["people"].code == "too_few_left"
    raise_wall(house, reference, CHIEF, by="supervisor.ho", handling="stand_in")
    case = case_of(house, reference)
    assert (case.unit, case.walled, case.handler_id) == ("KZ-IN", True, None)
    assert {row.unit for row in records(house, DeskRow, case_id=case.id)} == {"KZ-HO", "KZ-IN"}
    for out in (CHIEF, OFFICER, "colleague.39"):
        assert case.id not in reach(house, out).cases
    assert queued(house, "integrity.in") == [reference]
    house.act(reference, "register", by="integrity.in")
    assert [spell.unit for spell in sorted(records(house, Measure), key=lambda one: one.spell)] == ["KZ-39", "KZ-IN"]
    assert damages(house) == []


def test_nobody_shut_out_comes_back_as_handler_or_by_their_unit(staffed: House) -> None:
    house, reference = staffed, staffed.file(region="KZ-75").reference
    walk(house, reference, [Act("register", by="caseworker.75")])
    signed_in(house, "representative.75")
    outsider = house.officer(OFFICER)
    with pytest.raises(InvalidAnswers):  # somebody who cannot read it needs no wall
        raise_wall(house, reference, OFFICER, by="representative.75")
    house.employ("second.75", "KZ-75", "caseworker")
    raise_wall(house, reference, "caseworker.75", by="representative.75")
    ranked = house.database.read(
        assigning.suggest, reference, pack=house.pack, viewer=house.officer("representative.75"), at=house.clock()
    )
    assert house.officer("caseworker.75").id not in {one.id for one in ranked}
    assert outsider.id not in {one.id for one in ranked}


def test_a_unit_with_somebody_shut_out_is_not_let_in_again(staffed: House) -> None:
    house, reference = staffed, staffed.file().reference
    walk(house, reference, TO_INQUIRY)
    walk(house, reference, [Act("offer_transfer", answers={"to_unit": "KZ-75", "reason": "There."})])
    raise_wall(house, reference, "caseworker.75", OFFICER)
    other = house.file().reference
    walk(house, other, TO_INQUIRY)
    assert case_of(house, reference).id not in reach(house, "caseworker.75").cases
    walk(house, reference, [Act("take_back_offer", by=CHIEF, number=2)])
    before = snapshot(house)
    with pytest.raises(ActRefused) as caught:
        house.act(reference, "offer_transfer", by=CHIEF, to_unit="KZ-75", reason="Again.")
    assert caught.value.refusal.reason == "walled"
    assert snapshot(house) == before


def test_a_wall_that_is_lifted_lets_them_read_again_what_was_written_meanwhile_too(staffed: House) -> None:
    house, reference = staffed, staffed.file().reference
    walk(house, reference, TO_INQUIRY)
    raise_wall(house, reference, OFFICER)
    house.act(reference, "record_findings", by="colleague.39", findings="It happened.")
    lift_wall(house, reference, OFFICER)
    assert records(house, Exclusion) == []
    assert any("It happened." in str(event.answers) for event in open_file(house, reference).timeline)
    assert {one.holder_kind for one in records(house, Wrap)} == {"unit"}
    assert not case_of(house, reference).walled
    assert queued(house, OFFICER) == queued(house, CHIEF) == [reference]
    assert damages(house) == []


def test_the_form_is_checked_and_nothing_is_written_by_half(staffed: House) -> None:
    house, reference = staffed, staffed.file().reference
    before = snapshot(house)
    for who, by, field, code in (
        ((), CHIEF, "people", "required"),
        ((CHIEF,), CHIEF, "people", "yourself"),
        ((OFFICER, "colleague.39", "supervisor.ho", "caseworker.ho"), CHIEF, "people", "too_few_left"),
    ):
        with pytest.raises(InvalidAnswers) as caught:
            raise_wall(house, reference, *who, by=by)
        assert caught.value.problems[field].code == code
    with pytest.raises(InvalidAnswers):
        raise_wall(house, reference, OFFICER, reason=" ")
    with pytest.raises(NotAllowed):
        raise_wall(house, reference, CHIEF, by=OFFICER)
    with pytest.raises(ChangedMeanwhile):
        raise_wall(house, reference, OFFICER, version=case_of(house, reference).version + 1)
    with pytest.raises(CaseNotFound):
        raise_wall(house, reference, OFFICER, by="integrity.in")
    assert snapshot(house) == before


def test_the_same_form_sent_twice_is_one_wall(staffed: House) -> None:
    house, reference = staffed, staffed.file().reference
    raise_wall(house, reference, OFFICER)
    before = snapshot(house)
    raise_wall(house, reference, OFFICER)
    assert snapshot(house) == before
    assert open_file(house, reference, CHIEF).filed


def test_an_officers_key_that_was_exchanged_in_the_rows_gets_nothing(staffed: House) -> None:
    house, reference = staffed, staffed.file().reference

    def inject(session: Any, *, viewer: Any) -> None:
        session.get_one(OfficerRow, house.officer("colleague.39").id).public_key = new_key().public

    house.database.write(inject, viewer=house.officer(CHIEF))
    before = snapshot(house)
    with pytest.raises(ActRefused):
        raise_wall(house, reference, OFFICER)
    assert snapshot(house) == before


def test_a_nickname_goes_along_under_the_new_secret_and_the_former_one_is_destroyed(staffed: House) -> None:
    """Somebody of another unit is shut out of a case that stays with the whole of its own: the name stays readable there."""
    house, reference = staffed, staffed.file(body_kind="central").reference
    lead = case_of(house, reference).unit
    member = next(one for one in ("caseworker.ho", OFFICER) if house.officer(one).unit == lead)
    other = OFFICER if member != OFFICER else "caseworker.ho"
    house.database.write(casefile.rename, reference, "the teacher", viewer=house.officer(member), at=house.clock())
    before = secret_of(case_of(house, reference).nickname)
    assert before is not None
    raise_wall(house, reference, other, by="supervisor.ho" if lead == "KZ-HO" else CHIEF)
    after = secret_of(case_of(house, reference).nickname)
    assert after not in (None, before)
    assert house.database.shred.find(before) is None
    assert open_file(house, reference, member).nickname == "the teacher"
    assert damages(house) == []
