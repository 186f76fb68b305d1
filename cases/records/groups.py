"""The people of a group complaint one by one: numbers and states in the clear, names sealed in the list that they came from."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base


class GroupMember(Base):
    """One person of the group. Who it is stands in a sealed list of the case."""

    __tablename__ = "group_members"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    list: Mapped[int]
    """Sequence of the journal entry that took the list over; its sealed words hold the rows."""
    place: Mapped[int]
    """Line of that list, from 0."""
    state: Mapped[str]
    """`listed`, `confirmed`, `settled` or `left`."""
    since: Mapped[date]

    __table_args__ = (Index("ix_group_members_state", "case_id", "state", "number"),)


class MemberRemedy(Base):
    """What is to be put right for one member, and how far it is: nothing here binds another."""

    __tablename__ = "member_remedies"

    # No reference to the member's row: shredding follows each reference alone, and a number alone is many cases'.
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """Code of the pack's kinds of remedy."""
    state: Mapped[str]
    """`due`, `claimed` (a body says so), `verified` (by the person or by proof) or `not_done`."""
    since: Mapped[date]
    promised: Mapped[date | None]
