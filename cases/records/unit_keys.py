"""What happens to the keys of units and officers: the institution's own journal, renewals, recovery keys, new keys."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


class InstitutionEntry(Base):
    """One entry of the institution's journal: keys and people, never a case. Hash-chained as a case's journal is."""

    __tablename__ = "institution_journal"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[Small]
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    body: Mapped[bytes]
    previous: Mapped[bytes]
    hash: Mapped[bytes]


class Renewal(Base):
    """A new key of a unit: asked for, begun by a member, done when every case is wrapped to it."""

    __tablename__ = "renewals"

    id: Mapped[Id]
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    reason: Mapped[str]
    """`left`, `compromised`, `moved`, `recovered`, `chosen`."""
    asked_by: Mapped[str]
    """`officer:ID` or `system`."""
    asked_at: Mapped[datetime]
    epoch: Mapped[int | None]
    """The epoch that answers it; None until a member has begun."""
    begun_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class RecoveryKey(Base):
    """Public half of a unit's recovery key; its private half is on sheets of paper and nowhere else."""

    __tablename__ = "recovery_keys"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The first is 1; a later one voids the sheets of those before."""
    public_key: Mapped[str]
    signature: Mapped[bytes]
    threshold: Mapped[Small]
    sheets: Mapped[Small]
    since: Mapped[datetime]


class RecoveryWrap(Base):
    """A unit's private half sealed to its newest recovery key: what `arasha recover` opens."""

    __tablename__ = "recovery_wraps"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    wrap: Mapped[bytes]


class KeyReset(Base):
    """An officer who lost their passphrase, or whose passphrase somebody knows: a number by which they make a new key."""

    __tablename__ = "key_resets"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    token: Mapped[bytes]
    """SHA-256 of the number."""
    reason: Mapped[str]
    """`forgotten` or `compromised`."""
    asked_by: Mapped[str]
    tries: Mapped[Small] = mapped_column(default=0)
    """Wrong codes typed with it; the fifth voids it."""
    expires_at: Mapped[datetime]
