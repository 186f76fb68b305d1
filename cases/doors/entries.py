"""What the institution's journal says of doors: invitations, numbers for new keys, spare codes, passkeys, tokens of programs.

Each entry holds a hash over the row that it made. A row that somebody wrote, changed or put back past the program is then
one that no entry speaks of, and `cases.doors.checking` names it without anybody's secret.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cases.journals.fingerprints import fingerprint
from cases.journals.institution_journal import note
from cases.records import Integration, Invitation, KeyReset, Passkey
from cases.unit_keys.entering import PASSKEY_REMOVED, RESET, as_text
from cases.viewer import Viewer

INVITED, UNINVITED = "officer.invited", "officer.uninvited"
CAME_IN, INVITATION_OVER = "officer.came_in", "officer.invitation_over"
RESET_OVER = "officer.reset_over"
SPARES_KEPT, SPARE_USED = "spare_codes.kept", "spare_code.used"
PASSKEY_CALLED = "passkey.called"
PROGRAM_MADE, PROGRAM_ENDED = "integration.made", "integration.ended"
"""Acts of the institution's journal, beside those of `cases.unit_keys.entering`."""


def note_invited(session: Session, row: Invitation, *, viewer: Viewer, at: datetime) -> None:
    """Write down that somebody is invited, to what, and by which code."""
    body = {"invitation": str(row.id), "unit": row.unit, "roles": row.roles, "first": row.unit_wrap is not None}
    note(session, INVITED, {**body, "row": hash_of_invitation(row)}, viewer=viewer, at=at)


def note_invitation_gone(
    session: Session, act: str, invitation_id: int, *, viewer: Viewer, at: datetime, **more: Any
) -> None:
    """Write down that an invitation was used, taken back or too old."""
    note(session, act, {"invitation": str(invitation_id), **more}, viewer=viewer, at=at)


def note_reset(session: Session, row: KeyReset, *, viewer: Viewer, at: datetime) -> None:
    """Write down that an officer was given a number for a new key."""
    body = {"officer": row.officer_id, "reason": row.reason, "row": hash_of_reset(row)}
    note(session, RESET, body, viewer=viewer, at=at)


def note_resets_over(session: Session, officers: Iterable[int], *, viewer: Viewer, at: datetime) -> None:
    """Write down that these officers' numbers were used, taken back or too old."""
    for officer_id in officers:
        note(session, RESET_OVER, {"officer": officer_id}, viewer=viewer, at=at)


def note_spares(session: Session, officer_id: int, verifiers: Iterable[bytes], *, viewer: Viewer, at: datetime) -> None:
    """Write down which spare codes are the officer's from now on, in the place of all before."""
    codes = sorted(hash_of_spare(officer_id, one) for one in verifiers)
    note(session, SPARES_KEPT, {"officer": officer_id, "codes": codes}, viewer=viewer, at=at)


def note_spare_used(session: Session, officer_id: int, verifier: bytes, *, viewer: Viewer, at: datetime) -> None:
    """Write down that one of the officer's spare codes is used up: put back, it is named."""
    body = {"officer": officer_id, "code": hash_of_spare(officer_id, verifier)}
    note(session, SPARE_USED, body, viewer=viewer, at=at)


def note_passkey(session: Session, act: str, row: Passkey, *, viewer: Viewer, at: datetime) -> None:
    """Write down that an officer's passkey was added or called otherwise."""
    body = {"officer": row.officer_id, "passkey": name_of_passkey(row.handle), "row": hash_of_passkey(row)}
    note(session, act, body, viewer=viewer, at=at)


def note_passkey_gone(session: Session, officer_id: int, handle: bytes, *, viewer: Viewer, at: datetime) -> None:
    """Write down that an officer has a passkey no more."""
    body = {"officer": officer_id, "passkey": name_of_passkey(handle)}
    note(session, PASSKEY_REMOVED, body, viewer=viewer, at=at)


def note_program(session: Session, row: Integration, *, viewer: Viewer, at: datetime) -> None:
    """Write down that a program of others was given a token."""
    body = {"name": row.name, "channel": row.channel, "scopes": row.scopes}
    note(session, PROGRAM_MADE, {"integration": str(row.id), **body, "row": hash_of_program(row)}, viewer=viewer, at=at)


# Hashes over rows, as records or as the driver gives them: moments then are seconds, lists may be JSON texts.


def hash_of_invitation(row: Any) -> str:
    return fingerprint(
        row.token, row.id, row.username, row.name, row.unit, as_text(row.roles), as_text(row.languages),
        None if row.unit_wrap is None else bytes(row.unit_wrap).hex(), row.invited_by, row.invited_at, row.expires_at,
    ).hex()  # fmt: skip


def hash_of_reset(row: Any) -> str:
    return fingerprint(row.token, row.officer_id, row.reason, row.asked_by, row.expires_at).hex()


def hash_of_spare(officer_id: int, verifier: bytes) -> str:
    return fingerprint(verifier, officer_id).hex()


def hash_of_passkey(row: Any) -> str:
    return fingerprint(row.sealed, row.officer_id, row.since).hex()


def hash_of_program(row: Any) -> str:
    return fingerprint(row.token, row.id, row.name, row.channel, as_text(row.scopes), row.made_by, row.made_at).hex()


def name_of_passkey(handle: bytes) -> str:
    return fingerprint(handle).hex()
