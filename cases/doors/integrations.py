"""Tokens for programs of others: made and ended by an administrator, with scopes, found by what they hash to."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.entries import PROGRAM_ENDED, note_program
from cases.doors.staff import refuse_strangers
from cases.errors import NoSuchIntegration, SignedOut
from cases.journals.institution_journal import note
from cases.records.base import new_id
from cases.viewer import Integration, Viewer

SCOPES: Final = ("complaints", "mailbox")
"""Filing complaints; opening mailboxes with a code that a complainant has typed in."""
PREFIX: Final = "arasha_"
"""So that scanners for forgotten secrets know one when they see it."""
LONGEST: Final = 120


class Listed(msgspec.Struct, frozen=True):
    """One integration as an administrator sees it."""

    id: int
    name: str
    channel: str
    scopes: tuple[str, ...]
    made_at: datetime
    ended_at: datetime | None


def make(session: Session, *, name: str, channel: str, scopes: Collection[str], viewer: Viewer, at: datetime) -> str:
    """Write down a program and give its token, shown once: 256 random bits.

    Raises: NotAllowed for whoever is no administrator; ValueError for no name, no scope or one that is none.
    """
    refuse_strangers(viewer)
    known_as, wanted = " ".join(name.split())[:LONGEST], tuple(scope for scope in SCOPES if scope in scopes)
    if not known_as or not wanted or len(wanted) < len(set(scopes)):
        raise ValueError("an integration needs a name and scopes")
    token, integration_id = PREFIX + token_urlsafe(32), new_id()
    row = records.Integration(
        id=integration_id, name=known_as, token=hashed(token), channel=channel, scopes=list(wanted),
        made_by=viewer.actor, made_at=at, ended_at=None,
    )  # fmt: skip
    session.add(row)
    note_program(session, row, viewer=viewer, at=at)
    return token


def end(session: Session, integration_id: int, *, viewer: Viewer, at: datetime) -> None:
    """Its token opens nothing any more; ended again, nothing changes. Raises: NotAllowed, NoSuchIntegration."""
    refuse_strangers(viewer)
    row = session.get(records.Integration, integration_id)
    if row is None:
        raise NoSuchIntegration
    if row.ended_at is None:
        row.ended_at = at
        note(session, PROGRAM_ENDED, {"integration": str(row.id)}, viewer=viewer, at=at)


def find(session: Session, token: str, *, viewer: Viewer) -> Integration:
    """The program that a token is of. Raises: SignedOut for an unknown or ended one: not said which."""
    row = session.scalars(
        select(records.Integration).where(
            records.Integration.token == hashed(token), records.Integration.ended_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise SignedOut
    return Integration(row.id, row.name, row.channel, frozenset(row.scopes))


def listed(session: Session, *, viewer: Viewer) -> list[Listed]:
    """All programs, those that are in use first, newest first. Raises: NotAllowed."""
    refuse_strangers(viewer)
    rows = session.scalars(select(records.Integration)).all()
    ordered = sorted(rows, key=lambda row: (row.ended_at is not None, -row.made_at.timestamp(), row.id))
    return [Listed(row.id, row.name, row.channel, tuple(row.scopes), row.made_at, row.ended_at) for row in ordered]


def hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
