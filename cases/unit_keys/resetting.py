"""A passphrase that was forgotten or that somebody knows: a number for once, and a new officer key made with it.

No recovery sheet is touched: the old key is given up, and a colleague admits the new one as they would a newcomer. The
administrator who hands out the number holds no key and gets none by it: making the key also takes a code of the officer's
own telephone, and the colleague compares the digits.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import randbelow, token_bytes
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases import records
from cases.database import Database
from cases.doors import unsent
from cases.doors.entries import note_reset, note_resets_over
from cases.doors.own_passkeys import forget_all
from cases.errors import ResetGone, SignInRefused, WeakPassphrase
from cases.records import KeyReset
from cases.secrets_folder import Secrets
from cases.typed_digits import read_digits
from cases.unit_keys.entering import note_door, note_line
from cases.unit_keys.leaving import end_sessions, find_other, strip
from cases.vault.directory import DirectoryEntry, sign_member
from cases.vault.keyring import OFFICER_EPOCH
from cases.vault.keys import new_key, wrap_key
from cases.vault.passphrases import derive, new_salt, weakness
from cases.vault.totp import match_step, open_totp
from cases.viewer import Nobody, Viewer

LASTS = timedelta(days=2)
TRIES = 5
DIGITS, GROUP = 24, 4
"""80 bits, read out or written on paper: digits are typed alike on every keyboard."""
SPACE = b"arasha/1/new key\n"
Reason = Literal["forgotten", "compromised"]


@dataclass(frozen=True)
class NewPassphrase:
    """An officer's key as their row will hold it: under a new passphrase."""

    entry: DirectoryEntry
    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    sealed_key: bytes = field(repr=False)


@dataclass(frozen=True)
class Resetting:
    """Whose number it is, and what checks their code."""

    officer_id: int
    username: str
    name: str
    totp: bytes = field(repr=False)
    totp_used: int


def reset(session: Session, officer_id: int, reason: Reason, *, viewer: Viewer, at: datetime) -> str:
    """Void an officer's passphrase and key and give the number by which they make new ones, within two days.

    Their sessions end and their wraps of units' keys go; where somebody else may know the passphrase each unit is asked for
    a new key, and passkeys go, one of which may be theirs. Run it through `database.write`. Raises: as `leaving.leave`.
    """
    officer, digits = find_other(session, officer_id, viewer=viewer), f"{randbelow(10**DIGITS):0{DIGITS}}"
    if reason == "compromised":
        forget_all(session, officer.id, viewer=viewer, at=at)
    strip(session, officer, "compromised" if reason == "compromised" else None, viewer=viewer, at=at)
    officer.verifier, officer.failures, officer.locked_until = token_bytes(32), 0, None
    row = KeyReset(
        officer_id=officer.id, token=token_of(digits), reason=reason, asked_by=viewer.actor, expires_at=at + LASTS,
        tries=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_reset(session, row, viewer=viewer, at=at)
    note_door(session, officer, viewer=viewer, at=at)
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def open_reset(session: Session, number: str, *, viewer: Viewer, at: datetime) -> Resetting:
    """Whose number it is. Raises: ResetGone."""
    row = find_reset(session, number, at=at)
    officer = session.get_one(records.Officer, row.officer_id)
    return Resetting(officer.id, officer.username, officer.name, officer.totp, officer.totp_used)


def find_reset(session: Session, number: str, *, at: datetime) -> KeyReset:
    row = session.scalars(select(KeyReset).where(KeyReset.token == token_of(read_digits(number) or ""))).one_or_none()
    if row is None or row.expires_at <= at or row.tries >= TRIES:
        raise ResetGone
    return row


def end_old_resets(session: Session, *, viewer: Viewer, at: datetime) -> None:
    """Delete numbers whose time is over."""
    over = session.scalars(delete(KeyReset).where(KeyReset.expires_at <= at).returning(KeyReset.officer_id)).all()
    note_resets_over(session, over, viewer=viewer, at=at)


def token_of(digits: str) -> bytes:
    return sha256(SPACE + digits.encode()).digest()


def make_new_key(
    database: Database, number: str, *, passphrase: str, code: str, secrets: Secrets, at: datetime
) -> None:
    """The officer of *number* makes a new key under a new passphrase; a colleague then admits them to their unit.

    Call it outside `write`: the passphrase is stretched here. Raises: ResetGone; WeakPassphrase; SignInRefused for a wrong
    code, which counts: the fifth voids the number.
    """
    whose = database.read(open_reset, number, viewer=Nobody(), at=at)
    if reason := weakness(passphrase, about=(whose.username, whose.name)):
        raise WeakPassphrase(reason)
    step = match_step(open_totp(whose.totp, secrets.pepper, officer_id=whose.officer_id), code, at)
    if step is None or step <= whose.totp_used:
        database.write(count_try, number, viewer=Nobody(), at=at)
        raise SignInRefused
    new = new_passphrase(whose.officer_id, passphrase, secrets=secrets)
    database.write(keep_new_key, number, new, step, viewer=Nobody(), at=at)


def new_passphrase(officer_id: int, passphrase: str, *, secrets: Secrets) -> NewPassphrase:
    """A fresh officer key under *passphrase* (about 200 ms)."""
    key, salt = new_key(), new_salt(secrets.pepper.staff_cost)
    own = derive(passphrase, secrets.pepper, salt)
    entry = sign_member(
        secrets.directory, kind="officer", name=str(officer_id), epoch=OFFICER_EPOCH, public_key=key.public
    )
    return NewPassphrase(entry, salt, own.verifier, wrap_key(key, own.key.public))


def count_try(session: Session, number: str, *, viewer: Viewer, at: datetime) -> None:
    find_reset(session, number, at=at).tries += 1


def keep_new_key(session: Session, number: str, new: NewPassphrase, step: int, *, viewer: Viewer, at: datetime) -> None:
    """Write the new key and use up number and code. Raises: ResetGone."""
    row = find_reset(session, number, at=at)
    officer = session.get_one(records.Officer, row.officer_id)
    session.delete(row)
    note_resets_over(session, [officer.id], viewer=viewer, at=at)
    write_key(session, officer, new, viewer=viewer, at=at)
    officer.totp_used = max(officer.totp_used, step)


def write_key(session: Session, officer: records.Officer, new: NewPassphrase, *, viewer: Viewer, at: datetime) -> None:
    """Put a new key into an officer's row and the directory; whoever was signed in with the old one is not any more."""
    officer.public_key, officer.signature = new.entry.public_key, new.entry.signature
    officer.salt, officer.verifier, officer.sealed_key = new.salt, new.verifier, new.sealed_key
    end_sessions(session, officer.id)
    unsent.forget_all(session, officer.id)
    session.flush()
    note_line(session, new.entry, viewer=viewer, at=at)
    note_door(session, officer, viewer=viewer, at=at)
