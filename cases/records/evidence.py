"""Files that were given to us, sealed in the store, and what was made of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class Upload(Base):
    """A file that is still arriving. What it left in the store is removed when its time is over."""

    __tablename__ = "uploads"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"))
    """Whose mailbox it goes into; None for the institution's side."""
    actor: Mapped[str]
    epoch: Mapped[int]
    """Of the file key that it is sealed to; 0 for a mailbox."""
    place: Mapped[str] = mapped_column(unique=True)
    """Its random folder in the store."""
    sealed: Mapped[bytes]
    """Name, size and nonce, sealed to the same key as the file."""
    digests: Mapped[bytes]
    """64 bytes a part that has arrived: commitment to its bytes, hash of its seal."""
    stored: Mapped[int]
    """Bytes that it will take in the store: counted against the case's limit meanwhile."""
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_uploads_expires", "expires_at"),)


class Evidence(Base):
    """A file, whole: sealed to the mailbox key of who gave it, or to the file key when an officer added it."""

    __tablename__ = "evidence"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"), index=True)
    sequence: Mapped[int]
    """Of the journal entry that brought it."""
    at: Mapped[datetime]
    epoch: Mapped[int]
    place: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[bytes]
    """Name, kind, size and nonce."""
    digests: Mapped[bytes]
    stored: Mapped[int]
    checked: Mapped[str]
    """By the virus scanner: `clean`, `held` (not yet), `large` (more than it takes), `off` (there is none)."""

    __table_args__ = (Index("ix_evidence_case", "case_id", "sequence"),)


class EvidenceCopy(Base):
    """A cleaned copy or a thumbnail, made once in the sandbox and sealed to the same key as its file."""

    __tablename__ = "evidence_copies"

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`cleaned` or `thumbnail`."""
    place: Mapped[str | None] = mapped_column(unique=True)
    """None where it could not be made: then `sealed` says why."""
    sealed: Mapped[bytes]
    digests: Mapped[bytes]
    made_at: Mapped[datetime]
