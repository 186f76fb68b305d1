"""A person or body in a case."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class Party(Base):
    """A person or body in a case; the roles are clear for guards (`complainant`, `victim`, `respondent`…), all words sealed."""

    __tablename__ = "parties"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    roles: Mapped[list[str]]
    body: Mapped[str | None]
    """Code of a public body in the pack's register, when the party is one."""
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    """Names and contacts, sealed to the file key."""
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    """A respondent may be replaced without losing who it was before."""
