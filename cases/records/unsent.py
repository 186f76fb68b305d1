"""What officers typed and have not sent: a row a form, sealed to the officer alone, gone after some days."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base


class Unsent(Base):
    """The newest words of one form. No clear column says which form it is, or a word of what is in it."""

    __tablename__ = "unsent"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, autoincrement=False)
    place: Mapped[bytes] = mapped_column(primary_key=True)
    """HMAC-SHA-256 under the pepper of officer and address of the form."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """The case that the form stood in: shredded and walled with it."""
    at: Mapped[datetime]
    sealed: Mapped[bytes]
    """For a case also under its shred secret."""
    shred: Mapped[int | None]
    """Id of that secret."""
