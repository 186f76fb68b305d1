"""Rows of the links by which complainants read letters: which are open, and how one is shut."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.records import Case, LetterLink
from cases.sending import outbox
from cases.vault.links import MOST_WRONG


def links_of(session: Session, letter_id: int) -> Sequence[LetterLink]:
    """Every link that was made to the letter, the newest first."""
    asked = select(LetterLink).where(LetterLink.letter_id == letter_id).order_by(LetterLink.sequence.desc())
    return session.scalars(asked).all()


def opens(row: LetterLink, *, at: datetime) -> bool:
    """Whether the right PIN still opens the link: not closed, not too old, not tried too often."""
    return row.closed_at is None and row.wrap is not None and row.expires_at > at and row.wrong < MOST_WRONG


def shut(session: Session, row: LetterLink, *, at: datetime) -> None:
    """Nothing opens by the link any more: the way to its key is deleted, and so are the address and a mail that waits."""
    row.closed_at, row.wrap, row.shred, row.mail = at, None, None, None
    outbox.call_off(session, mail_key(row.id), at=at)


def shut_all(session: Session, case: Case, *, at: datetime) -> Sequence[LetterLink]:
    """Shut every link to a letter of the case: who is kept out may have told its PIN. Gives those that were open."""
    rows = session.scalars(
        select(LetterLink).where(LetterLink.case_id == case.id, LetterLink.closed_at.is_(None))
    ).all()
    for row in rows:
        shut(session, row, at=at)
    return rows


def mail_key(link_id: int) -> str:
    """The key of the e-mail that brings a link."""
    return f"letter:{link_id}:mail"
