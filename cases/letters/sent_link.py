"""What an officer sees of the link that went to a complainant by e-mail: whether it went, whether it still opens."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.alarms.notices import LOCKED, REFUSED, UNOPENED
from cases.letters.going_out import EMAIL
from cases.letters.link_rows import links_of, mail_key, opens
from cases.records import LetterLink, OfficialLetter, Outbox
from cases.sending.outbox import CALLED_OFF
from cases.vault.links import MOST_WRONG

Handed = Literal["waits", "late", "gone", "lost"]
"""What came of the e-mail: just laid in, not taken yet and tried again, taken by the mail server, given up."""
SOON = timedelta(minutes=10)
"""A mail that waits longer has nobody who carries it, or a server that does not answer."""


class SentLink(msgspec.Struct, frozen=True, kw_only=True):
    """The link that went to a complainant by e-mail. *locked*: too many wrong PINs; *over*: nobody gets in by it any more."""

    issued_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    locked: bool
    over: bool
    handed: Handed

    @property
    def befell(self) -> str | None:
        """Why nobody will open it unless an officer does something; None once it was opened, and while it can be."""
        if self.opened_at is not None:
            return None
        if self.handed == "lost":
            return REFUSED
        return LOCKED if self.locked else UNOPENED if self.over else None


def sent_link(session: Session, row: OfficialLetter, *, at: datetime) -> SentLink | None:
    """The newest link of a letter that went by e-mail; None where it did not, or not from here."""
    link = next(iter(links_of(session, row.id)), None) if row.way == EMAIL else None
    if link is None:
        return None
    return SentLink(
        issued_at=link.issued_at,
        expires_at=link.expires_at,
        opened_at=link.opened_at,
        locked=link.closed_at is None and link.wrong >= MOST_WRONG,
        over=not opens(link, at=at),
        handed=handed_of(session, link.id, at=at),
    )


def was_refused(session: Session, complaint_id: int | None, *, at: datetime) -> bool:
    """Whether the newest e-mail to who complained never went out: their address may be wrong. It is kept nowhere itself."""
    newest = (
        select(LetterLink.id)
        .join(OfficialLetter, OfficialLetter.id == LetterLink.letter_id)
        .where(OfficialLetter.complaint_id == complaint_id)
        .order_by(LetterLink.sequence.desc())
        .limit(1)
    )
    link_id = session.scalar(newest)
    return link_id is not None and handed_of(session, link_id, at=at) == "lost"


def handed_of(session: Session, link_id: int, *, at: datetime) -> Handed:
    mail = session.scalars(select(Outbox).where(Outbox.key == mail_key(link_id))).one_or_none()
    if mail is None or mail.failure == CALLED_OFF:
        return "gone"
    if mail.done_at is None:
        return "waits" if mail.failure is None and at - mail.due < SOON else "late"
    return "gone" if mail.failure is None else "lost"
