"""Drills: a house is copied while it works, lost, and put back; and everything that may be wrong with a backup is told."""

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.backups.daily import DailyBackup
from cases.backups.excluded import EXCLUDED
from cases.backups.keys import read_public
from cases.backups.listing import SNAPSHOTS, last_backup, list_snapshots
from cases.backups.manifest import Manifest, seal_manifest
from cases.backups.one_run import hold_house
from cases.backups.secrets_copies import list_copies
from cases.backups.shelves import BLOBS, check_shelves, hold_shelves
from cases.database import Database
from cases.errors import (
    ArashaError,
    BackupDamaged,
    BackupMisplaced,
    BackupOfAnother,
    BackupRuns,
    BadBackupKey,
    CannotOpen,
    FolderInUse,
    NoBackup,
    NoRoom,
    TargetNotEmpty,
)
from cases.records import Base, Case, Wrap
from cases.secrets_folder import new_secrets
from cases.settings import Settings
from cases.vault.keys import new_key
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.backups import Kept, another_place, kept_house
from tests.harness.files import NOTE, content_of, desk_of, hand_in
from tests.harness.handling import TO_INQUIRY, enter, open_box, open_file, walk
from tests.harness.postgres import Cluster

STATEMENT = NOTE * 20_000
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def kept(settings: Settings, tmp_path: Path, now: datetime) -> Iterator[Kept]:
    with kept_house(settings, tmp_path, at=now) as house:
        yield house


@pytest.fixture
def cluster_or_none(kind: str, request: pytest.FixtureRequest) -> Cluster | None:
    return None if kind == "sqlite" else request.getfixturevalue("cluster")


def test_a_house_that_is_copied_at_work_and_lost_opens_again_elsewhere(
    kept: Kept, cluster_or_none: Cluster | None
) -> None:
    house = kept.house
    receipt = house.file(story="He took my wages and my passport.")
    complainant = enter(house, receipt)
    file_id = hand_in(desk_of(house, kept.settings, complainant), STATEMENT)
    walk(house, receipt.reference, TO_INQUIRY)
    kept.sign()
    first = kept.back_up()
    house.clock.move(hours=24)
    with filing_all_the_time(house) as filed:
        acknowledged = list(filed)
        second = kept.back_up()
    kept.sign()
    assert acknowledged
    assert second.laid < first.laid / 2, "what was there the day before is not written again"
    assert not list(check_shelves(kept.place))
    with another_place(kept, cluster_or_none) as elsewhere:
        found = kept.restore(elsewhere)
        assert (found.damages, found.missing, found.signed, found.manifest.name) == ((), (), True, second.name)
        assert found.older, "the journal was signed once more after it"
        with Database.open(elsewhere) as database:
            again = house.moved_to(database, at=house.clock())
            assert {receipt.reference, *acknowledged} <= set(database.read(references, viewer=System()))
            assert open_file(again, receipt.reference).filed
            back = enter(again, receipt)
            assert open_box(again, back).reference == receipt.reference
            desk = desk_of(again, elsewhere, back)
            assert content_of(desk, file_id, back, again.clock()) == STATEMENT
            assert database.read(rows_of, EXCLUDED, viewer=System()) == dict.fromkeys(EXCLUDED, 0)
            if not elsewhere.embedded:
                shown = database.read(references, viewer=again.officer("caseworker.75"))
                assert shown == [], "the second wall came back with the rows"
            again.file()


@contextmanager
def filing_all_the_time(house: House) -> Iterator[list[str]]:
    """Complaints that are filed without a pause until the block ends; the first is there already."""
    filed = [house.file().reference]
    stopped = Event()

    def file() -> None:
        while not stopped.is_set():
            filed.append(house.file().reference)

    thread = Thread(target=file)
    thread.start()
    try:
        yield filed
    finally:
        stopped.set()
        thread.join()


def references(session: Session, *, viewer: Viewer) -> list[str]:
    return list(session.scalars(select(Case.reference)))


def rows_of(session: Session, tables: dict[str, str], *, viewer: Viewer) -> dict[str, int]:
    return {name: len(session.execute(select(Base.metadata.tables[name])).all()) for name in tables}


