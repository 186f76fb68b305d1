"""A new member gets the unit's key from a member who compared the digits of their key, and from nobody else."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases import records
from cases.circle.walls import raise_wall
from cases.errors import FingerprintDiffers, KeptOut, NoSuchOfficer, NotAllowed, UnsignedKey
from cases.unit_keys.admitting import waiting_members
from cases.unit_keys.leaving import move
from cases.vault.fingerprint import fingerprint
from cases.vault.keys import new_key
from cases.viewer import Officer, System, Viewer
from tests.builders import House
from tests.harness.keys import admit, digits, enter, invite

NEW = "newcomer.39"


def waiting(house: House, by: Officer) -> list[str]:
    return [one.username for one in house.database.read(waiting_members, viewer=by)]


def test_a_member_who_compared_the_digits_lets_the_new_one_in(house: House) -> None:
    reference = house.file().reference
    new, colleague = invite(house, NEW, "KZ-39", "caseworker"), enter(house, "caseworker.39")
    assert not new.keyring.units
    assert waiting(house, colleague) == [NEW]
    admit(house, new, by=colleague)
    assert waiting(house, colleague) == []
    now_in = enter(house, NEW)
    assert now_in.keyring.units.keys() == {("KZ-39", 1)}
    assert house.act(reference, "register", by=now_in).reference == reference


def test_digits_that_differ_let_nobody_in(house: House) -> None:
    new, colleague = invite(house, NEW, "KZ-39", "caseworker"), enter(house, "caseworker.39")
    for compared in ("", "1234", digits(house, colleague)):
        with pytest.raises(FingerprintDiffers):
            admit(house, new, by=colleague, compared=compared)
    assert not enter(house, NEW).keyring.units


def test_a_key_slipped_into_the_new_ones_row_is_told_by_its_digits_and_by_its_signature(house: House) -> None:
    new, colleague = invite(house, NEW, "KZ-39", "caseworker"), enter(house, "caseworker.39")
    told = digits(house, new)
    forged = new_key().public

    def slip_in(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(records.Officer).where(records.Officer.id == new.id).values(public_key=forged))

    house.database.write(slip_in, viewer=System())
    with pytest.raises(FingerprintDiffers):
        admit(house, new, by=colleague, compared=told)
    with pytest.raises(UnsignedKey) as refused:
        admit(house, new, by=colleague, compared=fingerprint("officer", str(new.id), forged))
    assert (refused.value.kind, refused.value.name) == ("officer", str(new.id))


def test_only_who_holds_the_key_admits_and_only_to_their_own_unit(house: House) -> None:
    new = invite(house, NEW, "KZ-39", "caseworker")
    boss = invite(house, "boss.ho", "KZ-HO", "administrator")
    other = enter(house, "caseworker.75")
    for stranger, error in ((boss, NotAllowed), (new, NotAllowed), (other, NoSuchOfficer)):
        with pytest.raises(error):
            admit(house, new, by=stranger)


def test_an_administrator_who_employs_themselves_as_a_caseworker_still_waits_for_a_member(house: House) -> None:
    boss = invite(house, "boss.ho", "KZ-HO", "administrator", "caseworker")
    assert not boss.keyring.units
    with pytest.raises(NotAllowed):
        admit(house, boss, by=boss)


def test_who_reads_no_content_is_not_admitted(house: House) -> None:
    auditor, chief = invite(house, NEW, "KZ-39", "auditor"), enter(house, "representative.39")
    assert waiting(house, chief) == []
    with pytest.raises(NotAllowed):
        admit(house, auditor, by=chief)


def test_admitting_twice_is_once(house: House) -> None:
    new, colleague = invite(house, NEW, "KZ-39", "caseworker"), enter(house, "caseworker.39")
    admit(house, new, by=colleague)
    admit(house, new, by=colleague)

    def count(session: Session, *, viewer: Viewer) -> list[str]:
        return [one.act for one in session.scalars(select(records.InstitutionEntry)) if one.act == "member.admitted"]

    admitted_before = len([one for one in house.officers.values() if "auditor" not in one.roles])
    assert len(house.database.read(count, viewer=System())) == admitted_before + 1


def test_who_is_kept_out_of_a_case_is_not_let_into_a_unit_that_opens_it(house: House) -> None:
    reference = house.file().reference
    worker, chief = enter(house, "caseworker.39"), enter(house, "representative.39")
    house.employ("colleague.39", "KZ-39", "caseworker")
    raise_wall(
        house.database, reference, [worker.id], "He is her brother.", handling="same", version=None, key="a form",
        pack=house.pack, viewer=chief, at=house.clock(),
    )  # fmt: skip
    house.database.write(move, worker.id, "KZ-HO", viewer=System(), at=house.clock())
    moved = enter(house, "caseworker.39")
    with pytest.raises(KeptOut):
        admit(house, moved, by=enter(house, "supervisor.ho"))
    assert not enter(house, "caseworker.39").keyring.units
