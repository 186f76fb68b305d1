"""What an officer sees of the link that went to a complainant by e-mail: whether it went, whether it still opens."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.letters.going_out import EMAIL
from cases.letters.link_rows import links_of, mail_key, opens
from cases.records import OfficialLetter, Outbox
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


def is_astray(link: SentLink | None) -> bool:
    """Whether an officer has to do something before anybody can open it."""
    return link is not None and link.opened_at is None and (link.over or link.handed == "lost")


def handed_of(session: Session, link_id: int, *, at: datetime) -> Handed:
    mail = session.scalars(select(Outbox).where(Outbox.key == mail_key(link_id))).one_or_none()
    if mail is None or mail.failure == CALLED_OFF:
        return "gone"
    if mail.done_at is None:
        return "waits" if mail.failure is None and at - mail.due < SOON else "late"
    return "gone" if mail.failure is None else "lost"
