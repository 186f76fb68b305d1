"""Programs of others that may send complaints or read: kiosks, call centres, the national system of appeals."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class Integration(Base):
    """One program with its token. Never deleted: what it filed names it."""

    __tablename__ = "integrations"

    id: Mapped[Id]
    name: Mapped[str]
    token: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 of the token, which is shown once and is as long as a key: nothing to stretch."""
    channel: Mapped[str]
    """Under which complaints that it sends are counted, such as `terminal`."""
    scopes: Mapped[list[str]]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
