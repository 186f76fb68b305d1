"""Letters that officers write: where each stands, and the links by which they are read. Words lie in `sealed_words`."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class OfficialLetter(Base):
    """One letter of a case. The newest journal entry about it holds these very columns, so a row that says otherwise is found."""

    __tablename__ = "official_letters"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    template: Mapped[str]
    language: Mapped[str]
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"))
    """Whose complaint it answers, where it is for a complainant."""
    state: Mapped[str]
    """`draft`, `proposed`, `signed`, `sent`, `delivered` or `discarded`."""
    words: Mapped[int]
    """Sequence of the entry that brought the words it has now: from signing on, the letter as it was signed."""
    writers: Mapped[list[str]]
    """Everybody who wrote on it: none of them signs it."""
    signer: Mapped[str | None]
    number: Mapped[str | None] = mapped_column(unique=True)
    """Random, as references are: no gap tells of a letter in a walled case."""
    signed_on: Mapped[date | None]
    way: Mapped[str | None]
    """`mailbox`, `post`, `email` or `hand`."""
    sent_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    changed_at: Mapped[datetime]


class LetterLink(Base):
    """A complainant's way to one letter that was sent to them by e-mail. Neither its token nor its PIN is stored."""

    __tablename__ = "letter_links"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("official_letters.id"), index=True)
    sequence: Mapped[int]
    """Of the journal entry that brought it."""
    lookup: Mapped[bytes] = mapped_column(unique=True)
    """By which the token finds the row; it opens nothing."""
    public_key: Mapped[str]
    """What the PDF is sealed to."""
    wrap: Mapped[bytes | None]
    """The private half, sealed to token and PIN, under the case's shred secret; None once the link is closed."""
    shred: Mapped[int | None]
    payload: Mapped[bytes]
    """Size and nonce of the PDF and a hash over its parts, sealed to the link's key."""
    place: Mapped[str | None] = mapped_column(unique=True)
    """Its random folder in the store; None once it was removed from there."""
    digests: Mapped[bytes | None]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    """When it was first opened with its PIN."""
    closed_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    """PINs tried since the last right one."""
    mail: Mapped[bytes | None]
    """Address and link for the e-mail, sealed to the post key; None once it went out, was opened or closed."""

    __table_args__ = (Index("ix_letter_links_open", "closed_at", "expires_at"),)
