"""The journal: appended to, chained, and found out when somebody touches it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import ChangedMeanwhile
from cases.journals import journal
from cases.records import Case, Entry, Reading
from cases.settings import Settings
from cases.verifying.whole import Damage, Fault, verify, verify_institution
from cases.viewer import Nobody, System, Viewer
from tests.harness.chains import add_case, add_chain, append


def entries(session: Session, case_id: int, *, viewer: Viewer) -> list[Entry]:
    return list(session.scalars(select(Entry).where(Entry.case_id == case_id).order_by(Entry.sequence)))


def readings(session: Session, case_id: int, *, viewer: Viewer) -> list[Reading]:
    return list(session.scalars(select(Reading).where(Reading.case_id == case_id).order_by(Reading.sequence)))


def run(session: Session, statement: str, facts: dict[str, Any], *, viewer: Viewer) -> None:
    """What somebody with the database open, and not the program, does to it."""
    session.execute(text(statement), facts)


def test_each_entry_names_the_one_before_it(database: Database, now: datetime) -> None:
    case_id = database.write(add_chain, length=3, at=now, viewer=System())
    first, second, third = database.read(entries, case_id, viewer=System())
    assert [entry.sequence for entry in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == (bytes(32), first.hash, second.hash)
    assert third.hash == sha256(third.body).digest()


def test_the_stored_bytes_say_everything_and_always_in_the_same_way(database: Database, now: datetime) -> None:
    case_id = database.write(add_case, at=now, viewer=System())
    database.write(append, case_id, 0, at=now, viewer=Nobody())
    (entry,) = database.read(entries, case_id, viewer=System())
    commitment = sha256(bytes(32) + b"sealed").hexdigest()
    assert entry.body.decode() == (
        f'{{"act":"note","act_key":"{case_id}-0","actor":"nobody","at":{int(now.timestamp())},'
        f'"body":{{"number":0,"unit":"KZ-75","walled":false,"words":"қысқа жазба"}},"calendar":1,"case":{case_id},'
        f'"commitments":{{"note":"{commitment}"}},"pack":"{"0" * 64}","previous":"{"00" * 32}",'
        '"sequence":1,"version":1}'
    )
    assert journal.read_body(entry) == {"number": 0, "unit": "KZ-75", "walled": False, "words": "қысқа жазба"}


def test_two_ways_to_write_the_same_body_give_the_same_bytes(now: datetime) -> None:
    almaty = now.astimezone(timezone(timedelta(hours=5)))
    one = journal.canonical({"b": 1, "a": {"y": None, "x": now.astimezone(UTC).date()}})
    other = journal.canonical({"a": {"x": almaty.date(), "y": None}, "b": 1})
    assert one == other == b'{"a":{"x":"2026-11-23","y":null},"b":1}'


def test_reading_does_not_touch_the_chain_of_acts(database: Database, now: datetime) -> None:
    case_id = database.write(add_chain, length=2, at=now, viewer=System())
    acts, read = database.read(entries, case_id, viewer=System()), database.read(readings, case_id, viewer=System())
    assert [entry.sequence for entry in acts] == [entry.sequence for entry in read] == [1, 2]
    assert read[1].previous == read[0].hash != acts[0].hash
    assert journal.read_body(read[0]) == {"slots": ["story"]}


def test_an_act_sent_twice_is_found_and_not_appended(database: Database, now: datetime) -> None:
    def find(session: Session, act_key: str, *, viewer: Viewer) -> int | None:
        found = journal.find_act(session, act_key)
        return found.sequence if found else None

    case_id = database.write(add_chain, length=2, at=now, viewer=System())
    assert database.read(find, f"{case_id}-1", viewer=System()) == 2
    assert database.read(find, f"{case_id}-2", viewer=System()) is None
    with pytest.raises(ChangedMeanwhile) as caught:
        database.write(append, case_id, 1, at=now, viewer=System())
    assert caught.value.reference == f"2026-{case_id % 1_000_000:06}-0"
    assert len(database.read(entries, case_id, viewer=System())) == 2


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_two_acts_at_once_follow_each_other(database: Database, now: datetime) -> None:
    """Both would take sequence 2; one is run again and takes 3."""
    case_id = database.write(add_chain, length=1, at=now, viewer=System())
    both_have_read, runs = Barrier(2), list[int]()

    def act(session: Session, number: int, *, viewer: Viewer) -> None:
        session.execute(select(Entry.sequence).where(Entry.case_id == case_id)).all()
        runs.append(number)
        if len(runs) <= 2:
            both_have_read.wait()
        append(session, case_id, number, at=now, viewer=viewer)

    with ThreadPoolExecutor(2) as pool:
        acting = [pool.submit(database.write, act, number, viewer=System()) for number in (8, 9)]
    assert [answer.result() for answer in acting] == [None, None]
    assert len(runs) > 2
    assert [entry.sequence for entry in database.read(entries, case_id, viewer=System())] == [1, 2, 3]
    assert database.read(verify, viewer=System()) == []


def test_a_commitment_hides_and_proves() -> None:
    nonce = journal.new_nonce()
    assert journal.commit_to(nonce, b"story") == sha256(nonce + b"story").digest()
    assert journal.commit_to(journal.new_nonce(), b"story") != journal.commit_to(nonce, b"story")
    with pytest.raises(ValueError, match="32 bytes"):
        journal.commit_to(nonce[1:], nonce[:1] + b"story")


def test_whole_chains_have_no_damage(database: Database, now: datetime) -> None:
    for length in (1, 2, 5):
        database.write(add_chain, length=length, at=now, viewer=System())
    assert database.read(verify, viewer=System()) == []


@pytest.mark.parametrize("chain", ["journal", "readings"])
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM {chain} WHERE case_id = :case AND sequence = 2", {(2, Fault.MISSING)}),
        ("UPDATE {chain} SET body = :other WHERE case_id = :case AND sequence = 2", {(2, Fault.CHANGED)}),
        ("UPDATE {chain} SET body = :other, hash = :others_hash WHERE case_id = :case AND sequence = 2",
         {(2, Fault.MOVED), (3, Fault.BROKEN)}),
        ("UPDATE {chain} SET hash = :others_hash WHERE case_id = :case AND sequence = 2",
         {(2, Fault.CHANGED), (3, Fault.BROKEN)}),
        ("UPDATE {chain} SET previous = :others_hash WHERE case_id = :case AND sequence = 2",
         {(2, Fault.CHANGED), (2, Fault.BROKEN)}),
        ("UPDATE {chain} SET at = at + 1 WHERE case_id = :case AND sequence = 2", {(2, Fault.CHANGED)}),
        ("UPDATE {chain} SET actor = 'officer:8' WHERE case_id = :case AND sequence = 2", {(2, Fault.CHANGED)}),
    ],
    ids=["removed", "changed", "forged", "wrong hash", "wrong link", "wrong time", "wrong actor"],
)  # fmt: skip
def test_whatever_is_done_to_a_chain_is_found(
    database: Database, now: datetime, chain: str, statement: str, expected: set[tuple[int, Fault]]
) -> None:
    case_id = database.write(add_chain, length=4, at=now, viewer=System())
    other = b'{"version":1,"case":1,"sequence":1}'
    facts = {"case": case_id, "other": other, "others_hash": sha256(other).digest()}
    used = {name: value for name, value in facts.items() if f":{name}" in statement}
    database.write(run, statement.format(chain=chain), used, viewer=System())
    found = database.read(verify, viewer=System())
    assert {(damage.sequence, damage.what) for damage in found} == expected
    assert {(damage.chain, damage.case_id) for damage in found} == {(chain, case_id)}


def test_two_entries_that_changed_places_are_found(database: Database, now: datetime) -> None:
    case_id = database.write(add_chain, length=4, at=now, viewer=System())
    for old, new in ((2, 99), (3, 2), (99, 3)):
        statement = "UPDATE journal SET sequence = :new WHERE case_id = :case AND sequence = :old"
        database.write(run, statement, {"case": case_id, "old": old, "new": new}, viewer=System())
    found = {(damage.sequence, damage.what) for damage in database.read(verify, viewer=System())}
    assert found >= {(2, Fault.MOVED), (3, Fault.MOVED), (2, Fault.BROKEN)}


def test_entries_that_changed_cases_are_found(database: Database, now: datetime) -> None:
    one, other = sorted(database.write(add_chain, length=1, at=now, viewer=System()) for _ in range(2))

    def exchange(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Entry).where(Entry.case_id == one).values(sequence=2))
        session.execute(update(Entry).where(Entry.case_id == other).values(case_id=one))
        session.execute(update(Entry).where(Entry.sequence == 2).values(case_id=other, sequence=1))

    database.write(exchange, viewer=System())
    assert database.read(verify, viewer=System()) == [
        Damage("journal", one, 1, Fault.MOVED),
        Damage("journal", other, 1, Fault.MOVED),
    ]


def test_a_case_whose_whole_journal_is_gone_is_found(database: Database, now: datetime) -> None:
    case_id = database.write(add_chain, length=2, at=now, viewer=System())
    database.write(run, "DELETE FROM journal WHERE case_id = :case", {"case": case_id}, viewer=System())
    assert database.read(verify, viewer=System()) == [Damage("journal", case_id, 1, Fault.MISSING)]
    assert database.read(count_cases, viewer=System()) == 1


def count_cases(session: Session, *, viewer: Viewer) -> int:
    return len(session.scalars(select(Case.id)).all())


def test_a_running_server_does_not_hinder_the_check(settings: Settings, database: Database, now: datetime) -> None:
    case_id = database.write(add_chain, length=2, at=now, viewer=System())
    assert verify_institution(settings) == []
    database.write(run, "DELETE FROM journal WHERE sequence = 1", {}, viewer=System())
    assert verify_institution(settings) == [Damage("journal", case_id, 1, Fault.MISSING)]
