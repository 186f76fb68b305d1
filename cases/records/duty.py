"""The round-the-clock duty: who is on it, how they are reached, and where each urgent alert stands (design 01 §1.6a)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class DutyShift(Base):
    """One officer in one place of the duty roster, from a moment until another."""

    __tablename__ = "duty_shifts"

    id: Mapped[Id]
    place: Mapped[str]
    """`first`, `second`, `supervisor`, `deputy`: the rungs that the pack names."""
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    __table_args__ = (Index("ix_duty_shifts_place", "place", "starts_at", "ends_at"),)


class DutyContact(Base):
    """Where an officer on duty is called and written to, sealed to the post key: only a worker opens it, to send."""

    __tablename__ = "duty_contacts"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    channels: Mapped[list[str]]
    """`email`, `sms`, `voice`: what the sealed addresses allow, so that an alert knows what to lay out without opening them."""
    payload: Mapped[bytes]
    changed_at: Mapped[datetime]


class DutyAlert(Base):
    """The clear half of an urgent alert's proceeding, for the duty page, the mailbox and reports."""

    __tablename__ = "duty_alerts"

    proceeding_id: Mapped[int] = mapped_column(ForeignKey("proceedings.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    unit: Mapped[str]
    open: Mapped[bool]
    sent_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    """When somebody first said "I have it"."""
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    called_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    """An hour passed and nobody had it."""
    alerted: Mapped[list[str]]
    """Rungs reached so far, in the order of being alerted: who is alerted again until somebody has it."""

    __table_args__ = (
        Index("ix_duty_alerts_open", "open", "sent_at"),
        Index(
            "ix_duty_alerts_taken",
            "sent_at",
            "unit",
            "case_id",
            "taken_at",
            postgresql_where=text("taken_at IS NOT NULL"),
            sqlite_where=text("taken_at IS NOT NULL"),
        ),
    )


class DutyTest(Base):
    """The weekly test alarm as one officer got it."""

    __tablename__ = "duty_tests"

    day: Mapped[date] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), primary_key=True, autoincrement=False, index=True
    )
    place: Mapped[str]
    sent_at: Mapped[datetime]
    reachable: Mapped[bool]
    """Whether any address was known: one who could not be rung has nothing to confirm."""
    confirmed_at: Mapped[datetime | None]
