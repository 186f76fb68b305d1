"""The store without which nothing of a case opens: durable before a case exists, and gone for good when it says so."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.circle.doomed import doom
from cases.circle.store_check import check_store
from cases.errors import CannotOpen, CodeUnknown, WrongShredStore
from cases.keys import file_key, shred_ids
from cases.records import Case, DoomedSecret, Mailbox, Wrap
from cases.settings import Settings
from cases.shred_store import STOCK, ShredStore, store_file
from cases.verifying.damages import Fault
from cases.viewer import System, Viewer
from cases.worker.rounds import work_once
from tests.builders import House
from tests.harness.handling import OFFICER, TO_INQUIRY, Act, case_of, damages, enter, open_file, records, walk


@pytest.fixture
def store(empty_settings: Settings) -> Iterator[ShredStore]:
    """A store of either kind; on PostgreSQL in the second database that the setting names."""
    given = replace(empty_settings, shred_database=empty_settings.database)
    opened = ShredStore.open(given)
    yield opened
    opened.close()


def test_secrets_are_on_the_disk_before_they_are_given_out_and_nobody_gets_the_same(store: ShredStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: store.take(), range(STOCK + 8)))
    assert len({one.id for one in taken}) == len({one.secret for one in taken}) == STOCK + 8
    assert store.find_all(one.id for one in taken) == {one.id: one for one in taken}


def test_what_is_destroyed_is_gone_and_destroying_it_again_is_no_harm(store: ShredStore) -> None:
    gone, kept = store.make(2)
    assert store.destroy([gone.id]) == 1
    assert (store.find(gone.id), store.find(kept.id)) == (None, kept)
    assert store.missing([gone.id, kept.id]) == {gone.id}
    assert store.destroy([gone.id]) == 0


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_no_byte_of_a_destroyed_secret_stays_in_the_stores_files(empty_settings: Settings, store: ShredStore) -> None:
    secrets = store.make(40)
    store.destroy(one.id for one in secrets[:20])
    held = b"".join(path.read_bytes() for path in store_file(empty_settings).parent.iterdir())
    assert [one.secret in held for one in secrets] == [False] * 20 + [True] * 20
    assert store_file(empty_settings).stat().st_mode & 0o077 == 0


def test_every_wrap_of_a_case_names_one_secret_and_without_it_nobody_opens_anything(house: House) -> None:
    receipt, other = house.file(), house.file()
    walk(
        house, receipt.reference, [*TO_INQUIRY, Act("offer_transfer", answers={"to_unit": "KZ-75", "reason": "There."})]
    )
    case = case_of(house, receipt.reference)
    named = {wrap.shred for wrap in records(house, Wrap, case_id=case.id)}
    named |= {box.shred for box in records(house, Mailbox, complaint_id=receipt.complaint_id)}
    (only,) = named

    def ids(session: Session, *, viewer: Viewer) -> list[int]:
        return shred_ids(session, session.get_one(Case, case.id))

    def open_key(session: Session, *, viewer: Viewer) -> None:
        file_key(session, session.get_one(Case, case.id), 1, viewer=viewer)

    officer = house.officer(OFFICER)
    assert house.database.read(ids, viewer=officer) == [only]
    house.database.read(open_key, viewer=officer)
    house.database.shred.destroy([only or 0])
    with pytest.raises(CannotOpen):
        house.database.read(open_key, viewer=officer)
    with pytest.raises(CodeUnknown):
        enter(house, receipt)
    enter(house, other)
    assert open_file(house, other.reference).filed[0].answers["story"]


def test_a_case_whose_secret_is_lost_is_named(house: House) -> None:
    kept, lost = house.file(), house.file()
    (only,) = {wrap.shred for wrap in records(house, Wrap, case_id=case_of(house, lost.reference).id)}
    assert damages(house) == []
    check_store(house.database)
    house.database.shred.destroy([only or 0])
    assert {(one.case_id, one.what) for one in damages(house)} == {(case_of(house, lost.reference).id, Fault.MISSING)}
    check_store(house.database)
    every = {wrap.shred or 0 for wrap in records(house, Wrap)}
    house.database.shred.destroy(every)
    assert kept.reference
    with pytest.raises(WrongShredStore):
        check_store(house.database)


def test_a_secret_that_was_destroyed_under_us_is_not_given_to_a_new_case(house: House) -> None:
    house.file()
    store = house.database.shred
    stocked = {store.take().id for _ in range(2)}
    house.database.shred.destroy([*stocked, *range(1, 2), *(one.id for one in list(store._stock))])
    assert open_file(house, house.file().reference).filed[0].answers["story"]


def test_what_a_killed_process_left_to_destroy_is_destroyed_and_what_a_row_names_is_not(house: House) -> None:
    receipt = house.file()
    (named,) = {wrap.shred for wrap in records(house, Wrap)}
    (orphan,) = house.database.shred.make(1)

    def leave(session: Session, *, viewer: Viewer) -> None:
        doom(session, [named or 0, orphan.id], at=house.clock())

    house.database.write(leave, viewer=System())
    work_once(house.database, house.pack, at=house.clock())
    assert house.database.shred.missing([named or 0, orphan.id]) == {orphan.id}
    assert [row.id for row in records(house, DoomedSecret)] == [named]
    assert open_file(house, receipt.reference).filed[0].answers["story"]
