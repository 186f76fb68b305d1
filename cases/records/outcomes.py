"""What came of a case for people, in numbers."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Small


class OutcomeRecord(Base):
    """Some persons whose rights were restored, or who were held to account, by the same kind of liability on the same day.

    Who they are and by what it is known stays sealed, or stands nowhere; a number of persons is what reports add up.
    """

    __tablename__ = "outcome_records"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Of the journal entry that brought it; its words lie with the case's sealed words."""
    unit: Mapped[str]
    """Which was responsible for the case when it was recorded."""
    what: Mapped[str]
    """`restored` or `accountable`."""
    people: Mapped[Small]
    sanction: Mapped[str | None]
    """Code of the pack's `sanctions`, of persons held to account."""
    body: Mapped[str | None]
    """Code of the register: which body restored it, or whose people they are."""
    day: Mapped[date]
    """When it came about."""
    struck: Mapped[bool]
    """Recorded by mistake: it counts no more."""

    __table_args__ = (Index("ix_outcome_records_unit", "unit", "what", "day"),)
