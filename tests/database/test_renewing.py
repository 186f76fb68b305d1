"""A unit's new key: every case goes over to it, who left finds no way to what came after, and a kill half-way is no loss."""

from dataclasses import replace

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from cases import casefile
from cases.errors import KeysRenewed, MembersChanged, NotAllowed, UnsignedKey
from cases.filing import filing, intake
from cases.records import Case, RecoveryWrap, Renewal, UnitMembership, Wrap
from cases.unit_keys.adopting import adopt_directory
from cases.unit_keys.checking import check_directory
from cases.unit_keys.leaving import leave
from cases.unit_keys.recovering import keep_recovery, make_recovery
from cases.unit_keys.renewing import begin_renewal, renew_unit
from cases.vault.codes import new_code
from cases.vault.keys import new_key, unwrap_key
from cases.vault.recovery import join_sheets
from cases.verifying.damages import Damage, Fault
from cases.viewer import Nobody, Officer, System, Viewer
from tests.builders import House, raw_answers
from tests.harness.handling import case_of, damages, records
from tests.harness.keys import enter, keys_on, members_of, reachable, renew

UNIT, CHIEF, LEAVER = "KZ-39", "representative.39", "caseworker.39"


def directory_damages(house: House) -> list[Damage]:
    def look(session: Session, *, viewer: Viewer) -> list[Damage]:
        return list(check_directory(session, pinned=house.secrets.pinned))

    return house.database.read(look, viewer=System())


def tamper(house: House, statement: str, **facts: object) -> None:
    """What somebody with the database open, and not the program, does to it."""

    def run(session: Session, *, viewer: Viewer) -> None:
        session.execute(text(statement), facts)

    house.database.write(run, viewer=System())


def test_all_that_the_unit_has_goes_over_to_the_new_key_and_who_left_finds_nothing_new(house: House) -> None:
    sheets = make_recovery(
        UNIT, {1: house.keyring.units[UNIT, 1]}, number=1, threshold=2, sheets=3, directory=house.secrets.directory
    )
    house.database.write(keep_recovery, sheets, viewer=System(), at=house.clock())
    old = house.file().reference
    house.database.write(casefile.rename, old, "Red house", viewer=house.officer(LEAVER), at=house.clock())
    left = enter(house, LEAVER)
    house.database.write(leave, left.id, viewer=System(), at=house.clock())
    assert [(one.unit, one.reason) for one in records(house, Renewal)] == [(UNIT, "left")]

    chief = enter(house, CHIEF)
    renewed = renew(house, chief)
    assert (renewed.done, renewed.damaged, renewed.rewrapped) == (True, 0, len(records(house, Wrap, holder=UNIT)))
    new = house.file().reference
    chief = enter(house, CHIEF)
    assert chief.keyring.units.keys() == {(UNIT, 2)}
    assert {old, new} <= reachable(house, keys_on(chief.keyring))
    assert reachable(house, keys_on(left.keyring)) == set()
    seen = house.database.write(casefile.open_case, old, pack=house.pack, viewer=chief, at=house.clock())
    assert seen.nickname == "Red house"
    (kept,) = records(house, RecoveryWrap)
    recovery = join_sheets(sheets.sheets[:2], public=sheets.entry.public_key)
    assert unwrap_key(kept.wrap, recovery, public=chief.keyring.units[UNIT, 2].public).public
    assert {(one.epoch, one.officer_id) for one in records(house, UnitMembership, unit=UNIT)} == {(2, chief.id)}
    assert directory_damages(house) == damages(house) == []


def test_killed_half_way_it_goes_on_and_meanwhile_everybody_works(house: House) -> None:
    for _ in range(5):
        reference = house.file().reference
    assert not renew(house, enter(house, CHIEF), at_most=2, step=2).done
    between = house.file().reference
    other = enter(house, LEAVER)
    assert other.keyring.units.keys() == {(UNIT, 1), (UNIT, 2)}
    for each in (reference, between):
        house.database.write(casefile.open_case, each, pack=house.pack, viewer=other, at=house.clock())
    again = renew(house, other, step=2)  # another member may go on
    assert (again.done, again.rewrapped) == (True, 3)
    assert {one.holder_epoch for one in records(house, Wrap, holder=UNIT)} == {2}
    assert renew(house, enter(house, CHIEF)).rewrapped == 6  # and a next one begins anew
    assert damages(house) == []


def test_a_complaint_that_was_sealed_before_and_is_written_after_is_sealed_again(house: House) -> None:
    prepared = intake.prepare(
        house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
        submission=b"s" * 16, code=new_code(), viewer=Nobody(), at=house.clock(),
    )  # fmt: skip
    renew(house, enter(house, CHIEF))
    with pytest.raises(KeysRenewed):
        house.database.write(filing.file_complaint, prepared, pack=house.pack, viewer=Nobody(), at=prepared.received_at)
    reference = house.file(submission=b"s" * 16).reference
    assert reference in reachable(house, keys_on(enter(house, CHIEF).keyring))


