"""Links by which a body answers: who was let in by which, and what was written through them both ways."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class BodyLink(Base):
    """A way in for one body to one proceeding. Neither its token nor its PIN is stored, nor anything that gives them."""

    __tablename__ = "body_links"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    proceeding_id: Mapped[int] = mapped_column(ForeignKey("proceedings.id"))
    lookup: Mapped[bytes] = mapped_column(unique=True)
    """By which the token finds the row; it opens nothing."""
    public_key: Mapped[str]
    """What is written through the link is sealed to it."""
    wrap: Mapped[bytes | None]
    """The private half, sealed to token and PIN, under the case's shred secret; None once the link is closed."""
    shred: Mapped[int | None]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    """When it was first opened with its PIN."""
    closed_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    """PINs tried since the last right one."""
    address: Mapped[bytes | None]
    """Where reminders go, sealed to the post key; None for nowhere, and once the link is closed."""
    reminded_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_body_links_proceeding", "proceeding_id", "closed_at"),)


class BodyWords(Base):
    """What went through a link, either way, sealed to the link's key: the body sees what it was asked and what it sent."""

    __tablename__ = "body_words"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("body_links.id"))
    sequence: Mapped[int]
    """Of the journal entry that brought it."""
    at: Mapped[datetime]
    sender: Mapped[str]
    """`institution` or `body`."""
    payload: Mapped[bytes]

    __table_args__ = (Index("ix_body_words_link", "link_id", "sequence"),)


class BodyFile(Base):
    """A file that the institution gave along with its request: in the store, sealed to the link's key.

    Its name, size and nonce, and a hash over its parts, are in the words of the same entry.
    """

    __tablename__ = "body_files"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("body_links.id"), index=True)
    sequence: Mapped[int]
    """Of the journal entry that brought it."""
    place: Mapped[str] = mapped_column(unique=True)
    """Its random folder in the store."""
    digests: Mapped[bytes]
