"""Every change of a public key is a line that the directory key signed, and an entry of the institution's journal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.journals.fingerprints import fingerprint
from cases.journals.institution_journal import note
from cases.records import Officer, RecoveryWrap, UnitMembership
from cases.vault.directory import DirectoryEntry
from cases.viewer import Viewer

ENTERED = "directory.entered"
ADDED = "unit.added"
ADMITTED, ENDED = "member.admitted", "member.ended"
EMPLOYED, CHANGED, LEFT = "officer.employed", "officer.changed", "officer.left"
RESET = "officer.reset"
ASKED, BEGUN, DONE = "renewal.asked", "renewal.begun", "renewal.done"
RECOVERED = "unit.recovered"
SEALED = "recovery.sealed"
DOOR = "officer.door"
SESSIONS_ENDED = "officer.sessions_ended"
PASSKEY_ADDED, PASSKEY_REMOVED = "passkey.added", "passkey.removed"
"""Acts of the institution's journal."""


def note_line(session: Session, entry: DirectoryEntry, *, viewer: Viewer, at: datetime, **more: int) -> None:
    """Write down that this key is that holder's from now on. *more*: of a recovery key, its sheets."""
    line = {
        "kind": entry.kind,
        "name": entry.name,
        "epoch": entry.epoch,
        "public_key": entry.public_key,
        "signature": entry.signature.hex(),
        **more,
    }
    note(session, ENTERED, line, viewer=viewer, at=at)


def note_admitted(
    session: Session, unit: str, officer_id: int, epochs: Iterable[int], *, viewer: Viewer, at: datetime
) -> None:
    """Write down that an officer holds these epochs of a unit's key from now on, and by which wraps.

    Their rows are there already: an exchanged wrap is found without anybody's key.
    """
    held = sorted(epochs)
    rows = session.execute(
        select(UnitMembership.epoch, UnitMembership.wrap).where(
            UnitMembership.unit == unit, UnitMembership.officer_id == officer_id, UnitMembership.epoch.in_(held)
        )
    )
    wraps = {str(epoch): fingerprint(wrap).hex() for epoch, wrap in rows}
    body = {"unit": unit, "officer": officer_id, "epochs": held, "wraps": wraps}
    note(session, ADMITTED, body, viewer=viewer, at=at)


def note_ended(
    session: Session, unit: str, officer_id: int, epochs: Iterable[int], *, viewer: Viewer, at: datetime
) -> None:
    """Write down that an officer holds these epochs of a unit's key no more."""
    body = {"unit": unit, "officer": officer_id, "epochs": sorted(epochs)}
    note(session, ENDED, body, viewer=viewer, at=at)


def note_officer(
    session: Session, act: str, officer_id: int, *, unit: str, roles: Iterable[str], viewer: Viewer, at: datetime
) -> None:
    """Write down where an officer belongs and what they may do from now on."""
    note(session, act, {"officer": officer_id, "unit": unit, "roles": list(roles)}, viewer=viewer, at=at)


def note_door(session: Session, officer: Officer, *, viewer: Viewer, at: datetime) -> None:
    """Write down a hash over what an officer signs in by, whenever any of it is made anew.

    Somebody else's passphrase or telephone, put into the row past the program, is then found without anybody's secret.
    """
    session.flush()
    note(session, DOOR, {"officer": officer.id, "door": door_of(officer)}, viewer=viewer, at=at)


def door_of(row: Any) -> str:
    """The hash over the columns that let somebody in under an officer's name, and over that name itself; *row* has them.

    By their names officers are found in what is filed about them, before anybody gets its key.
    """
    return fingerprint(
        row.sealed_key, row.username, *(bytes(one).hex() for one in (row.salt, row.verifier, row.totp)), row.name,
        as_text(row.languages),
    ).hex()  # fmt: skip


def as_text(value: Any) -> str:
    """A list of texts as one text, whichever way the driver gave it. Raises: ValueError, TypeError for what is none."""
    found = msgspec.json.decode(value) if isinstance(value, str | bytes) else value
    if not isinstance(found, list):
        raise TypeError("not a list")
    return msgspec.json.encode(found).decode()


def note_sealed(session: Session, wrap: RecoveryWrap, *, viewer: Viewer, at: datetime) -> None:
    """Write down which wrap the recovery sheets open: an exchanged one would be found when they are needed, and too late."""
    body = {"unit": wrap.unit, "epoch": wrap.epoch, "number": wrap.number, "wrap": fingerprint(wrap.wrap).hex()}
    note(session, SEALED, body, viewer=viewer, at=at)
