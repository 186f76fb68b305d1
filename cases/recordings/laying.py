"""The bytes of recordings: laid beside the database under their hash, and played only if they still have it."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from cases.errors import RecordingRefused
from cases.recordings.plan import Recording
from cases.settings import Settings

MOST: Final = 60 * 1024 * 1024
"""Bytes of one recording: a film of some minutes as a cheap phone plays it."""
PIECE: Final = 256 * 1024


def folder_of(settings: Settings) -> Path:
    """Where they lie. Nothing in it is secret."""
    return settings.data / "recordings"


def lay(recordings: Iterable[Recording], source: Path, settings: Settings) -> list[str]:
    """Copy those files of *source* that the pack names to where they are played from; gives their names.

    Raises: RecordingRefused for a file with other bytes than the pack says, one that is missing, or one that is too large.
    """
    folder = folder_of(settings)
    checked = [(one, check(one, source / one.file)) for one in recordings]
    folder.mkdir(parents=True, exist_ok=True)
    for one, path in checked:
        part = folder / f".{one.name}"
        shutil.copyfile(path, part)
        part.replace(folder / one.name)
    return [one.file for one, _ in checked]


def check(recording: Recording, path: Path) -> Path:
    if not path.is_file():
        raise RecordingRefused(recording.file, "missing")
    if path.stat().st_size > MOST:
        raise RecordingRefused(recording.file, "large")
    if hash_of(path) != recording.sha256:
        raise RecordingRefused(recording.file, "other")
    return path


def find(recording: Recording, settings: Settings) -> Path | None:
    """The recording's file; None while it was not laid there, or where it is not the one that the pack names."""
    path = folder_of(settings) / recording.name
    try:
        found = path.stat()
    except OSError:
        return None
    same = _hash_once(path, found.st_size, found.st_mtime_ns) == recording.sha256
    return path if same else None


@lru_cache(maxsize=256)
def _hash_once(path: Path, size: int, changed: int) -> str:
    """Hashed when it is first asked for, and again only when the file has changed."""
    return hash_of(path) if size <= MOST else ""


def hash_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def pieces(path: Path, start: int, length: int) -> Iterator[bytes]:
    """*length* bytes of the file from *start*."""
    with path.open("rb") as stream:
        stream.seek(start)
        while length > 0 and (piece := stream.read(min(PIECE, length))):
            length -= len(piece)
            yield piece
