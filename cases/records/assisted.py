"""Complaints that an officer entered for somebody, and the openings of boxes that letters were taken from."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class BoxOpening(Base):
    """One opening of a complaint box: letters counted must come to be letters registered, or somebody says why not."""

    __tablename__ = "box_openings"

    id: Mapped[Id]
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    facility: Mapped[str]
    seal: Mapped[str]
    """Number on the seal that was broken."""
    seal_state: Mapped[str]
    """`intact`, `broken` or `none`."""
    opened_at: Mapped[datetime]
    """The letters are received then, whenever somebody enters them."""
    openers: Mapped[list[str]]
    """Ids of the officers who opened it."""
    counted: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    """Of the form that was sent; sent twice, it is the same opening."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    registered: Mapped[int | None]
    """How many letters were registered when it was closed: their cases may be shredded later."""
    reason: Mapped[str | None]
    """Why fewer were registered than counted."""

    __table_args__ = (Index("ix_box_openings_unit", "unit", "opened_at"),)


class EnteredComplaint(Base):
    """A complaint that came by paper, telephone, visit…: who entered it, and who looked at it a second time."""

    __tablename__ = "entered_complaints"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    entered_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    entered_at: Mapped[datetime]
    received: Mapped[date]
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box_openings.id"), index=True)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    checked_at: Mapped[datetime | None]
    agrees: Mapped[bool | None]
    """What the second person found; None while nobody has looked."""

    __table_args__ = (Index("ix_entered_complaints_by", "entered_by", "entered_at"),)
