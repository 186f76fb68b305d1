"""What the institution's journal holds of its packs: with which it began, who proposed another, who said yes or no."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.journals.institution_journal import entries, note
from cases.moments import whole_second
from cases.records import Pack as PackRow
from cases.viewer import Viewer

FOUNDED: Final = "pack.founded"
ADOPTED: Final = "pack.adopted"
PROPOSED: Final = "pack.proposed"
CONFIRMED: Final = "pack.confirmed"
REJECTED: Final = "pack.rejected"
"""Acts of the institution's journal."""


def note_founded(session: Session, pack: str, *, viewer: Viewer, at: datetime) -> None:
    """Write down with which pack the institution begins, by its hash."""
    at = whole_second(at)
    note(session, FOUNDED, {"pack": pack, "since": int(at.timestamp())}, viewer=viewer, at=at)


def adopt_packs(session: Session, *, viewer: Viewer, at: datetime) -> bool:
    """Write down the packs of a house from before two people had to agree, once; whether there were any to write.

    Run it through `database.write`, by `arasha upgrade` only.
    """
    if session.scalar(select(entries.sequence).where(entries.act.in_((FOUNDED, ADOPTED))).limit(1)) is not None:
        return False
    since = {row.hash: int(row.published_at.timestamp()) for row in session.scalars(select(PackRow))}
    if since:
        note(session, ADOPTED, {"packs": since}, viewer=viewer, at=whole_second(at))
    return bool(since)


def note_proposed(session: Session, said: Mapping[str, object], *, viewer: Viewer, at: datetime) -> int:
    """Write down who proposes what; gives the sequence by which the proposal is known from then on."""
    return note(session, PROPOSED, said, viewer=viewer, at=at)
