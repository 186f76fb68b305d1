"""Runs of procedures on a case, their clocks, and the remedies that follow a finding."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


class Proceeding(Base):
    """One run of a procedure on a case: one main, any number of side proceedings."""

    __tablename__ = "proceedings"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    main: Mapped[bool]
    number: Mapped[Small]
    """1 for the main one; side proceedings count on within the case."""
    procedure: Mapped[str]
    version: Mapped[Small]
    stage: Mapped[str]
    unit: Mapped[str]
    facts: Mapped[dict[str, Any]]
    """Facts that belong to this proceeding alone (three remedies, three answers)."""
    state: Mapped[dict[str, Any]]
    """The engine's state but for its clocks: stage, who did which act, an act waiting for its second person."""
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_proceedings_case", "case_id", "number"),
        Index("ix_proceedings_procedure", "procedure", "opened_at", "ended_at", "unit"),
        Index("ix_proceedings_unit", "procedure", "unit", "opened_at"),
        Index(
            "ix_proceedings_beside",
            "procedure",
            "stage",
            "unit",
            "case_id",
            postgresql_where=text("main IS false AND ended_at IS NULL"),
            sqlite_where=text("main IS 0 AND ended_at IS NULL"),
        ),
    )


class ClockRow(Base):
    """One clock of a proceeding, and where it stands, for lists and workers.

    A row of its own and not a part of `Proceeding.state`: an alarm changes this and nothing else that is wide.
    """

    __tablename__ = "clocks"

    proceeding_id: Mapped[int] = mapped_column(ForeignKey("proceedings.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    """`statutory`, `internal` or `urgent`."""
    state: Mapped[str]
    """The engine's clock, as JSON: since when, what is used up, which alarms rang. The columns beside it follow from it."""
    running: Mapped[bool]
    due: Mapped[datetime | None]
    alarm_at: Mapped[datetime | None]
    """When a worker must look at it next; None when no alarm is left."""
    put_off: Mapped[Small] = mapped_column(default=0, server_default="0")
    """How often in a row its alarm could not be fired."""
    trouble: Mapped[str | None]
    """Why not, the last time that it was put off: the name of the error, never its words."""
    calendar: Mapped[Small | None]
    """Version of the calendar that it was last counted by; None for one that has stopped: nothing moves it any more."""

    __table_args__ = (
        Index(
            "ix_clocks_alarm",
            "alarm_at",
            postgresql_where=text("alarm_at IS NOT NULL"),
            sqlite_where=text("alarm_at IS NOT NULL"),
        ),
        Index(
            "ix_clocks_calendar",
            "calendar",
            "case_id",
            postgresql_where=text("calendar IS NOT NULL"),
            sqlite_where=text("calendar IS NOT NULL"),
        ),
    )


class Remedy(Base):
    """What is to be put right, by whom, by when: the clear half of a remedy proceeding, for lists and reports."""

    __tablename__ = "remedies"

    proceeding_id: Mapped[int] = mapped_column(ForeignKey("proceedings.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    unit: Mapped[str]
    kind: Mapped[str]
    """Restitution, compensation… (UN Basic Principles 2005), as coded in the pack."""
    body: Mapped[str | None]
    stage: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(server_default=text("0"))
    """As its proceeding's: when it was recommended."""
    served: Mapped[date | None]
    due: Mapped[date | None]
    answered: Mapped[date | None]
    ended: Mapped[date | None]
    verified: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("ix_remedies_unit", "unit", "stage", "due"),
        Index(
            "ix_remedies_opened",
            "opened_at", "unit", "kind", "stage", "served", "due", "answered", "ended", "verified", "case_id", "proceeding_id",
        ),
        Index(
            "ix_remedies_counted",
            "unit", "kind", "opened_at", "stage", "served", "due", "answered", "ended", "verified", "case_id", "proceeding_id",
        ),
        Index("ix_remedies_of_unit", "unit", "opened_at", "case_id", "verified"),
        Index(
            "ix_remedies_overdue",
            "unit",
            "case_id",
            "due",
            postgresql_where=text("ended IS NULL AND verified IS false"),
            sqlite_where=text("ended IS NULL AND verified IS 0"),
        ),
    )  # fmt: skip
