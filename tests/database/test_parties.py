"""Parties of a case: several roles a person, each with its days; sealed, journaled, and warned of before they go out."""

from datetime import date, timedelta
from secrets import token_hex
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import mailbox
from cases.casefile.words import Opener
from cases.circle import walls
from cases.doors.staff import reads_content
from cases.errors import CaseNotFound, ChangedMeanwhile, InvalidAnswers, NotAllowed
from cases.exporting.gathering import gather
from cases.letters.confidential import Known, Whose, known_names
from cases.parties import keeping
from cases.parties.keeping import Said
from cases.parties.view import PartyView, Role
from cases.records import Case, SealedWords
from cases.retention import carrying_out
from cases.viewer import System, Viewer
from tests.builders import House
from tests.database.test_retention import SECOND, TERM, confirm, propose
from tests.harness.circles import signed_in
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_THE_END,
    case_of,
    damages,
    enter,
    journal_of,
    open_file,
    records,
    snapshot,
    walk,
)

TODAY = date(2026, 11, 23)
WITNESS = Said(
    name="Zhuldyz Omarova", contact="+7 700 555 01 02", note="Works in the same room.", body=None,
    roles=frozenset({"witness", "victim"}),
)  # fmt: skip


def add(house: House, reference: str, said: Said = WITNESS, *, by: str = OFFICER, key: str | None = None) -> None:
    house.database.write(
        keeping.add_party, reference, said, key=key or token_hex(16), pack=house.pack, viewer=house.officer(by), at=house.clock()
    )  # fmt: skip


def change(house: House, reference: str, said: Said, *, seen: int, number: int = 1) -> None:
    house.database.write(
        keeping.change_party, reference, number, said, seen=seen, key=token_hex(16), pack=house.pack,
        viewer=house.officer(OFFICER), at=house.clock(),
    )  # fmt: skip


def entered(house: House, reference: str, by: str = OFFICER) -> list[PartyView]:
    return [one for one in open_file(house, reference, by).parties if one.number]


def test_a_party_has_several_roles_and_nothing_of_it_lies_in_clear(house: House) -> None:
    reference = house.file().reference
    version = case_of(house, reference).version
    add(house, reference, key="k" * 32)
    add(house, reference, key="k" * 32)
    (party,) = entered(house, reference, CHIEF)
    assert (party.name, party.contact, party.note) == (WITNESS.name, WITNESS.contact, WITNESS.note)
    assert party.roles == (Role("victim", TODAY), Role("witness", TODAY))
    assert case_of(house, reference).version == version
    (done,) = [one for one in journal_of(house, reference) if one.act.startswith("party")]
    assert (done.act, done.actor, done.body) == ("party", house.officer(OFFICER).actor, {})
    stored = repr(snapshot(house))
    assert [one for one in ("Zhuldyz", "555 01 02", "same room") if one in stored] == []
    assert damages(house) == []


def test_roles_begin_and_end_on_their_days_and_the_last_one_ends_the_party(house: House) -> None:
    reference = house.file().reference
    add(house, reference)
    house.clock.move(days=10)
    (party,) = entered(house, reference)
    as_lawyer = replace(WITNESS, roles=frozenset({"victim", "representative"}), day=TODAY + timedelta(days=4))
    change(house, reference, as_lawyer, seen=party.written)
    (party,) = entered(house, reference)
    fourth = TODAY + timedelta(days=4)
    assert party.roles == (
        Role("victim", TODAY), Role("witness", TODAY, fourth), Role("representative", fourth),
    )  # fmt: skip
    change(house, reference, replace(WITNESS, roles=frozenset()), seen=party.written)
    add(house, reference, replace(WITNESS, name="Another One"))
    first, gone = entered(house, reference)
    assert (first.name, first.present, gone.number, gone.present) == ("Another One", True, 1, False)
    assert {role.until for role in gone.roles} == {fourth, TODAY + timedelta(days=10)}
    assert [one.act for one in journal_of(house, reference)][-4:] == ["party", "party.change", "party.change", "party"]
    assert damages(house) == []


