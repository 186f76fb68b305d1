"""Rows written straight to their table: half the cost of going through the unit of work, for what nobody reads back."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from cases.records.base import Base


def insert_rows(session: Session, record: type[Base], *rows: dict[str, Any]) -> None:
    """Insert *rows* (column name → value) of one record's table; none is no statement at all."""
    if rows:
        session.connection().execute(statement(record), rows)


@cache
def statement(record: type[Base]) -> Insert:
    return insert(record.metadata.tables[record.__tablename__])
