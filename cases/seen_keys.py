"""Which key of each unit was seen here last, kept apart from the database: an older one put back into it is not sealed to.

An old line of the directory is signed as well as the present one, and whoever left the unit may still have its private half. So
each machine remembers in its secrets' folder how far every unit's key has come. It learns only what the directory key signed
and what is committed, beside the work; where the folder cannot be written, it remembers for as long as it runs.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import UnsignedKey
from cases.logs import log
from cases.records import Unit, UnitKey
from cases.records.rows import table_of
from cases.vault.directory import DirectoryEntry, DirectoryPublic, check_member
from cases.viewer import Viewer

FILE, INFO = "seen-keys", "seen keys"
FOUNDED: Final = "pepper"
"""The file that says that a secrets' folder is one."""
keys, units = table_of(UnitKey).c, table_of(Unit).c
LINES = select(keys.unit, keys.epoch, keys.public_key, keys.signature)
NAMED = select(units.code, units.epoch)


class SeenKeys:
    """The highest epoch of each unit's key that was seen. Safe to use from any number of threads."""

    def __init__(self, folder: Path) -> None:
        """*folder*: of the secrets; without one nothing is kept."""
        self._path = folder / FILE if (folder / FOUNDED).is_file() else None
        self._lock = Lock()
        self._epochs = read_epochs(self._path)
        self.put_back: Mapping[str, tuple[int, int]] = {}
        """Units whose key in the database is older than one seen here: that one's number, and the one seen."""

    def newest(self, unit: str) -> int:
        """The highest epoch of the unit's key that was seen; 0 for none."""
        return self._epochs.get(unit, 0)

    def learn(self, signed: Mapping[str, int], named: Mapping[str, int]) -> None:
        """Take in the highest *signed* epoch of each unit and the one that the database *named* as the present."""
        with self._lock:
            newer = {unit: epoch for unit, epoch in signed.items() if epoch > self.newest(unit)}
            if newer:
                self._epochs = {**self._epochs, **newer}
                self._keep()
            self.put_back = {
                unit: (named.get(unit, 0), seen) for unit, seen in self._epochs.items() if named.get(unit, 0) < seen
            }

    def _keep(self) -> None:
        if self._path is None:
            return
        half = self._path.with_suffix(".new")
        try:
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
                file.writelines(f"{unit} {epoch}\n" for unit, epoch in sorted(self._epochs.items()))
            half.replace(self._path)
        except OSError:
            self._path = None
            log.warning("seen keys not kept")


def read_epochs(path: Path | None) -> dict[str, int]:
    """What was kept; of a damaged line nothing, since the rest of the file still helps."""
    found: dict[str, int] = {}
    with suppress(OSError, UnicodeDecodeError):
        for line in path.read_text(encoding="ascii").splitlines() if path else ():
            unit, _, epoch = line.partition(" ")
            if epoch.isdecimal():
                found[unit] = int(epoch)
    return found


def look(session: Session, *, pinned: DirectoryPublic, viewer: Viewer) -> None:
    """Learn from the directory as it is committed now; run it through `database.read`."""
    signed: dict[str, int] = {}
    seen = seen_by(session)
    for unit, epoch, public, signature in session.connection().execute(LINES):
        if epoch > max(signed.get(unit, 0), seen.newest(unit)):
            with suppress(UnsignedKey):
                check_member(pinned, DirectoryEntry("unit", unit, epoch, public, signature))
                signed[unit] = epoch
    seen.learn(signed, {unit: epoch for unit, epoch in session.connection().execute(NAMED)})  # noqa: C416 - a row is no tuple


def seen_by(session: Session) -> SeenKeys:
    """What this machine remembers, where keys are taken from rows."""
    seen: SeenKeys = session.info[INFO]
    return seen
