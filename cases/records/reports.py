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
    """Sums of a month over the spells of cases of one unit, on one side of the wall; see `cases/reports/pages.py`.

    While there is a certain row of no unit (`folding.UNCOUNTED`), the sums are not those of all cases, and reports count rows.
    """

    __tablename__ = "tally_pages"

    track: Mapped[str] = mapped_column(primary_key=True)
    """Empty for all of them, as the other three: what cases are about, and how they came."""
    channel: Mapped[str] = mapped_column(primary_key=True)
    facility: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[Small] = mapped_column(primary_key=True, autoincrement=False)
    """Calendar months since the year 0; 0 for what stands today."""
    unit: Mapped[str] = mapped_column(primary_key=True)
    walled: Mapped[bool] = mapped_column(primary_key=True)
    numbers: Mapped[str]
    """JSON: what is counted → value → how many."""


class TallyDay(Base):
    """The same sums of one day, of which a period is made that does not begin or end with a month."""

    __tablename__ = "tally_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    walled: Mapped[bool] = mapped_column(primary_key=True)
    numbers: Mapped[str]
    """As in a page, of all of them."""
    parts: Mapped[str]
    """JSON: the same by track, channel, facility and body; see `cases/reports/pages.py`."""


class TallyMonth(Base):
    """The same sums of a month, by all that cases are about at once: whatever is asked together is read from these.

    Each case is in the rows of its own track and channel, and in no others; empty: it has none.
    """

    __tablename__ = "tally_months"

    month: Mapped[Small] = mapped_column(primary_key=True, autoincrement=False)
    """As of a page."""
    unit: Mapped[str] = mapped_column(primary_key=True)
    walled: Mapped[bool] = mapped_column(primary_key=True)
    track: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    parts: Mapped[str]
    """As of a day."""


class TallyChange(Base):
    """What one act moves in the sums, from the act's own transaction until the worker has added it to the pages.

    It names no case: a row says less than the measures from which it follows.
    """

    __tablename__ = "tally_changes"

    id: Mapped[Id]
    tallies: Mapped[str]
