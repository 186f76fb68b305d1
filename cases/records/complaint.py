"""What arrived, the mailbox that answers it, and what is held for a visitor under their cookie."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class Complaint(Base):
    """What arrived, as submitted; immutable; belongs to one case."""

    __tablename__ = "complaints"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    channel: Mapped[str]
    language: Mapped[str]
    received_at: Mapped[datetime]
    questionnaire: Mapped[str]
    """Name and version that the answers were given to, as in `core@1`."""
    filing: Mapped[bytes]
    """Every sealed answer as canonical JSON, sealed to the mailbox key."""
    submission: Mapped[bytes] = mapped_column(unique=True)
    """Random key of the form that was sent; sent twice, it is the same complaint."""


class Mailbox(Base):
    """One per complaint: opened by the complainant's code; the circle reads it through the file key (design 04 §4.2)."""

    __tablename__ = "mailboxes"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"), primary_key=True, autoincrement=False)
    public_key: Mapped[str]
    lookup: Mapped[bytes | None] = mapped_column(unique=True)
    """HKDF label `look-up` of Argon2id(code): finds the mailbox, opens nothing. None once revoked or never given."""
    salt_version: Mapped[int] = mapped_column(default=1)
    code_wrap: Mapped[bytes | None]
    """The mailbox's private half, sealed to the identity derived from the code."""
    file_wrap: Mapped[bytes]
    """The mailbox's private half, sealed to the case's file key of `file_epoch`."""
    file_epoch: Mapped[int] = mapped_column(default=1)
    shred: Mapped[int | None]
    """Id of the secret that both wraps are covered by, in the shred store; None for bare ones of old."""
    issued_by: Mapped[str] = mapped_column(default="form")
    """`form`, or `staff` or `partner`: then the code must be changed at first use."""
    confirmed_at: Mapped[datetime | None]


class Held(Base):
    """Something held for a visitor under the secret in their cookie: a form not yet sent, a code not yet written down.

    Sealed under HKDF(cookie secret, id): without the cookie it is noise; without its key, for good.
    """

    __tablename__ = "held"

    id: Mapped[Id]
    purpose: Mapped[str]
    """`draft` or `receipt`."""
    wrapped_key: Mapped[bytes | None]
    """The row's own key under the cookie's secret; deleted when sent, left, expired or closed until its code is typed."""
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_held_expires", "expires_at"),)


class SavedDraft(Base):
    """A form that was saved for later: its key under the code that was written down. Gone when it is sent or too old."""

    __tablename__ = "saved_drafts"

    held_id: Mapped[int] = mapped_column(ForeignKey("held.id"), primary_key=True, autoincrement=False)
    lookup: Mapped[bytes] = mapped_column(unique=True)
    """Finds the form by its code; says nothing of the mailbox that the code opens after sending."""
    wrapped_key: Mapped[bytes]
    until: Mapped[datetime]
    """When the code stops opening it."""
