"""Reports that were made: numbers as they were then, and what later turned out otherwise."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class KeptReport(Base):
    """A report of one period, frozen with the pack whose definitions it was made by. It is drawn from these numbers alone."""

    __tablename__ = "kept_reports"

    id: Mapped[Id]
    report: Mapped[str]
    """Its name in the pack."""
    unit: Mapped[str]
    """Empty for the whole country."""
    first: Mapped[date]
    last: Mapped[date]
    pack: Mapped[str]
    """Hash of the pack that was in force."""
    numbers: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("report", "unit", "first", name="uq_kept_reports_report"),
        Index("ix_kept_reports_unit", "unit", "made_at"),
    )


class ReportErratum(Base):
    """A figure of a frozen year that is counted otherwise today. The report stays as it was; this is listed beside it."""

    __tablename__ = "report_errata"

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("kept_reports.id"), index=True)
    indicator: Mapped[str]
    numbers: Mapped[dict[str, Any]]
    """`before` and `now`."""
    pack: Mapped[str]
    found_at: Mapped[datetime]
