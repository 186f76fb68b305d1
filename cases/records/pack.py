"""Published packs and the calendar they count by. The folder is the seed; these rows are the truth."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


class Pack(Base):
    """A jurisdiction pack as it was published; cases name it by its hash."""

    __tablename__ = "packs"

    hash: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    published_at: Mapped[datetime]
    files: Mapped[dict[str, Any]]
    """Path inside the pack to text."""


class PackProposal(Base):
    """A pack that one person proposed, and what a second one said to it. The institution's journal holds all of it too."""

    __tablename__ = "pack_proposals"

    id: Mapped[Id]
    pack: Mapped[str]
    """The hash of its files."""
    name: Mapped[str]
    files: Mapped[dict[str, Any]]
    base: Mapped[str]
    """The hash of the pack that was in force, with which it was compared."""
    seen: Mapped[str]
    """The hash over everything that it changes for people (`cases.publication.reach.seal_of`)."""
    entry: Mapped[int] = mapped_column(unique=True)
    """Sequence of the institution's journal that tells who proposed what: the row alone is believed nothing."""
    counted: Mapped[dict[str, Any]]
    """What a replay of the past counted when it was proposed: numbers only."""
    proposed_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None]
    verdict: Mapped[str | None]
    """`published` or `rejected`."""
    reason: Mapped[str | None]
    """Why not, in the words of who said no."""


class CalendarVersion(Base):
    """One version of the working calendar, whole: the ordinary week, the office hours, who published it and why."""

    __tablename__ = "calendar_versions"

    version: Mapped[Small] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    actor: Mapped[str]
    reason: Mapped[dict[str, Any]]
    """What made it necessary (a decree, a correction), in the institution's languages. Empty for the seed of a pack."""
    week: Mapped[list[str]]
    """Days of the ordinary week on which work is done: monday, tuesday…"""
    opens: Mapped[str]
    """Time of day in the institution's zone, as 09:00."""
    closes: Mapped[str]
    known_until: Mapped[date]
    """Last day that its rows speak of."""


class CalendarDay(Base):
    """A day that differs from the ordinary week, in one version of the calendar. Decrees move days within a year."""

    __tablename__ = "calendar_days"

    version: Mapped[Small] = mapped_column(
        ForeignKey("calendar_versions.version"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    reason: Mapped[dict[str, Any]]
    """Its name in the institution's languages."""
