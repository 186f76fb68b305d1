"""A letter that went by e-mail is taken back: its link is closed, and where nobody opened it, it can go another way."""

from datetime import datetime

from sqlalchemy.orm import Session

from cases.errors import LetterRefused
from cases.letters.going_out import EMAIL, check_hands
from cases.letters.link_rows import links_of, shut
from cases.letters.rows import check_seen, is_done, note
from cases.letters.told import LINK_CLOSED
from cases.letters.writing import find
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer


def take_back(
    session: Session, reference: str, letter_id: int, *, seen: str, pack: Pack, key: str, viewer: Officer, at: datetime
) -> None:
    """Close the letter's link at once. One that nobody opened is signed and not sent again, so that it can go any way.

    Raises: CaseNotFound, ChangedMeanwhile, LetterRefused.
    """
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "sent", "delivered")
    check_hands(row, pack, viewer)
    links, at = links_of(session, row.id), whole_second(at)
    still = [link for link in links if link.closed_at is None]
    if row.way != EMAIL or not links or (row.state == "delivered" and not still):
        raise LetterRefused("state")
    for link in still:
        shut(session, link, at=at)
    if row.state == "sent":
        row.state, row.way, row.sent_on = "signed", None, None
    note(session, case, row, LINK_CLOSED, key=key, pack=pack, viewer=viewer, at=at)
