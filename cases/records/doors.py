"""Staff doors: who is invited, the codes that open the door when a telephone is lost, and passkeys."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class Invitation(Base):
    """Somebody who may become an officer by a code. Deleted when it is used, taken back or too old."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    token: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 of what the code stands for."""
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    roles: Mapped[list[str]]
    languages: Mapped[list[str]]
    unit_wrap: Mapped[bytes | None]
    """For the first member of a unit: its private half, sealed to a key that only the code gives."""
    invited_by: Mapped[str]
    """`officer:ID` or `system`."""
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SpareCode(Base):
    """One of an officer's recovery codes: used once in place of the authenticator's."""

    __tablename__ = "spare_codes"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    verifier: Mapped[bytes] = mapped_column(primary_key=True)
    """HMAC-SHA-256 under the pepper of officer and code."""


class Passkey(Base):
    """One of an officer's passkeys: proves the second factor in place of the authenticator's six digits."""

    __tablename__ = "passkeys"

    handle: Mapped[bytes] = mapped_column(primary_key=True)
    """The credential's id, as the authenticator chose it."""
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    sealed: Mapped[bytes]
    """Public key and the officer's own name for it, under the pepper, for this officer and handle."""
    count: Mapped[int]
    """The authenticator's own counter; 0 where it has none."""
    since: Mapped[datetime]
    used_at: Mapped[datetime]
    """When the newest challenge that it answered was made; 1970 before the first."""
