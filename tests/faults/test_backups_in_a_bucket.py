"""Backups that lie in a bucket: what a store does wrong is told, and what others lay there meanwhile stays."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from cases.backups.listing import SNAPSHOTS, list_snapshots
from cases.backups.making import make_backup
from cases.backups.places import backup_place
from cases.backups.shelves import BLOBS, check_shelves
from cases.errors import BackupDamaged, BackupMisplaced, BadSetting, StoreDown
from cases.operations.machine import look_at_backups
from cases.settings import Settings
from tests.harness.backups import Kept, another_place, backed_up_to, kept_house
from tests.harness.files import NOTE, desk_of, hand_in
from tests.harness.handling import enter
from tests.harness.s3_server import Bucket, Fault, s3_server
from tests.harness.stores import in_bucket
from web.cli import main

FOLDER = "arasha/backups"
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with s3_server() as held:
        held.page = 7
        yield held
        assert held.turned_away == []


@pytest.fixture
def kept(settings: Settings, bucket: Bucket, tmp_path: Path, now: datetime) -> Iterator[Kept]:
    with kept_house(backed_up_to(settings, bucket, tmp_path), tmp_path, at=now) as house:
        hand_in(desk_of(house.house, house.settings, enter(house.house, house.house.file())), NOTE)
        yield house


def test_a_store_that_breaks_off_leaves_the_backups_before_and_the_next_one_is_whole(
    kept: Kept, bucket: Bucket
) -> None:
    first = kept.back_up()
    kept.house.file()
    kept.house.clock.move(hours=1)
    bucket.faults += ["break", "refuse"]
    second = kept.back_up()
    kept.house.clock.move(hours=1)
    kept.house.file()
    torn = dict.fromkeys(name for name in bucket.objects if f"/{BLOBS}/" in name)
    failing: list[list[Fault]] = [["cut"], ["refuse"] * 40]
    for faults in failing:
        bucket.faults[:] = faults
        with pytest.raises(StoreDown):
            kept.back_up()
    bucket.faults.clear()
    assert list_snapshots(kept.place) == [first.name, second.name]
    third = kept.back_up()
    assert set(torn) <= set(bucket.objects), "what is needed stays"
    assert not list(check_shelves(kept.place))
    with another_place(kept, None) as elsewhere:
        found = kept.restore(elsewhere)
        assert (found.manifest.name, found.damages, found.missing) == (third.name, (), ())


def test_backups_go_when_their_days_are_over_but_nothing_that_another_run_lays(kept: Kept, bucket: Bucket) -> None:
    lately = f"{FOLDER}/{BLOBS}/00/of-another-run.age"
    first = kept.back_up()
    bucket.objects[lately] = b"sealed"
    kept.house.clock.move(hours=40)
    second = kept.back_up()
    assert lately in bucket.objects, "its backup may be written in a moment"
    kept.house.clock.move(days=34)
    third = kept.back_up()
    assert lately not in bucket.objects
    assert list_snapshots(kept.place) == [second.name, third.name]
    assert not any(first.name in name for name in bucket.objects)
    assert not list(check_shelves(kept.place))


def test_a_blob_that_the_store_lost_or_changed_is_named_without_a_key(
    kept: Kept, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.back_up()
    for name, value in (
        ("ENDPOINT", bucket.address), ("KEY", kept.settings.backup_store_key), ("SECRET", kept.settings.backup_store_secret),
    ):  # fmt: skip
        monkeypatch.setenv(f"ARASHA_BACKUP_STORE_{name}", value)
    command = ["verify-backup", kept.settings.backup]
    assert CliRunner().invoke(main, command).exit_code == 0
    lost, changed = sorted(name for name in bucket.objects if f"/{BLOBS}/" in name)[:2]
    del bucket.objects[lost]
    bucket.objects[changed] += b"x"
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 1
    assert all(name.removeprefix(f"{FOLDER}/{BLOBS}/") in told.output for name in (lost, changed))
    lists = [name for name in bucket.objects if f"/{SNAPSHOTS}/" in name and name.endswith(".names")]
    for name in lists:
        del bucket.objects[name]
    with pytest.raises(BackupDamaged):
        list(check_shelves(kept.place))


def test_a_bucket_that_cannot_be_one_is_refused_before_anything_is_written(
    kept: Kept, bucket: Bucket, tmp_path: Path
) -> None:
    here = kept.settings
    within = replace(in_bucket(here, bucket, tmp_path), evidence=f"{here.backup}/files")
    for unfit, wanted in (
        (within, BackupMisplaced),
        (replace(here, backup_shred="s3://evidence/shred"), BadSetting),
        (replace(here, backup="ftp://evidence/backups"), BadSetting),
        (replace(here, backup_store_key=""), BadSetting),
        (replace(here, backup_store_endpoint="bucket.example"), BadSetting),
    ):
        with pytest.raises(wanted):
            make_backup(unfit, at=kept.house.clock())
    assert bucket.objects == {}
    assert look_at_backups(here, kept.house.clock()).words.startswith("there is none in s3://")
    bucket.faults += ["refuse"] * 40
    told = look_at_backups(here, kept.house.clock())
    assert (told.state, "StoreDown" in told.words) == ("bad", True)
    assert backup_place(here).shown == here.backup
