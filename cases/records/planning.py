"""What officers plan and how they look at their desk: tasks, saved views, a calendar's address, notices by mail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class Task(Base):
    """Something that an officer means to do by a day, of a case or alone. What it is stays sealed."""

    __tablename__ = "tasks"

    id: Mapped[Id]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    sequence: Mapped[int | None]
    """Sequence of the journal entry that brought the words of a case's task; they lie with the case's sealed words."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Who is to do it; nobody once they have left or may not know of the case any more."""
    made_by: Mapped[int]
    due: Mapped[date]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    sealed: Mapped[bytes | None]
    """Words of a task that belongs to no case, sealed to who made it and whose it is; None for a case's."""

    __table_args__ = (Index("ix_tasks_owner", "owner_id", "done_at", "due"),)


class SavedView(Base):
    """A part of the queue that somebody comes back to: tab, filters, order and columns. It has no name of its own.

    A name would be free words beside facts in the clear; pages say what it shows instead.
    """

    __tablename__ = "saved_views"

    id: Mapped[Id]
    unit: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Whose it is; None: everybody's of the unit."""
    asked: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]

    __table_args__ = (Index("ix_saved_views_unit", "unit", "officer_id"),)


class CalendarFeed(Base):
    """The secret address under which a calendar program fetches on which days an officer is busy, and nothing else."""

    __tablename__ = "calendar_feeds"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    token: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 of what stands in the address."""
    made_at: Mapped[datetime]


class MailWish(Base):
    """Whether an officer wants to be told by e-mail that something waits at the desk, and when to look again."""

    __tablename__ = "mail_wishes"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    often: Mapped[str]
    """`daily` or `hourly`; who wants none has no row."""
    address: Mapped[bytes]
    """Their e-mail address, sealed to the post key."""
    look_at: Mapped[datetime]
    """When it is looked next whether anything waits."""
    told_at: Mapped[datetime]
    """Until when they have been told."""

    __table_args__ = (Index("ix_mail_wishes_look", "look_at"),)


class Presence(Base):
    """When an officer was last at their desk, and until when they were there before they last came back."""

    __tablename__ = "presences"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    here_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
