"""Whatever piece of a backup is torn: it is named, and what is put back is whole or said not to be.

A piece is cut off anywhere, as by a disk that was full; ends in zeros, as after a power cut on a file system that had not written
it out; or is empty. The list of what a backup needs is nothing to a restore, which has its own, signed; whoever removes old blobs
goes by it.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from cases.backups.shelves import NAMES, check_shelves
from cases.errors import BackupDamaged, CannotOpen, FileAltered
from cases.evidence.sweeping import verify_files
from cases.settings import Settings
from cases.verifying.damages import Fault
from tests.harness.backups import Kept, another_place, kept_house
from tests.harness.files import NOTE, content_of, desk_of, hand_in
from tests.harness.handling import enter

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
TEARS = 30 if os.environ.get("FULL") else 3
"""Of each file."""


@pytest.fixture
def kept(settings: Settings, tmp_path: Path, now: datetime) -> Iterator[Kept]:
    with kept_house(settings, tmp_path, at=now) as house:
        yield house


def test_a_piece_that_is_torn_anywhere_is_named_and_never_passes_for_whole(kept: Kept) -> None:
    hand_in(desk_of(kept.house, kept.settings, enter(kept.house, kept.house.file())), NOTE * 3000)
    made, lot = kept.back_up(), Random()
    pieces = [path for path in kept.backups.rglob("*") if path.is_file() and path.name != "lock"]
    assert len(pieces) > 4
    for path in pieces:
        whole = path.read_bytes()
        for torn in tears(whole, lot):
            path.write_bytes(torn)
            assert named(kept), (path.name, len(torn), len(whole))
            assert path.name.endswith(NAMES) or told(kept), (path.name, len(torn), len(whole))
        path.write_bytes(whole)
    assert not named(kept)
    secrets = kept.apart / made.name
    whole = secrets.read_bytes()
    for torn in tears(whole, lot):
        secrets.write_bytes(torn)
        assert told(kept)
    secrets.write_bytes(whole)
    assert not told(kept)


def tears(whole: bytes, lot: Random) -> Iterator[bytes]:
    yield b""
    for _ in range(TEARS - 1):
        cut = lot.randrange(len(whole))
        yield whole[:cut]
        yield whole[:cut] + bytes(len(whole) - cut) if any(whole[cut:]) else whole[:cut]


def named(kept: Kept) -> bool:
    """Whether `verify-backup`, which has no key, finds something."""
    try:
        return bool(list(check_shelves(kept.place)))
    except BackupDamaged:
        return True


def told(kept: Kept) -> bool:
    """Whether a restore is refused, or says itself that something is missing."""
    with another_place(kept, None, os.urandom(4).hex()) as elsewhere:
        try:
            found = kept.restore(elsewhere)
        except (BackupDamaged, CannotOpen):
            assert not elsewhere.data.joinpath("arasha.sqlite").exists()
            return True
        return bool(found.missing)


def test_a_stored_file_that_was_torn_is_named_never_served_and_never_put_back_as_whole(kept: Kept) -> None:
    desk, lot = desk_of(kept.house, kept.settings, enter(kept.house, kept.house.file())), Random()
    file_id = hand_in(desk, NOTE * 3000)
    (part,) = (path for path in (kept.settings.data / "evidence").rglob("*") if path.is_file())
    whole = part.read_bytes()
    for torn in tears(whole, lot):
        part.write_bytes(torn)
        assert list(verify_files(kept.house.database, desk.store))
        with pytest.raises(FileAltered):
            content_of(desk, file_id, desk.viewer, kept.house.clock())
    kept.back_up()
    with another_place(kept, None) as elsewhere:
        assert {damage.what for damage in kept.restore(elsewhere).damages} == {Fault.CHANGED}
