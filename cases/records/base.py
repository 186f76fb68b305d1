"""Column types that mean the same on both databases, and the ids that rows are known by."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from secrets import randbits
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Dialect, Integer, MetaData, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

BigInt = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")

FIRST_DAY = date(2000, 1, 1)


class Moment(TypeDecorator[datetime]):
    """An aware UTC instant, stored as whole seconds since 1970 so that both databases sort and subtract it alike."""

    impl = BigInt
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return int(value.timestamp())

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Day(TypeDecorator[date]):
    """A date in the institution's zone, stored as whole days since 1 January 2000: small, sortable, subtractable."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - FIRST_DAY).days

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return day_of(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], date | None]:
        """`day_of` itself: a row of numbers has ten days, and the way through the type takes longer than the day."""
        return day_of


@lru_cache(maxsize=4096)
def day_of(days: Any) -> date | None:
    """The date that is stored as whole *days*: ten years of them are known."""
    return None if days is None else FIRST_DAY + timedelta(days=days)


Id = Annotated[int, mapped_column(BigInt, primary_key=True, autoincrement=False)]
Small = Annotated[int, mapped_column(SmallInteger)]


def new_id() -> int:
    """A random 63-bit id, never 0.

    It holds no time and no order: a time-ordered id would give away the hour of an anonymous filing (design 04 §4.4).
    """
    return randbits(63) or 1


def new_ids() -> Iterator[int]:
    """Ids of rows that are written together and say when they were: random where they begin, then one after the other.

    They lie side by side in their tree, so that a batch of them changes a few pages instead of one each. Of two batches
    nothing says which came first. Never for rows that must not be known to belong together (complaint and statistics).
    """
    return count(randbits(62) + 1)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way of declaring it
        int: BigInt,
        datetime: Moment,
        date: Day,
        dict[str, Any]: Json,
        list[str]: Json,
    }