@ON_SQLITE
def test_what_is_shredded_opens_from_no_backup_once_the_secrets_copies_are_gone(kept: Kept) -> None:
    house = kept.house
    gone, stays = house.file(), house.file()
    old = kept.back_up()

    def secrets(session: Session, *, viewer: Viewer) -> set[int]:
        return {
            one for one in session.scalars(select(Wrap.shred).join(Case).where(Case.reference == gone.reference)) if one
        }

    house.database.shred.destroy(house.database.read(secrets, viewer=System()))
    house.clock.move(days=34, hours=23)
    kept.back_up()
    assert list_copies(kept.apart)[0] == old.name, "until then a mistake can be undone"
    house.clock.move(hours=1)
    new = kept.back_up()
    assert old.name not in list_copies(kept.apart)
    with another_place(kept, None, "new") as elsewhere:
        found = kept.restore(elsewhere, name=new.name)
        assert {damage.chain for damage in found.damages} == {"wraps"}, "only the shredded case does not open"
        with Database.open(elsewhere) as database:
            again = house.moved_to(database, at=house.clock())
            assert open_file(again, stays.reference).filed
            with pytest.raises(CannotOpen):
                open_file(again, gone.reference)
    with another_place(kept, None, "none") as elsewhere:
        assert kept.restore(elsewhere, shred=False).secrets == 0
        with Database.open(elsewhere) as database, pytest.raises(CannotOpen):
            open_file(house.moved_to(database, at=house.clock()), stays.reference)


@ON_SQLITE
def test_backups_go_when_their_days_are_over_and_the_newest_never(kept: Kept) -> None:
    kept.house.file()
    hand_in(desk_of(kept.house, kept.settings, enter(kept.house, kept.house.file())), NOTE)
    names = []
    for _ in range(3):
        names.append(kept.back_up().name)
        kept.house.clock.move(days=20)
    assert list_snapshots(kept.place) == names[1:]
    assert last_backup(kept.settings) == kept.house.clock() - timedelta(days=20)
    kept.house.clock.move(days=400)
    made = kept.back_up()
    assert (list_snapshots(kept.place), made.forgotten) == ([made.name], 2)
    assert not list(check_shelves(kept.place))
    with another_place(kept, None) as elsewhere:
        assert kept.restore(elsewhere).damages == ()


@ON_SQLITE
def test_whatever_is_wrong_with_a_backup_is_told_and_nothing_is_written(kept: Kept, tmp_path: Path) -> None:
    hand_in(desk_of(kept.house, kept.settings, enter(kept.house, kept.house.file())), NOTE)
    made = kept.back_up()
    with another_place(kept, None) as elsewhere:
        other = replace(kept, key=new_key())
        assert told(other, elsewhere) is CannotOpen
        assert told(kept, elsewhere, name="20200101T000000Z-00000000.age") is NoBackup
        assert (
            told(kept, msgspec.structs.replace(elsewhere, database="postgresql+psycopg://nobody@/nothing"))
            is BackupOfAnother
        )
        snapshot = kept.backups / SNAPSHOTS / made.name
        whole = snapshot.read_bytes()
        for bad in (whole[:-1], whole[:200], b"", b"age-encryption.org/v1\n", bytes([whole[0] ^ 1]) + whole[1:]):
            snapshot.write_bytes(bad)
            assert told(kept, elsewhere) in {CannotOpen, BackupDamaged}
        snapshot.write_bytes(forged(kept, made.name))
        assert told(kept, elsewhere) is BackupDamaged, "anybody can seal to a public key; nobody else signs"
        snapshot.write_bytes(whole)
        for path in sorted((kept.backups / BLOBS).rglob("*.age"), key=lambda path: path.stat().st_size)[-2:]:
            torn = path.read_bytes()
            for bad in (torn[:-1], torn[:-1] + bytes([torn[-1] ^ 1])):
                path.write_bytes(bad)
                assert list(check_shelves(kept.place)) == [f"{path.parent.name}/{path.name}"]
                assert told(kept, elsewhere) is BackupDamaged
            path.write_bytes(torn)
        assert not elsewhere.data.joinpath("arasha.sqlite").exists()
        assert kept.restore(elsewhere).damages == ()
        assert told(kept, elsewhere) is TargetNotEmpty
    here = kept.settings
    for unfit, wanted in (
        (msgspec.structs.replace(here, backup_key=str(tmp_path / "backup-key")), BadBackupKey),
        (msgspec.structs.replace(here, backup_key=str(tmp_path / "nothing")), BadBackupKey),
        (msgspec.structs.replace(here, backup_shred=str(kept.backups / "apart")), BackupMisplaced),
        (msgspec.structs.replace(here, backup=str(here.data / "backup")), BackupMisplaced),
    ):
        with pytest.raises(wanted):
            replace(kept, settings=unfit).back_up()


