"""Spare codes for a lost telephone: ten digits each, used once in place of the authenticator's six.

They replace the second factor only: without the passphrase they open nothing. Kept as HMACs under the pepper, which is in no
backup; 33 bits each, behind the same rest after ten wrong tries as the door itself.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from secrets import randbelow

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cases.doors.entries import note_spare_used, note_spares
from cases.records import SpareCode
from cases.typed_digits import read_digits
from cases.vault.pepper import Pepper
from cases.viewer import Officer, Viewer

HOW_MANY, LENGTH, GROUP = 10, 10, 5


def make() -> tuple[str, ...]:
    """Ten fresh codes, each in two groups of five digits."""
    drawn: dict[str, None] = {}
    while len(drawn) < HOW_MANY:
        digits = f"{randbelow(10**LENGTH):0{LENGTH}}"
        drawn[f"{digits[:GROUP]} {digits[GROUP:]}"] = None
    return tuple(drawn)


def verifier(pepper: Pepper, officer_id: int, typed: str) -> bytes:
    """What is kept of a code: it says nothing without the pepper, and nothing to another officer's row."""
    digits = read_digits(typed) or ""
    return hmac.digest(pepper.key("spare codes"), f"{officer_id} {digits}".encode(), sha256)


def may_be_spare(typed: str) -> bool:
    """Whether *typed* has the length of a spare code and not of the authenticator's."""
    return len(read_digits(typed) or "") == LENGTH


def keep(session: Session, officer_id: int, verifiers: list[bytes], *, viewer: Viewer, at: datetime) -> None:
    """Put these codes in the place of all that the officer had, and write it into the institution's journal."""
    session.execute(delete(SpareCode).where(SpareCode.officer_id == officer_id))
    session.add_all(SpareCode(officer_id=officer_id, verifier=one) for one in verifiers)
    session.flush()
    note_spares(session, officer_id, verifiers, viewer=viewer, at=at)


def is_theirs(session: Session, officer_id: int, kept: bytes) -> bool:
    """Whether the officer has that code."""
    return session.get(SpareCode, (officer_id, kept)) is not None


def use_up(session: Session, officer_id: int, kept: bytes, *, viewer: Viewer, at: datetime) -> bool:
    """Whether the officer had that code; it is gone now, which the institution's journal keeps."""
    used = session.execute(delete(SpareCode).where(SpareCode.officer_id == officer_id, SpareCode.verifier == kept))
    if not used.rowcount:  # type: ignore[attr-defined]
        return False
    note_spare_used(session, officer_id, kept, viewer=viewer, at=at)
    return True


def renew(session: Session, verifiers: list[bytes], *, viewer: Officer, at: datetime) -> None:
    """Ten new codes for the viewer; the old ones are void. Run it through `database.write`."""
    keep(session, viewer.id, verifiers, viewer=viewer, at=at)


def how_many_left(session: Session, *, viewer: Officer) -> int:
    """How many spare codes the viewer has left."""
    return session.scalar(select(func.count()).select_from(SpareCode).where(SpareCode.officer_id == viewer.id)) or 0
