"""Letters that officers write: where each stands. Its words lie in `sealed_words`, every version of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id


class OfficialLetter(Base):
    """One letter of a case. The newest journal entry about it holds these very columns, so a row that says otherwise is found."""

    __tablename__ = "official_letters"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    template: Mapped[str]
    language: Mapped[str]
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"))
    """Whose complaint it answers, where it is for a complainant."""
    state: Mapped[str]
    """`draft`, `proposed`, `signed`, `sent`, `delivered` or `discarded`."""
    words: Mapped[int]
    """Sequence of the entry that brought the words it has now: from signing on, the letter as it was signed."""
    writers: Mapped[list[str]]
    """Everybody who wrote on it: none of them signs it."""
    signer: Mapped[str | None]
    number: Mapped[str | None] = mapped_column(unique=True)
    """Random, as references are: no gap tells of a letter in a walled case."""
    signed_on: Mapped[date | None]
    way: Mapped[str | None]
    """`mailbox`, `post`, `email` or `hand`."""
    sent_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    changed_at: Mapped[datetime]
