"""Sealed words of all kinds: answers given in acts, notes, messages, letters."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class SealedWords(Base):
    """One sealed answer of the institution's side. Its plaintext names {case, slot, sequence} and is checked when read."""

    __tablename__ = "sealed_words"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    proceeding_id: Mapped[int | None] = mapped_column(ForeignKey("proceedings.id"))
    sequence: Mapped[int]
    """Sequence of the journal entry that brought it."""
    slot: Mapped[str]
    """What it answers: `admit.reason`, `note`, `recommend_remedy.what`."""
    epoch: Mapped[int]
    payload: Mapped[bytes]

    __table_args__ = (Index("ix_sealed_words_case", "case_id", "sequence"),)


class Message(Base):
    """One message of a mailbox, either way; sealed to the mailbox key."""

    __tablename__ = "messages"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"))
    sequence: Mapped[int]
    at: Mapped[datetime]
    sender: Mapped[str]
    """`complainant` or `institution`."""
    about: Mapped[str]
    """`message`, `question`, `answer`, `filing` (added later), `contradiction`, `remedy`."""
    payload: Mapped[bytes]
    read_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_messages_complaint", "complaint_id", "at"), Index("ix_messages_case", "case_id", "at"))


class Letter(Base):
    """A letter made from a template of the pack and laid into the mailbox, sealed to its key."""

    __tablename__ = "letters"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"), index=True)
    template: Mapped[str]
    language: Mapped[str]
    sequence: Mapped[int]
    at: Mapped[datetime]
    payload: Mapped[bytes]
    told_at: Mapped[datetime | None]
    """When it reached the complainant: opened in the mailbox, or noted by an officer."""
