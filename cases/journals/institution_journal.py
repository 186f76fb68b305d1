"""The institution's own journal: who works here and which public keys are theirs, chained as a case's journal is.

Its entries name keys and people and never a case. `cases.unit_keys.checking` plays it through and compares: a key, a
membership or a role that somebody wrote into the tables past the program is one that no entry speaks of.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.journals.journal import VERSION, canonical, place_after
from cases.records import InstitutionEntry
from cases.records.rows import insert_rows, table_of
from cases.viewer import Viewer

entries = table_of(InstitutionEntry).c
LAST = select(entries.sequence, entries.hash).order_by(entries.sequence.desc()).limit(1)


def note(session: Session, act: str, body: Mapping[str, Any], *, viewer: Viewer, at: datetime) -> int:
    """Write the next entry; gives its sequence. *body*: clear facts only (JSON-able).

    Run it in the `write` that does what it speaks of.
    """
    last = session.connection().execute(LAST).one_or_none()
    sequence, previous = place_after(*last) if last else place_after(None, None)
    stored = canonical(
        {
            "version": VERSION,
            "sequence": sequence,
            "at": int(at.timestamp()),
            "actor": viewer.actor,
            "act": act,
            "body": body,
            "previous": previous.hex(),
        }
    )
    row = {
        "sequence": sequence,
        "version": VERSION,
        "at": at,
        "actor": viewer.actor,
        "act": act,
        "body": stored,
        "previous": previous,
        "hash": sha256(stored).digest(),
    }
    insert_rows(session, InstitutionEntry, row)
    return sequence


class Noted(msgspec.Struct):
    """An entry as its stored bytes tell it."""

    sequence: int
    at: int
    actor: str
    act: str
    body: dict[str, Any]


def read_entry(session: Session, sequence: int) -> Noted | None:
    """The entry of that *sequence*; None where there is none, or its bytes are not those that were hashed."""
    row = (
        session.connection()
        .execute(select(entries.body, entries.hash).where(entries.sequence == sequence))
        .one_or_none()
    )
    if row is None or sha256(row.body).digest() != row.hash:
        return None
    try:
        noted = msgspec.json.decode(row.body, type=Noted)
    except msgspec.MsgspecError:
        return None
    return noted if noted.sequence == sequence else None
