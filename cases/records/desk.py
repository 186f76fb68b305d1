"""What the desk keeps beside the cases: reminders, absences, and who must keep out of what."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class Notice(Base):
    """What somebody is to look at: a clock's alarm until the clock is dealt with, or a letter that nobody can open."""

    __tablename__ = "notices"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    proceeding_id: Mapped[int] = mapped_column(ForeignKey("proceedings.id"))
    clock: Mapped[str]
    """Name of the clock; `letter:` and the letter's id where it is about a letter."""
    kind: Mapped[str]
    """`warn` or `escalate`; of a letter what befell it."""
    unit: Mapped[str]
    role: Mapped[str | None]
    """Whom it is for, where that is a role of the unit."""
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Whom it is for, where that is one person."""
    at: Mapped[datetime]
    due: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When the clock stopped, was extended or began anew, or something was done about the letter."""

    __table_args__ = (
        Index(
            "ix_notices_unit",
            "unit",
            "role",
            "at",
            "case_id",
            postgresql_where=text("settled_at IS NULL"),
            sqlite_where=text("settled_at IS NULL"),
        ),
        Index(
            "ix_notices_officer",
            "officer_id",
            "at",
            "case_id",
            postgresql_where=text("settled_at IS NULL AND officer_id IS NOT NULL"),
            sqlite_where=text("settled_at IS NULL AND officer_id IS NOT NULL"),
        ),
    )


class Absence(Base):
    """Days on which an officer is away, both counted."""

    __tablename__ = "absences"

    id: Mapped[Id]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]


class Interest(Base):
    """A body or facility that an officer is too close to: no case about it is given to them."""

    __tablename__ = "interests"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    register: Mapped[str] = mapped_column(primary_key=True)
    """`bodies` or `facilities`."""
    code: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class CaseLink(Base):
    """Two cases that belong together: of one systemic issue, a signal and its case, a pattern."""

    __tablename__ = "case_links"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False, index=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`systemic`, `own_initiative`, `linked`, `joined`, `split`; `different`: told apart by an officer."""
    at: Mapped[datetime]
