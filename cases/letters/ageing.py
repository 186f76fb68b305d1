"""What time does to links by which complainants read letters: one that is too old is closed. A round of the worker."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.alarms.notices import UNOPENED
from cases.letters.astray import ring
from cases.letters.link_rows import shut
from cases.letters.rows import note
from cases.letters.told import LINK_CLOSED
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, LetterLink, OfficialLetter
from cases.viewer import Viewer

AT_ONCE = 100
"""Links that one round closes."""


def close_old(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Close links whose time is over; of a letter that nobody opened whose case it is, is told. Gives how many."""
    at = whole_second(at)
    old = select(LetterLink).where(LetterLink.closed_at.is_(None), LetterLink.expires_at <= at).limit(AT_ONCE)
    rows = session.scalars(old).all()
    for link in rows:
        shut(session, link, at=at)
        case, row = session.get_one(Case, link.case_id), session.get_one(OfficialLetter, link.letter_id)
        note(session, case, row, LINK_CLOSED, key=f"{LINK_CLOSED}:{link.id}", pack=pack, viewer=viewer, at=at)
        ring(session, link, UNOPENED, pack=pack, at=at)
    return len(rows)
