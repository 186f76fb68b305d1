"""The daily anchor: made once a day, chained, signed, and the thing by which a removed case is found."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.anchoring.making import anchor_day
from cases.anchoring.seen import remembered
from cases.anchoring.statement import read_copy, to_copy
from cases.errors import NoAnchor
from cases.records import Anchor, AnchoredHead, Case, Complaint
from cases.secrets_folder import PEPPER
from cases.settings import Settings
from cases.vault.signatures import new_signing_key
from cases.verifying.damages import Damage, Fault
from cases.verifying.whole import verify
from cases.viewer import System, Viewer
from cases.worker import rounds
from tests.builders import House
from tests.harness.handling import TO_INQUIRY, case_of, open_file, records, walk

CHILDREN = (
    "journal", "readings", "sealed_words", "messages", "letters", "desk_rows", "measures", "notices", "clocks",
    "proceedings", "wraps", "file_keys",
)  # fmt: skip


def anchor(house: House) -> int | None:
    return anchor_day(house.database, pack=house.pack, key=house.secrets.anchor, at=house.clock())


def look(house: House) -> list[Damage]:
    return house.database.read(verify, viewer=System(), anchor=house.secrets.anchor.public)


def damage(house: House, statement: str, **facts: Any) -> None:
    """What somebody with the database open, and not the program, does to it."""

    def run(session: Session, *, viewer: Viewer) -> None:
        session.execute(text(statement), facts)

    house.database.write(run, viewer=System())


def remove_case(house: House, case_id: int) -> None:
    """Every row of a case, as if it had never come."""
    damage(
        house,
        "DELETE FROM mailboxes WHERE complaint_id IN (SELECT id FROM complaints WHERE case_id = :case)",
        case=case_id,
    )
    for name in (*CHILDREN, "complaints"):
        damage(house, f"DELETE FROM {name} WHERE case_id = :case", case=case_id)
    damage(house, "DELETE FROM cases WHERE id = :case", case=case_id)


def test_a_day_is_anchored_once_and_each_anchor_names_the_one_before(house: House) -> None:
    house.file()
    assert anchor(house) == 1
    assert anchor(house) is None
    reference = house.file().reference
    house.clock.move(hours=20)  # the next day in Almaty
    open_file(house, reference)
    assert anchor(house) == 2
    first, second = sorted(records(house, Anchor), key=lambda one: one.number)
    said = [read_copy(to_copy(one), key=house.secrets.anchor.public)[0] for one in (first, second)]
    assert [one.day for one in said] == ["2026-11-23", "2026-11-24"]
    assert said[1].previous == first.hash.hex()
    assert said[1].heads == said[0].heads + 2  # the new case's journal, and that it was read
    assert {head.key for head in records(house, AnchoredHead, anchor=2)} == {case_of(house, reference).id}
    assert look(house) == []


def test_the_worker_makes_the_days_anchor_and_lays_it_before_the_witness(house: House, tmp_path: Path) -> None:
    house.file()
    signing = rounds.Signing(house.secrets.anchor, tmp_path / "witness")
    for _ in range(2):
        for _ in range(2):
            rounds.work_once(house.database, house.pack, at=house.clock(), signing=signing)
        house.clock.move(days=1)
    laid = sorted((tmp_path / "witness").iterdir())
    assert [each.name for each in laid] == ["anchor-000001.json", "anchor-000002.json"]
    assert read_copy(laid[1].read_bytes(), key=house.secrets.anchor.public)[0].number == 2
    assert len(records(house, Anchor)) == 2


def test_a_removed_case_is_found_although_nothing_of_it_is_left(house: House) -> None:
    gone, stays = (case_of(house, house.file().reference).id for _ in range(2))
    anchor(house)
    remove_case(house, gone)
    assert gone not in {one.id for one in records(house, Case)}
    assert look(house) == [Damage("journal", gone, 1, Fault.MISSING)]
    house.clock.move(days=1)
    anchor(house)  # a later anchor does not heal it
    assert Damage("journal", gone, 1, Fault.MISSING) in look(house)
    assert stays not in {one.case_id for one in look(house)}


def test_a_chain_that_is_cut_off_at_its_end_is_found(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    anchor(house)
    case = case_of(house, reference).id
    damage(house, "DELETE FROM journal WHERE case_id = :case AND sequence = 5", case=case)
    assert Damage("journal", case, 5, Fault.MISSING) in look(house)


def test_a_chain_that_is_written_anew_is_found(house: House) -> None:
    """Somebody who can write rows and knows how the chain is made: whole in itself, and yet not what was anchored."""
    reference = house.file().reference
    anchor(house)
    case = case_of(house, reference).id
    (row,) = rows_of(house, case)
    body = row["body"].replace(b'"region":"KZ-39"', b'"region":"KZ-75"')
    damage(
        house, "UPDATE journal SET body = :body, hash = :hash WHERE case_id = :case",
        body=body, hash=sha256(body).digest(), case=case,
    )  # fmt: skip
    assert Damage("journal", case, 1, Fault.CHANGED) in look(house)


def rows_of(house: House, case_id: int) -> list[dict[str, Any]]:
    def read(session: Session, *, viewer: Viewer) -> list[dict[str, Any]]:
        found = session.execute(text("SELECT * FROM journal WHERE case_id = :case"), {"case": case_id}).mappings()
        return [{**row, "body": bytes(row["body"])} for row in found]

    return house.database.read(read, viewer=System())


def move_hash(house: House) -> None:
    damage(house, "UPDATE anchored_heads SET hash = :other WHERE chain = 1", other=bytes(32))


def forge(house: House) -> None:
    """An anchor that says the same, signed by whoever wrote it."""
    (row,) = records(house, Anchor)
    damage(house, "UPDATE anchors SET signature = :other", other=new_signing_key().sign(b"arasha/1/anchor\n", row.body))


@pytest.mark.parametrize(
    "attack",
    [
        lambda house: damage(house, "UPDATE anchors SET day = day + 1"),
        lambda house: damage(house, "UPDATE anchors SET body = :other", other=b"{}"),
        lambda house: damage(house, "DELETE FROM anchored_heads WHERE chain = 1"),
        lambda house: damage(house, "UPDATE anchored_heads SET sequence = 7 WHERE chain = 1"),
        lambda house: damage(house, "INSERT INTO anchored_heads VALUES (1, 1, 5, 1, :hash)", hash=bytes(32)),
        move_hash,
        forge,
    ],
    ids=["day", "body", "heads gone", "sequence", "injected", "hash", "forged"],
)
def test_a_changed_anchor_is_found(house: House, attack: Callable[[House], None]) -> None:
    house.file()
    anchor(house)
    attack(house)
    assert Damage("anchors", 0, 1, Fault.CHANGED) in look(house)


def test_an_anchor_that_is_gone_is_found(house: House) -> None:
    for _ in range(3):
        house.file()
        anchor(house)
        house.clock.move(days=1)
    damage(house, "DELETE FROM anchored_heads WHERE anchor = 2")
    damage(house, "DELETE FROM anchors WHERE number = 2")
    assert {(one.sequence, one.what) for one in look(house)} >= {(2, Fault.MISSING), (2, Fault.BROKEN)}


def test_a_changed_day_of_the_calendar_and_a_changed_pack_are_found(house: House) -> None:
    anchor(house)
    damage(house, "UPDATE calendar_days SET working = NOT working WHERE day = (SELECT min(day) FROM calendar_days)")
    assert look(house) == [Damage("calendar", 0, 1, Fault.CHANGED)]
    damage(house, "UPDATE packs SET name = 'other'")
    assert Damage("packs", 0, 1, Fault.CHANGED) in look(house)


def test_a_witness_takes_only_what_the_institution_signed(house: House) -> None:
    house.file()
    anchor(house)
    (row,) = records(house, Anchor)
    copy, key = to_copy(row), house.secrets.anchor.public
    statement, fingerprint = read_copy(copy, key=key)
    assert (statement.number, fingerprint) == (1, row.hash)
    for bad in (
        b"",
        b"[]",
        copy.replace(b"2026-11-23", b"2026-11-24"),
        copy.replace(b'"signature": "', b'"signature": "0'),
    ):
        with pytest.raises(NoAnchor):
            read_copy(bad, key=key)
    with pytest.raises(NoAnchor):
        read_copy(copy, key=new_signing_key().public)
    assert timedelta(seconds=abs(statement.at - house.clock().timestamp())) < timedelta(seconds=1)


def test_payloads_that_were_exchanged_removed_or_slipped_in_are_found(house: House) -> None:
    one, other = (house.file().reference for _ in range(2))
    for reference in (one, other):
        walk(house, reference, TO_INQUIRY)
    assert look(house) == []
    case, donor = case_of(house, one).id, case_of(house, other).id
    (words,) = {row["payload"] for row in table_rows(house, "sealed_words", donor)}
    damage(house, "UPDATE sealed_words SET payload = :words WHERE case_id = :case", words=words, case=case)
    assert look(house) == [Damage("payloads", case, 5, Fault.CHANGED)]
    damage(house, "DELETE FROM sealed_words WHERE case_id = :case", case=case)
    assert look(house) == [Damage("payloads", case, 5, Fault.MISSING)]
    letters = table_rows(house, "letters", donor)
    damage(house, "DELETE FROM letters WHERE case_id = :case AND template = 'acknowledgement'", case=donor)
    assert Damage("payloads", donor, 2, Fault.MISSING) in look(house)
    damage(
        house, "INSERT INTO messages VALUES (5, :case, :complaint, 2, 1, 'institution', 'message', :words, NULL)",
        case=case, complaint=records_of_complaint(house, case), words=letters[0]["payload"],
    )  # fmt: skip
    assert Damage("payloads", case, 2, Fault.FORGED) in look(house)


def table_rows(house: House, name: str, case_id: int) -> list[dict[str, Any]]:
    def read(session: Session, *, viewer: Viewer) -> list[dict[str, Any]]:
        found = session.execute(text(f"SELECT * FROM {name} WHERE case_id = :case"), {"case": case_id}).mappings()
        return [{**row, "payload": bytes(row["payload"])} for row in found]

    return house.database.read(read, viewer=System())


def records_of_complaint(house: House, case_id: int) -> int:
    (found,) = records(house, Complaint, case_id=case_id)
    return found.id


def test_a_public_key_that_was_put_in_anothers_place_is_found(house: House) -> None:
    case = case_of(house, house.file().reference).id
    damage(house, "UPDATE file_keys SET public_key = 'age1other' WHERE case_id = :case", case=case)
    found = look(house)
    assert found[0] == Damage("keys", case, 1, Fault.CHANGED)
    assert {one.chain for one in found} == {"keys", "wraps"}, (
        "and what lies between it and another key lies there no more"
    )


def test_the_newest_anchor_that_was_taken_out_or_made_anew_is_found_without_a_witness(
    house: House, settings: Settings
) -> None:
    """Its number and hash are remembered beside the secrets."""
    house.file()
    settings.secrets.mkdir(exist_ok=True)
    (settings.secrets / PEPPER).touch()
    signing = rounds.Signing(house.secrets.anchor, kept=settings.secrets)
    rounds.work_once(house.database, house.pack, at=house.clock(), signing=signing)
    seen = remembered(settings.secrets)

    def find() -> list[Damage]:
        return house.database.read(verify, viewer=System(), anchor=house.secrets.anchor.public, seen=seen)

    assert find() == []
    for name in ("anchored_heads", "anchors"):
        damage(house, f"DELETE FROM {name}")
    assert find() == [Damage("anchors", 0, 1, Fault.MISSING)]
    reference = house.file().reference
    open_file(house, reference)
    anchor(house)  # by whoever has the key, over what they like
    assert find() == [Damage("anchors", 0, 1, Fault.MISSING)]
