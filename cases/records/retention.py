"""What happens to a case after its end: kept by order, or shredded by two people when its time is over."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class LegalHold(Base):
    """A case that must not be shredded while this stands: a court, an inquiry or an audit still needs it."""

    __tablename__ = "legal_holds"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str]
    """As coded in the pack's `retention.yaml`."""
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    since: Mapped[datetime]


class Shredding(Base):
    """One case on its way to being shredded: proposed by one officer, confirmed by another, then carried out."""

    __tablename__ = "shreddings"

    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    reason: Mapped[str]
    """As coded in the pack's `retention.yaml`."""
    proposed_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    confirmed_at: Mapped[datetime | None]
    """From here on there is no way back: whatever interrupts it, the worker finishes it."""
    done_at: Mapped[datetime | None]
