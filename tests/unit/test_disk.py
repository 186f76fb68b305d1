"""Sealed parts on a disk: as long as what was given, whole or not there, also where nothing goes past the cache."""

import os
from pathlib import Path

import pytest

from cases.evidence import disk
from cases.evidence.trays import SIZE, lent_tray

CONTENT = os.urandom(SIZE)


@pytest.mark.parametrize("length", [1, 4095, 4096, 4097, SIZE])
@pytest.mark.parametrize("aligned", [True, False], ids=["past the cache", "through the cache"])
def test_a_file_holds_what_was_given_and_nothing_of_what_lay_behind_it(
    tmp_path: Path, *, length: int, aligned: bool
) -> None:
    with lent_tray() as tray:
        tray[:] = CONTENT
        unaligned = memoryview(b"x" + CONTENT)[1:]  # which no disk takes directly
        disk.write_whole(tmp_path / "shelf" / "part", memoryview(tray) if aligned else unaligned, length)
    disk.settle(tmp_path, ["shelf/part"])
    assert (tmp_path / "shelf" / "part").read_bytes() == CONTENT[:length]
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == ["part"]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    with pytest.raises(OSError, match="directory"):
        disk.write_whole(tmp_path / "part", memoryview(CONTENT), 10)
    assert [path.name for path in tmp_path.iterdir()] == ["part"]
