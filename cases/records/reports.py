"""Reports that were made, with what later turned out otherwise, and the sums that reports of today are read from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


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


class TallyPage(Base):
    """Sums over the spells of cases that share track, channel, month, unit and wall; see `cases/reports/tallies.py`.

    While there is a certain row of no unit (`folding.UNCOUNTED`), the sums are not those of all cases, and reports count rows.
    """

    __tablename__ = "tally_pages"

    track: Mapped[str] = mapped_column(primary_key=True)
    """Empty for all of them, as the channel."""
    channel: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[Small] = mapped_column(primary_key=True, autoincrement=False)
    """Calendar months since the year 0; 0 for what stands today."""
    unit: Mapped[str] = mapped_column(primary_key=True)
    walled: Mapped[bool] = mapped_column(primary_key=True)
    numbers: Mapped[str]
    """JSON: what is counted → value → how many."""


class TallyChange(Base):
    """What one act moves in the sums, from the act's own transaction until the worker has added it to the pages.

    It names no case: a row says less than the measures from which it follows.
    """

    __tablename__ = "tally_changes"

    id: Mapped[Id]
    tallies: Mapped[str]
