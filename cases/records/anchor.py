"""The day's anchors: one signed line over where every chain stands, and what had grown since the one before."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Small


class Anchor(Base):
    """One signed line. `body` is canonical bytes and names the hash of the anchor before it."""

    __tablename__ = "anchors"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(unique=True)
    """In the institution's zone."""
    at: Mapped[datetime]
    body: Mapped[bytes]
    hash: Mapped[bytes]
    signature: Mapped[bytes]


class AnchoredHead(Base):
    """Where one chain stood that had grown since the anchor before: what a later look compares the chain with."""

    __tablename__ = "anchored_heads"

    anchor: Mapped[int] = mapped_column(ForeignKey("anchors.number"), primary_key=True, autoincrement=False)
    chain: Mapped[Small] = mapped_column(primary_key=True, autoincrement=False)
    """As `cases.anchoring.heads.Chain` counts them."""
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The case's id; a number of its own for what belongs to no case."""
    sequence: Mapped[int]
    hash: Mapped[bytes]

    __table_args__ = (Index("ix_anchored_heads_chain", "chain", "key", "sequence"),)


class Verification(Base):
    """What the daily look at everything found: the newest row is what the auditor's page shows."""

    __tablename__ = "verifications"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    damages: Mapped[int]
    first: Mapped[dict[str, Any]]
    """The first of them under `damages`, as chain, case, sequence and fault."""
