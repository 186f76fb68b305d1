"""Published packs and the calendar they count by. The folder is the seed; these rows are the truth."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Small


class Pack(Base):
    """A jurisdiction pack as it was published; cases name it by its hash."""

    __tablename__ = "packs"

    hash: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    published_at: Mapped[datetime]
    files: Mapped[dict[str, Any]]
    """Path inside the pack to text."""


class CalendarDay(Base):
    """A day that differs from the ordinary week, in one version of the calendar. Decrees move days within a year."""

    __tablename__ = "calendar_days"

    version: Mapped[Small] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    reason: Mapped[str]
