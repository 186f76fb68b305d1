"""Whether the doors that stand open are those that the institution's journal tells of: `arasha verify` compares them.

A passkey or a token that somebody wrote into the tables, a spare code that was used and put back, an invitation that was
turned into one to another unit: each is a row that no entry speaks of.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.doors import entries
from cases.doors.told import INVITATION, NUMBER, PASSKEY, PROGRAM, SPARE, Place

# As the driver gives them, without our column types: those would stumble over what somebody else put there.
INVITATIONS = text(
    "SELECT id, token, username, name, unit, roles, languages, unit_wrap, invited_by, invited_at, expires_at"
    " FROM invitations"
)
NUMBERS = text("SELECT officer_id, token, reason, asked_by, expires_at FROM key_resets")
SPARES = text("SELECT officer_id, verifier FROM spare_codes")
PASSKEYS = text("SELECT handle, officer_id, sealed, since FROM passkeys")
PROGRAMS = text("SELECT id, name, token, channel, scopes, made_by, made_at, ended_at FROM integrations")
UNREADABLE = ("unreadable", None)
"""What a row comes to that is not even of the right kind: nothing that any entry says."""


def doors_that_stand(session: Session) -> dict[Place, tuple[str, int | None]]:
    """Every row of a door, as `cases.doors.told.Doors` has those that must be there."""
    found: dict[Place, tuple[str, int | None]] = {}
    for row in session.connection().execute(INVITATIONS):
        found[INVITATION, str(row.id)] = seen(entries.hash_of_invitation, row)
    for row in session.connection().execute(NUMBERS):
        found[NUMBER, row.officer_id] = seen(entries.hash_of_reset, row)
    for row in session.connection().execute(SPARES):
        code, _ = seen(lambda one: entries.hash_of_spare(one.officer_id, one.verifier), row)
        found[SPARE, (row.officer_id, code)] = (code, None)
    for row in session.connection().execute(PASSKEYS):
        name, _ = seen(lambda one: entries.name_of_passkey(one.handle), row)
        found[PASSKEY, name] = seen(entries.hash_of_passkey, row)
    for row in session.connection().execute(PROGRAMS):
        found[PROGRAM, str(row.id)] = (seen(entries.hash_of_program, row)[0], row.ended_at)
    return found


def seen(hash_of: Callable[[Any], str], row: Any) -> tuple[str, int | None]:
    try:
        return hash_of(row), None
    except (msgspec.MsgspecError, TypeError, ValueError):
        return UNREADABLE
