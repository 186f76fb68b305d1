"""Objects as files of a folder: whole or not there, written past the kernel's cache, and made to last."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from errno import EINVAL, EOPNOTSUPP
from fcntl import F_GETFL, F_SETFL, fcntl
from pathlib import Path
from secrets import randbits

from cases.evidence.trays import BLOCK

UNFINISHED = "#"
"""In the name of a file that is still being written."""
SYNCING = 4
"""Files whose sync is waited for beside each other: the disk's own cache is emptied for each of them."""


def write_whole(path: Path, tray: memoryview, length: int) -> None:
    """Write the first *length* bytes of a tray beside their place and move them there; they last once `settle` has returned.

    Raises: OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}{UNFINISHED}{randbits(32)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if not write_direct(descriptor, tray, length):
            write_all(descriptor, tray, length)
        beside.rename(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def write_direct(descriptor: int, tray: memoryview, length: int) -> bool:
    """Write without the kernel's cache, or say that this file system does not know how.

    Nobody reads a file again soon, and copying it into the cache costs the processor as much as sealing it. A disk is
    written in whole blocks: what the last one holds too much is cut off.
    """
    flags = fcntl(descriptor, F_GETFL)
    try:
        fcntl(descriptor, F_SETFL, flags | os.O_DIRECT)
        write_all(descriptor, tray, -(-length // BLOCK) * BLOCK)
        os.ftruncate(descriptor, length)
    except OSError as error:
        if error.errno not in {EINVAL, EOPNOTSUPP}:
            raise
        fcntl(descriptor, F_SETFL, flags)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return False
    return True


def write_all(descriptor: int, source: memoryview, length: int) -> None:
    done = 0
    while done < length:
        done += os.write(descriptor, source[done:length])


def settle(folder: Path, names: Iterable[str]) -> None:
    """Return once the named files of *folder* survive a loss of power. Raises: OSError."""
    files = [folder / name for name in names]
    folders = {above for path in files for above in (path.parent, path.parent.parent)} | {folder}
    with ThreadPoolExecutor(SYNCING) as pool:
        list(pool.map(sync, files))
    for each in folders:
        sync(each)


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
