"""Which anchor was made here last, kept beside the database: the newest one can then not be taken out of it unseen.

Every anchor names the one before it, and so holds it; the newest is held by witnesses, and by this file for houses that have
none. It lies in the secrets' folder, as what is remembered of units' keys does (`cases.seen_keys`).
"""

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from cases.logs import log
from cases.secrets_folder import PEPPER

FILE = "seen-anchor"


class Seen(msgspec.Struct, frozen=True):
    """An anchor by its number and its hash."""

    number: int
    hash: bytes


def remember(folder: Path, number: int, fingerprint: bytes) -> None:
    """Keep an anchor as the newest. Where the folder holds no secrets or cannot be written, nothing is kept."""
    if not (folder / PEPPER).is_file():
        return
    half = folder / f"{FILE}.new"
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(f"{number} {fingerprint.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        half.replace(folder / FILE)
    except OSError:
        log.warning("seen anchor not kept")


def remembered(folder: Path) -> Seen | None:
    """The newest anchor that was made here; None where nothing is kept, or it cannot be read."""
    with suppress(OSError, UnicodeDecodeError, ValueError):
        number, _, fingerprint = (folder / FILE).read_text(encoding="ascii").strip().partition(" ")
        return Seen(int(number), bytes.fromhex(fingerprint))
    return None
