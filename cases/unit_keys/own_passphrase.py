"""An officer changes their own passphrase: under the same key, or with a new one where somebody may know the old."""

import hmac
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases import records
from cases.database import Database
from cases.errors import NotAllowed, SignInRefused, WeakPassphrase
from cases.records import FileKey, UnitMembership, Wrap
from cases.secrets_folder import Secrets
from cases.shred_store import store_of
from cases.unit_keys.entering import note_admitted, note_door, note_ended
from cases.unit_keys.leaving import end_sessions
from cases.unit_keys.renewing import ask_renewal
from cases.unit_keys.resetting import NewPassphrase, new_passphrase, write_key
from cases.unit_keys.rewrapping import rewrap
from cases.vault.keys import Key, wrap_key
from cases.vault.passphrases import derive, new_salt, weakness
from cases.viewer import Officer


def change_passphrase(
    database: Database, *, current: str, wanted: str, known: bool, secrets: Secrets, viewer: Officer, at: datetime
) -> None:
    """Change the viewer's passphrase; *known*: somebody else may know the present one.

    Then it is not enough to seal the same key anew, because who knew the passphrase may have opened a copy: the officer
    gets a new key, seals what they hold to it themselves, and each unit is asked for a new one. In both cases every session
    ends. Call it outside `write`. Raises: SignInRefused for a wrong *current*; WeakPassphrase; NotAllowed.
    """
    if viewer.keyring.officer is None:
        raise NotAllowed
    salt, verifier = database.read(stretched, viewer=viewer)
    if not hmac.compare_digest(derive(current, secrets.pepper, salt).verifier, verifier):
        raise SignInRefused
    if reason := weakness(wanted, about=(viewer.username, viewer.name)):
        raise WeakPassphrase(reason)
    if known:
        new = new_passphrase(viewer.id, wanted, secrets=secrets)
        database.write(replace_key, new, viewer=viewer, at=at)
        return
    fresh = new_salt(secrets.pepper.staff_cost)
    own = derive(wanted, secrets.pepper, fresh)
    sealed = wrap_key(viewer.keyring.officer[1], own.key.public)
    database.write(seal_anew, fresh, own.verifier, sealed, viewer=viewer, at=at)


def stretched(session: Session, *, viewer: Officer) -> tuple[bytes, bytes]:
    officer = session.get_one(records.Officer, viewer.id)
    return officer.salt, officer.verifier


def seal_anew(
    session: Session, salt: bytes, verifier: bytes, sealed_key: bytes, *, viewer: Officer, at: datetime
) -> None:
    officer = session.get_one(records.Officer, viewer.id)
    officer.salt, officer.verifier, officer.sealed_key = salt, verifier, sealed_key
    note_door(session, officer, viewer=viewer, at=at)
    end_sessions(session, viewer.id)


def replace_key(session: Session, new: NewPassphrase, *, viewer: Officer, at: datetime) -> None:
    """Write the new key; seal to it the units' keys and the walled cases that the viewer holds; ask for renewals."""
    officer = session.get_one(records.Officer, viewer.id)
    write_key(session, officer, new, viewer=viewer, at=at)
    to = new.entry.public_key
    held = session.execute(
        select(UnitMembership.unit, UnitMembership.epoch).where(UnitMembership.officer_id == viewer.id)
    ).all()
    session.execute(delete(UnitMembership).where(UnitMembership.officer_id == viewer.id))
    for unit in sorted({row.unit for row in held}):
        before = {row.epoch for row in held if row.unit == unit}
        keys = {epoch: key for (code, epoch), key in viewer.keyring.units.items() if code == unit}
        note_ended(session, unit, viewer.id, before, viewer=viewer, at=at)
        session.add_all(
            UnitMembership(unit=unit, epoch=epoch, officer_id=viewer.id, wrap=wrap_key(key, to))
            for epoch, key in keys.items()
        )
        note_admitted(session, unit, viewer.id, keys, viewer=viewer, at=at)
        ask_renewal(session, unit, "compromised", viewer=viewer, at=at)
    session.flush()
    if viewer.keyring.officer is not None:
        rewrap_own(session, viewer.keyring.officer[1], to, viewer=viewer)


def rewrap_own(session: Session, key: Key, to: str, *, viewer: Officer) -> None:
    """The walled cases that are wrapped to this officer alone: a few, sealed anew within the transaction."""
    rows = session.execute(
        select(Wrap.id, Wrap.wrap, Wrap.shred, FileKey.public_key)
        .join(FileKey, (FileKey.case_id == Wrap.case_id) & (FileKey.epoch == Wrap.epoch))
        .where(Wrap.holder_kind == "officer", Wrap.holder == str(viewer.id))
    ).all()
    found = store_of(session).find_all([row.shred for row in rows if row.shred is not None])
    for row in rows:
        new = rewrap(row, key, to, found)
        if new is not None:
            session.get_one(Wrap, row.id).wrap = new
    session.flush()
