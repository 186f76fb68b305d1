"""Who can open a case: its file keys and their wraps. Nothing else leads to sealed words."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class FileKey(Base):
    """Public half of a case's file key, one an epoch. Anyone may seal to it; only the circle may open (design 04 §4.2)."""

    __tablename__ = "file_keys"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[str]
    since: Mapped[datetime]


class Wrap(Base):
    """A file key's private half sealed to one holder: a unit, or in a walled case a single officer."""

    __tablename__ = "wraps"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    epoch: Mapped[int]
    holder_kind: Mapped[str]
    """`unit` or `officer`."""
    holder: Mapped[str]
    """Unit code, or officer id as text."""
    holder_epoch: Mapped[int]
    wrap: Mapped[bytes]
    """Age file under the shred secret (`vault.shredding.cover`)."""
    shred: Mapped[int | None]
    """Id of that secret in the shred store; None for a bare wrap from before there was one."""
    since: Mapped[datetime]

    __table_args__ = (
        Index("ix_wraps_case", "case_id", "epoch", "holder_kind", "holder", unique=True),
        Index("ix_wraps_holder", "holder_kind", "holder", "case_id"),
    )


class Exclusion(Base):
    """An officer who is kept out of a case by a wall. What was readable before stays so in old copies, and no more."""

    __tablename__ = "exclusions"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), primary_key=True, autoincrement=False, index=True
    )
    since: Mapped[datetime]


class Wall(Base):
    """A time in which a case is behind a wall: only from then on it is counted there, for the integrity unit alone.

    Who reads is not decided by it, but by wraps and by `cases.walled`, which says whether one of them has no end yet.
    """

    __tablename__ = "walls"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    """When it was drawn; of a case that was behind it from its filing on, when it was received."""
    until: Mapped[datetime | None]
    """When it was taken down."""


class PendingWrap(Base):
    """A unit that is to be let in as soon as somebody of the circle opens the case: the system holds no key to do it."""

    __tablename__ = "pending_wraps"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    since: Mapped[datetime]


class MailboxWrap(Base):
    """A mailbox's private half sealed to the file key of another case that reads it: the lead of joined ones, a split-off.

    Covered by the secret of the complaint's own case, so that shredding that closes this way too.
    """

    __tablename__ = "mailbox_wraps"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False, index=True)
    """The case that reads along."""
    epoch: Mapped[int]
    wrap: Mapped[bytes]
    shred: Mapped[int | None]
    since: Mapped[datetime]


class DoomedSecret(Base):
    """A shred secret that no row names since a transaction that is on the disk; still to be destroyed in the store."""

    __tablename__ = "doomed_secrets"

    id: Mapped[Id]
    since: Mapped[datetime]
