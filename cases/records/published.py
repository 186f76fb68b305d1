"""What the institution has told the public in figures."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base


class PublishedQuarter(Base):
    """The figures of one quarter, frozen: what was published is never counted again, or two versions could be subtracted."""

    __tablename__ = "published_quarters"

    quarter: Mapped[str] = mapped_column(primary_key=True)
    """Such as 2026Q3, in the institution's zone."""
    figures: Mapped[dict[str, Any]]
    """By figure (`received`, `decided`): groups as lists of [office, subject] with their count.

    `people` says who complained and is for reports alone: what it holds is in `cases.statistics.people`.
    """
    frozen_at: Mapped[datetime]
