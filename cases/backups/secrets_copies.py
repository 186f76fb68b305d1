"""Backups of the shred secrets: a file each, in a folder apart, and none of them older than 35 days.

With the rows' backups and one of these a case opens again; without it never. That is what makes shredding reach into
backups, so the two must not lie together, and these must go when their time is over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from cases.backups.listing import NAME, moment_of
from cases.backups.places import told, write_lasting
from cases.errors import BackupDamaged, NoBackup
from cases.folder import make_folder
from cases.vault.keys import Key, PublicKey
from cases.vault.shredding import ShredSecret
from cases.vault.streams import seal_stream

LIVES: Final = timedelta(days=35)
"""Design 04 §4.1: what is shredded is gone everywhere once this has passed."""


class Copied(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    id: int
    secret: bytes
    made: int


def list_copies(folder: Path) -> list[str]:
    """Names of the copies, the oldest first."""
    try:
        return sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name))
    except OSError:
        return []


def write_copy(folder: Path, name: str, secrets: Mapping[int, tuple[bytes, int]], *, to: PublicKey) -> None:
    """Write the copy that belongs to the backup of that *name*. Raises: NoRoom, OSError."""
    rows = [Copied(number, secret, made) for number, (secret, made) in sorted(secrets.items())]
    with told(folder):
        make_folder(folder)
        write_lasting(folder / name, seal_stream(msgspec.msgpack.encode(rows), to))


def read_copy(folder: Path, name: str, *, key: Key) -> list[tuple[ShredSecret, int]]:
    """The secrets of a copy, each with the hour that it was made. Raises: NoBackup, CannotOpen, BackupDamaged."""
    try:
        sealed = (folder / name).read_bytes()
    except OSError:
        raise NoBackup(str(folder)) from None
    try:
        rows = msgspec.msgpack.decode(key.open(sealed), type=list[Copied])
    except msgspec.MsgspecError:
        raise BackupDamaged(name) from None
    return [(ShredSecret(row.id, row.secret), row.made) for row in rows]


def forget_old_copies(folder: Path, *, at: datetime) -> int:
    """Remove every copy whose time is over, whether or not a newer one could be made; gives how many."""
    old = [name for name in list_copies(folder) if at - moment_of(name) >= LIVES]
    for name in old:
        (folder / name).unlink(missing_ok=True)
    for half in folder.glob("*#*") if folder.is_dir() else ():
        half.unlink(missing_ok=True)
    return len(old)


def secrets_too_old(folder: Path, *, at: datetime) -> Path | None:
    """A copy that should be gone by now, for whoever looks after the house: nobody has made a backup since."""
    old = [name for name in list_copies(folder) if at - moment_of(name) > LIVES + timedelta(days=1)]
    return folder / old[0] if old else None
