"""An officer's passkeys: each in place of the authenticator's six digits, never of the passphrase, which opens the keys.

What a row holds is sealed under the pepper to officer and handle, as TOTP secrets are: a passkey that somebody writes into
the table, or moves to another officer, opens no door.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.doors.entries import PASSKEY_CALLED, note_passkey, note_passkey_gone
from cases.errors import CannotOpen, PasskeyRefused
from cases.records import Passkey
from cases.unit_keys.entering import PASSKEY_ADDED
from cases.vault.cookies import open_small, seal_small
from cases.vault.passkeys import NewPasskey, Party, Shown, check_shown, handle_of
from cases.vault.pepper import Pepper
from cases.viewer import Officer, Viewer

LONGEST_NAME = 60
"""Characters."""
MOST = 10
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class OwnPasskey(msgspec.Struct, frozen=True):
    """One of the viewer's. *handle* is how a form names it (hexadecimal); it opens nothing."""

    handle: str
    name: str
    since: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class KeptPasskey:
    """What is needed to check an answer at the door."""

    handle: bytes
    sealed: bytes = field(repr=False)
    count: int


def add(session: Session, new: NewPasskey, name: str, *, pepper: Pepper, viewer: Officer, at: datetime) -> None:
    """Keep a passkey of the viewer's under a name of their own, and write it into the institution's journal.

    Run it through `database.write`. Raises: PasskeyRefused for one that is kept already, and beyond ten.
    """
    if session.get(Passkey, new.handle) is not None:
        raise PasskeyRefused
    if len(session.scalars(select(Passkey.handle).where(Passkey.officer_id == viewer.id)).all()) >= MOST:
        raise PasskeyRefused
    row = Passkey(
        handle=new.handle, officer_id=viewer.id, count=new.count, since=at, used_at=NEVER,
        sealed=seal(new.public_key, name, pepper, officer_id=viewer.id, handle=new.handle),
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_passkey(session, PASSKEY_ADDED, row, viewer=viewer, at=at)


def rename(session: Session, handle: str, name: str, *, pepper: Pepper, viewer: Officer, at: datetime) -> None:
    """Call one of the viewer's passkeys otherwise; of what is none of theirs nothing changes. Run it in a `write`."""
    row = find(session, handle, viewer)
    if row is None:
        return
    public_key, _ = unseal(row.sealed, pepper, officer_id=viewer.id, handle=row.handle)
    row.sealed = seal(public_key, name, pepper, officer_id=viewer.id, handle=row.handle)
    session.flush()
    note_passkey(session, PASSKEY_CALLED, row, viewer=viewer, at=at)


def remove(session: Session, handle: str, *, viewer: Officer, at: datetime) -> None:
    """Take one of the viewer's passkeys away. Run it through `database.write`."""
    row = find(session, handle, viewer)
    if row is None:
        return
    session.delete(row)
    session.flush()
    note_passkey_gone(session, viewer.id, row.handle, viewer=viewer, at=at)


def own(session: Session, *, pepper: Pepper, viewer: Officer) -> tuple[OwnPasskey, ...]:
    """The viewer's passkeys, the oldest first. Raises: CannotOpen for one that was written past the program."""
    rows = session.scalars(
        select(Passkey).where(Passkey.officer_id == viewer.id).order_by(Passkey.since, Passkey.handle)
    )
    return tuple(
        OwnPasskey(
            row.handle.hex(),
            unseal(row.sealed, pepper, officer_id=viewer.id, handle=row.handle)[1],
            row.since,
            row.used_at if row.used_at > NEVER else None,
        )
        for row in rows
    )


def forget_all(session: Session, officer_id: int, *, viewer: Viewer, at: datetime) -> None:
    """Take all of an officer's passkeys: they leave, or somebody else may have added one."""
    for handle in session.scalars(select(Passkey.handle).where(Passkey.officer_id == officer_id)).all():
        session.execute(delete(Passkey).where(Passkey.handle == handle))
        note_passkey_gone(session, officer_id, handle, viewer=viewer, at=at)


def kept_for(session: Session, officer_id: int, answer: str) -> KeptPasskey | None:
    """The officer's passkey that an answer names, if they have it."""
    try:
        row = session.get(Passkey, handle_of(answer)) if answer else None
    except PasskeyRefused:
        return None
    if row is None or row.officer_id != officer_id:
        return None
    return KeptPasskey(row.handle, row.sealed, row.count)


def prove_passkey(
    kept: KeptPasskey | None, answer: str, *, officer_id: int, pepper: Pepper, party: Party | None, at: datetime
) -> Shown | None:
    """What a passkey's answer shows; None where it shows nothing. No database: call it outside a transaction."""
    if kept is None or party is None:
        return None
    try:
        public_key, _ = unseal(kept.sealed, pepper, officer_id=officer_id, handle=kept.handle)
        return check_shown(pepper, party, answer, public_key=public_key, count=kept.count, handle=kept.handle, at=at)
    except (CannotOpen, PasskeyRefused):
        return None


def is_fresh(session: Session, officer_id: int, shown: Shown | None) -> bool:
    """Whether the passkey is still theirs and answered a challenge newer than the last one."""
    row = session.get(Passkey, shown.handle) if shown is not None else None
    return row is not None and shown is not None and row.officer_id == officer_id and shown.asked_at > row.used_at


def use(session: Session, shown: Shown) -> None:
    """Note which challenge was answered: an answer works once, as a code does."""
    row = session.get_one(Passkey, shown.handle)
    row.used_at, row.count = shown.asked_at, shown.count
    session.flush()


def find(session: Session, handle: str, viewer: Officer) -> Passkey | None:
    try:
        row = session.get(Passkey, bytes.fromhex(handle))
    except ValueError:
        return None
    return row if row is not None and row.officer_id == viewer.id else None


def seal(public_key: bytes, name: str, pepper: Pepper, *, officer_id: int, handle: bytes) -> bytes:
    called = " ".join(name.split())[:LONGEST_NAME]
    return seal_small(
        pepper.key("passkeys"), f"passkey {officer_id} {handle.hex()}", {"key": public_key.hex(), "name": called}
    )


def unseal(sealed: bytes, pepper: Pepper, *, officer_id: int, handle: bytes) -> tuple[bytes, str]:
    kept = open_small(pepper.key("passkeys"), f"passkey {officer_id} {handle.hex()}", sealed)
    return bytes.fromhex(kept["key"]), str(kept["name"])
