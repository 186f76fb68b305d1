"""The append-only record of all that was done, the separate record of what was read, and what is still to be sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


class Entry(Base):
    """One act on a case, hash-chained. `body` is canonical bytes: hashed as stored, never serialised again (design 09)."""

    __tablename__ = "journal"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[Small]
    at: Mapped[datetime]
    actor: Mapped[str]
    """`officer:ID`, `complainant`, `system`."""
    act: Mapped[str]
    act_key: Mapped[str] = mapped_column(unique=True)
    """Idempotency key: the same act sent again finds its first answer."""
    body: Mapped[bytes]
    previous: Mapped[bytes]
    hash: Mapped[bytes]

    __table_args__ = (Index("ix_journal_at", "at"),)


class Reading(Base):
    """Who opened sealed words of a case and when: a chain of its own, so that reading never changes the case."""

    __tablename__ = "readings"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    body: Mapped[bytes]
    previous: Mapped[bytes]
    hash: Mapped[bytes]

    __table_args__ = (Index("ix_readings_at", "at"),)


class Outbox(Base):
    """Something that leaves the house after the transaction: claimed in batches by workers, never sent twice."""

    __tablename__ = "outbox"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    """What it is for, once: the same thing is never laid in twice."""
    due: Mapped[datetime]
    kind: Mapped[str]
    """Channel that carries it: `email`, `sms`, `voice`."""
    payload: Mapped[dict[str, Any]]
    """Whom and which text of the pack: ids and names, never an address and never a word about a case."""
    attempts: Mapped[Small] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    """Kind of the last error; with `done_at` set, why it was given up."""

    __table_args__ = (
        Index("ix_outbox_due", "due", postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL")),
    )