def test_nothing_is_begun_for_strangers_nor_past_what_the_member_was_shown(house: House) -> None:
    chief = enter(house, CHIEF)
    members = members_of(house, UNIT, 1)

    def begin(viewer: Viewer, members: list[int], error: type[Exception]) -> None:
        assert isinstance(viewer, Officer)
        with pytest.raises(error):
            renew_unit(
                house.database, members=members, directory=house.secrets.directory, viewer=viewer, at=house.clock()
            )

    begin(replace(chief, unit="KZ-75"), members, NotAllowed)
    begin(enter(house, "auditor.ho"), members, NotAllowed)
    begin(chief, [*members, 7], MembersChanged)
    begin(chief, members[:1], MembersChanged)
    tamper(house, "UPDATE officers SET public_key = :key WHERE username = :name", key=new_key().public, name=LEAVER)
    begin(chief, members, UnsignedKey)
    assert records(house, Renewal) == []


def test_one_damaged_wrap_keeps_the_old_key_with_the_members_until_it_is_mended(house: House) -> None:
    first, second = house.file().reference, house.file().reference
    (wrap,) = records(house, Wrap, holder=UNIT, case_id=case_of(house, first).id)

    def write(session: Session, value: bytes, *, viewer: Viewer) -> None:
        session.execute(update(Wrap).where(Wrap.id == wrap.id).values(wrap=value))

    house.database.write(write, wrap.wrap[:-1] + bytes([wrap.wrap[-1] ^ 1]), viewer=System())
    half = renew(house, enter(house, CHIEF))
    assert (half.left, half.damaged, half.rewrapped) == (1, 1, 1)
    house.database.write(write, wrap.wrap, viewer=System())
    assert renew(house, enter(house, CHIEF)).done
    assert {first, second} <= reachable(house, keys_on(enter(house, LEAVER).keyring))


def test_what_is_written_into_directory_members_or_staff_past_the_program_is_named(house: House) -> None:
    forged = new_key().public
    chief = enter(house, CHIEF)
    house.database.write(
        begin_renewal, new_key(), members=members_of(house, UNIT, 1), directory=house.secrets.directory, viewer=chief,
        at=house.clock(),
    )  # fmt: skip
    assert directory_damages(house) == []
    officer = house.officer(LEAVER).id
    done = [
        ("UPDATE unit_keys SET public_key = :key WHERE unit = 'KZ-75'", Fault.CHANGED, "key of unit KZ-75, epoch 1"),
        (
            "INSERT INTO unit_keys SELECT unit, 9, :key, signature, since FROM unit_keys WHERE unit = 'KZ-10'",
            Fault.FORGED,
            "key of unit KZ-10, epoch 9",
        ),
        ("UPDATE units SET epoch = 1 WHERE code = 'KZ-39'", Fault.CHANGED, "epoch of unit KZ-39"),
        (
            f"UPDATE officers SET public_key = :key WHERE id = {officer}",
            Fault.CHANGED,
            f"key of officer {officer}, epoch 1",
        ),
        (f"UPDATE officers SET roles = '[\"supervisor\"]' WHERE id = {officer}", Fault.CHANGED, f"officer {officer}"),
        (
            f"DELETE FROM unit_memberships WHERE officer_id = {officer} AND epoch = 2",
            Fault.MISSING,
            f"officer {officer} in KZ-39, epoch 2",
        ),
    ]
    for statement, _, _ in done:
        tamper(house, statement, **({"key": forged} if ":key" in statement else {}))
    found = {(one.what, one.place) for one in directory_damages(house)}
    assert found == {(fault, place) for _, fault, place in done}


def test_a_unit_key_that_was_injected_is_refused_by_every_filing_and_named(house: House) -> None:
    tamper(house, "UPDATE unit_keys SET public_key = :key WHERE unit = 'KZ-39'", key=new_key().public)
    with pytest.raises(UnsignedKey) as refused:
        house.file()
    assert (refused.value.kind, refused.value.name, refused.value.epoch) == ("unit", UNIT, 1)
    assert records(house, Case) == []
    assert [one.place for one in directory_damages(house)] == ["key of unit KZ-39, epoch 1"]


def test_each_byte_of_the_institutions_journal_counts(house: House) -> None:
    tamper(house, "UPDATE institution_journal SET actor = 'officer:1' WHERE sequence = 3")
    tamper(house, "DELETE FROM institution_journal WHERE sequence = 5")
    chain = [(one.sequence, one.what) for one in directory_damages(house) if one.chain == "institution"]
    assert chain == [(3, Fault.CHANGED), (5, Fault.MISSING)]


def test_an_older_house_writes_its_keys_and_people_down_once(house: House) -> None:
    tamper(house, "DELETE FROM institution_journal")
    assert {one.chain for one in directory_damages(house)} == {"directory", "members", "staff"}
    assert house.database.write(adopt_directory, viewer=System(), at=house.clock())
    assert directory_damages(house) == []
    assert not house.database.write(adopt_directory, viewer=System(), at=house.clock())
