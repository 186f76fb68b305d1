"""The e-mail that brings a link to a letter: where it goes and the link itself, sealed to the post key until it went out.

Token and PIN never lie together: the token only here, until the mail server has it or never will, and the PIN nowhere.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.alarms.notices import REFUSED
from cases.letters import astray
from cases.packs.jurisdiction import Pack
from cases.records import LetterLink
from cases.vault.keys import Key, PublicKey
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Viewer

SLOT, ONLY = "letter mail", 0


class LinkMail(NamedTuple):
    """An address and what goes there."""

    to: str
    link: str


def seal_mail(mail: LinkMail, post: PublicKey, *, link_id: int) -> bytes:
    return seal_record({"email": mail.to, "link": mail.link}, post, case=link_id, slot=SLOT, sequence=ONLY)


def open_mail(payload: bytes, *, link_id: int, key: Key) -> LinkMail:
    """Raises: CannotOpen, Misplaced."""
    told = open_record(payload, key, case=link_id, slot=SLOT, sequence=ONLY)
    return LinkMail(str(told["email"]), str(told["link"]))


def sealed_mails(session: Session, links: Collection[int], *, viewer: Viewer) -> dict[int, bytes]:
    """Link → its sealed mail, for the worker that sends; nothing of links that were closed meanwhile."""
    if not links:
        return {}
    found = select(LetterLink.id, LetterLink.mail).where(LetterLink.id.in_(links), LetterLink.mail.is_not(None))
    return {row.id: row.mail for row in session.execute(found) if row.mail is not None}


def forget_mails(session: Session, links: Collection[int], *, viewer: Viewer) -> None:
    """These went out, or never will: address and link need not be known here any more."""
    session.execute(update(LetterLink).where(LetterLink.id.in_(links)).values(mail=None))


def note_refused(session: Session, link_id: int, *, pack: Pack, viewer: Viewer, at: datetime) -> None:
    """The mail server will never take it: whose case it is, is told, and the address is forgotten."""
    link = session.get_one(LetterLink, link_id)
    link.mail = None
    astray.ring(session, link, REFUSED, pack=pack, at=at)
