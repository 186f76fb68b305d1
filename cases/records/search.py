"""The blind index of each unit: numbers that only the unit's key makes from words, and the cases that hold them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base


class SearchKey(Base):
    """One epoch of a unit's index: what its secret comes from. The unit's own key is needed to make it."""

    __tablename__ = "search_keys"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_epoch: Mapped[int]
    """Epoch of the unit's key that leads to the secret."""
    carried: Mapped[bytes | None]
    """The secret sealed to that key, under the shred secret, once the key that it was made from is gone; None before."""
    shred: Mapped[int]
    """Id of the secret in the shred store that it is made with."""
    since: Mapped[datetime]


class SearchedCase(Base):
    """A case that a unit has in its index, and how much of it."""

    __tablename__ = "searched_cases"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False, index=True)
    epoch: Mapped[int]
    entries: Mapped[int]
    """Entries of the journal that were looked at; 0: to be looked at again."""


class SearchToken(Base):
    """A case of a unit holds a word, or is of a person, or neither: some numbers are chance and hide how many are not."""

    __tablename__ = "search_tokens"

    unit: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)

    __table_args__ = (Index("ix_search_tokens_case", "case_id", "unit"), {"sqlite_with_rowid": False})