def told(kept: Kept, target: Settings, name: str | None = None) -> type[ArashaError] | None:
    """What a restore is refused with."""
    try:
        kept.restore(target, name=name)
    except ArashaError as error:
        return type(error)
    return None


def forged(kept: Kept, name: str) -> bytes:
    """A backup of nothing, as somebody makes it who has the public key and the folder."""
    manifest = Manifest(
        name=name, at=kept.house.clock(), kind="sqlite", head="0001", tables={}, anchor=None, rows=[], files={}
    )
    return seal_manifest(manifest, to=read_public(Path(kept.settings.backup_key)), by=new_secrets().anchor)


@ON_SQLITE
def test_a_backup_that_finds_no_room_leaves_those_before_and_the_next_one_goes_on(kept: Kept) -> None:
    house = kept.house
    house.file()
    first = kept.back_up()
    complainant = enter(house, house.file())
    desk = desk_of(house, kept.settings, complainant)
    for number in range(3):
        hand_in(desk, bytes([65 + number]) * 700_000, f"{number}.txt")
    house.clock.move(days=1)
    sizes = (20_000, 100_000, 300_000, 600_000)
    for most in sizes:
        with files_at_most(most), pytest.raises(NoRoom):
            kept.back_up()
        assert list_snapshots(kept.place) == [first.name]
        assert not list(check_shelves(kept.place))
        assert not (kept.settings.data / "backing-up").exists()
    second = kept.back_up()
    with another_place(kept, None) as elsewhere:
        with files_at_most(300_000), pytest.raises(NoRoom):
            kept.restore(elsewhere)
        found = kept.restore(elsewhere)
        assert (found.manifest.name, found.damages, found.missing) == (second.name, (), ())


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """A disk on which no file grows past *size* bytes, for this process alone."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@ON_SQLITE
def test_two_runs_never_write_into_one_folder(kept: Kept) -> None:
    with (
        hold_shelves(kept.place, public=kept.key.public, naming=bytes(32)),
        pytest.raises(FolderInUse),
    ):
        kept.back_up()
    assert kept.back_up().rows


def test_a_house_is_backed_up_by_one_process_at_a_time(kept: Kept) -> None:
    kept.house.file()
    with hold_house(kept.settings):
        with pytest.raises(BackupRuns):
            kept.back_up()
        DailyBackup(kept.settings).make(at=kept.house.clock())
    assert list_snapshots(kept.place) == []
    with ThreadPoolExecutor(3) as pool:
        begun = [pool.submit(kept.back_up) for _ in range(3)]
        failed = [error for each in begun if (error := each.exception()) is not None]
    assert {type(each) for each in failed} <= {BackupRuns}
    assert len(list_snapshots(kept.place)) == len(begun) - len(failed) > 0
    assert not list(check_shelves(kept.place))


@ON_SQLITE
def test_the_worker_makes_the_days_backup_once_and_a_failing_one_an_hour_later_again(kept: Kept) -> None:
    daily = DailyBackup(kept.settings)
    told = []
    for hours in (0, 1, 22, 1, 1):
        daily.make(at=kept.house.clock.move(hours=hours))
        told.append(len(list_snapshots(kept.place)))
    assert told == [1, 1, 1, 2, 2]
    kept.house.clock.move(hours=24)
    with files_at_most(1000), pytest.raises(NoRoom):
        daily.make(at=kept.house.clock())
    for minutes, count in ((50, 2), (10, 3)):
        daily.make(at=kept.house.clock.move(minutes=minutes))
        assert len(list_snapshots(kept.place)) == count
    assert not DailyBackup(msgspec.structs.replace(kept.settings, backup="")).is_due(kept.house.clock.move(days=9))
