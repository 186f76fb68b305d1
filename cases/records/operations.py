"""What processes say of themselves to each other."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base


class Heartbeat(Base):
    """When a kind of process was heard of last, whichever of its kind it was."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Worker(Base):
    """One process that does what time asks for, until it ends or is forgotten."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    began_at: Mapped[datetime]
    at: Mapped[datetime]
