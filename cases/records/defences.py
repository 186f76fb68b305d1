"""Against floods: how often a source did something in the hour that runs. Nothing here outlives the hour."""

from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base


class SourceKey(Base):
    """The shared half of the key under which this hour's sources are named; without it no name leads to an address."""

    __tablename__ = "source_keys"

    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Hours since 1970."""
    key: Mapped[bytes]


class SourceCount(Base):
    """How often a source did something."""

    __tablename__ = "source_counts"

    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(primary_key=True)
    """`draft`, `filing`, `code`, `staff`, `link`."""
    source: Mapped[bytes] = mapped_column(primary_key=True)
    """Half of an HMAC-SHA-256 of the network address."""
    count: Mapped[int]
