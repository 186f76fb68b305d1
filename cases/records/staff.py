"""Units, officers, the keys between them, and who is signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


class Unit(Base):
    """A unit of the institution; its names and place are in the pack under the same code."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`head`, `region`, `npm`, `integrity`, `duty`."""
    epoch: Mapped[int] = mapped_column(default=1)


class UnitKey(Base):
    """Public half of a unit's key, one a renewal; signed by the institution's directory key."""

    __tablename__ = "unit_keys"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[str]
    signature: Mapped[bytes]
    since: Mapped[datetime]


class Officer(Base):
    """A member of staff. Usernames and roles are clear; passphrase and TOTP secrets are not stored in a readable form."""

    __tablename__ = "officers"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    roles: Mapped[list[str]]
    languages: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
    public_key: Mapped[str]
    signature: Mapped[bytes]
    salt: Mapped[bytes]
    verifier: Mapped[bytes]
    """HKDF label `sign-in` of Argon2id(HMAC(pepper, passphrase)); compared in constant time."""
    sealed_key: Mapped[bytes]
    """The officer's private half under HKDF label `identity` of the same."""
    totp: Mapped[bytes]
    """TOTP secret under the pepper's own label."""
    totp_used: Mapped[int] = mapped_column(default=0)
    """Last accepted time step: a code works once."""
    failures: Mapped[Small] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class UnitMembership(Base):
    """A unit's private half sealed to one member."""

    __tablename__ = "unit_memberships"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), primary_key=True, autoincrement=False, index=True
    )
    wrap: Mapped[bytes]


class StaffSession(Base):
    """Who is signed in. The officer's key is here only under a secret that only the cookie holds; deleted on expiry."""

    __tablename__ = "staff_sessions"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of the cookie's look-up half."""
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    sealed_keys: Mapped[bytes]
    csrf: Mapped[bytes]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_staff_sessions_expires", "expires_at"),)
