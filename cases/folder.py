"""The data folder: who may write to it, and who may read it on this machine."""

import fcntl
import os
from pathlib import Path
from typing import IO

from cases.errors import FolderInUse, MovedAway

LOCK = "lock"
MOVED_TO = "moved-to"
"""Name of the file in a folder whose institution lives elsewhere now: it would go on in two places otherwise."""


def make_folder(folder: Path) -> None:
    """Create *folder* for this user alone; one that is already there keeps its permissions."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Create *path* empty and for this user alone, unless it is there. SQLite's side files get the same permissions."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))


def hold_folder(folder: Path) -> IO[bytes]:
    """Keep every other writer out of *folder* until the file that is returned is closed.

    The kernel lets go by itself when the process ends, however it ends: no stale lock is left to clean up. Readers
    (`verify`, `backup`) do not ask for it. Raises: FolderInUse; MovedAway.
    """
    if (folder / MOVED_TO).exists():
        raise MovedAway(folder)
    path = folder / LOCK
    make_file(path)
    file = path.open("rb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise FolderInUse(folder) from error
    return file