def test_a_form_of_before_a_colleagues_change_changes_nothing(house: House) -> None:
    reference = house.file().reference
    add(house, reference)
    (party,) = entered(house, reference)
    change(house, reference, replace(WITNESS, note="Moved."), seen=party.written)
    for seen, number in ((party.written, 1), (0, 7)):
        with pytest.raises(ChangedMeanwhile):
            change(house, reference, replace(WITNESS, note="Mine."), seen=seen, number=number)
    assert entered(house, reference)[0].note == "Moved."


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"body": "B-NO"}, "body"),
    ({"roles": frozenset({"judge"})}, "roles"),
    ({"roles": frozenset()}, "roles"),
    ({"day": TODAY + timedelta(days=1)}, "day"),
]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(house: House) -> None:
    reference = house.file().reference
    for wrong, field in WRONG:
        with pytest.raises(InvalidAnswers) as caught:
            add(house, reference, replace(WITNESS, **wrong))
        assert set(caught.value.problems) == {field}, wrong
    assert entered(house, reference) == []


def test_whoever_a_wall_keeps_out_knows_of_no_party_and_who_stays_reads_them(house: House) -> None:
    signed_in(house, CHIEF)
    reference = house.file().reference
    add(house, reference)
    walls.raise_wall(
        house.database, reference, [house.officer(OFFICER).id], "His sister.", handling="same", version=None, key="wall",
        pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    with pytest.raises(CaseNotFound):
        add(house, reference)
    add(house, reference, replace(WITNESS, name="After the wall"), by=CHIEF)
    assert [one.name for one in entered(house, reference, CHIEF)] == [WITNESS.name, "After the wall"]
    assert damages(house) == []


def test_a_complainant_takes_out_nothing_of_others_and_shredding_leaves_no_word(house: House) -> None:
    receipt = house.file()
    reference = receipt.reference
    case_id = case_of(house, reference).id
    add(house, reference)
    walk(house, reference, TO_THE_END)
    everything = house.database.write(gather, "en", pack=house.pack, viewer=enter(house, receipt), at=house.clock())
    assert "Zhuldyz" not in repr(everything)
    assert b"Zhuldyz" not in b"".join(word for pair in everything.words for word in pair)
    house.employ(SECOND, "KZ-39", "representative")
    house.clock.move(days=TERM * 366)
    propose(house, reference)
    confirm(house, reference)
    carrying_out.finish(house.database, at=house.clock())
    assert records(house, SealedWords, case_id=case_id) == []


def test_a_partys_name_is_known_to_the_warning_before_a_letter_goes_out(house: House) -> None:
    reference = house.file().reference
    add(house, reference)
    add(house, reference, replace(WITNESS, name="Colonel Respondent", roles=frozenset({"respondent"})))
    add(house, reference, replace(WITNESS, name="", body="B-MOH", roles=frozenset({"expert"})))

    def known(session: Session, *, viewer: Viewer) -> list[Known]:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        return list(known_names(Opener(session, case, house.pack, house.officer(OFFICER))))

    assert Known(WITNESS.name, Whose.OTHER) in house.database.read(known, viewer=System())
    assert "Colonel Respondent" not in {one.name for one in house.database.read(known, viewer=System())}


def test_whom_the_complaint_names_stands_there_until_somebody_enters_them(house: House) -> None:
    receipt = house.file()
    reference = receipt.reference
    house.database.write(
        mailbox.add_answers, "harassment", {"identity": ["named"], "name": ["Aigul Bekova"]}, pack=house.pack, key="more",
        viewer=enter(house, receipt), at=house.clock(),
    )  # fmt: skip
    (told,) = open_file(house, reference).parties
    assert (told.number, told.name, told.roles) == (0, "Aigul Bekova", (Role("complainant", None),))
    add(house, reference, replace(WITNESS, name="aigul bekova", roles=frozenset({"complainant", "victim"})))
    assert [one.number for one in open_file(house, reference).parties] == [1]


def test_a_role_that_reads_nothing_enters_nobody(house: House) -> None:
    assert not reads_content(house.officer("auditor.ho").roles)
    with pytest.raises(NotAllowed):
        add(house, house.file().reference, by="auditor.ho")
