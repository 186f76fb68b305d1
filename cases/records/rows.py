"""Rows written straight to their table: half the cost of going through the unit of work, for what nobody reads back."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, Update, bindparam, insert, update
from sqlalchemy.orm import Session

from cases.records.base import Base


def insert_rows(session: Session, record: type[Base], *rows: dict[str, Any]) -> None:
    """Insert *rows* (column name → value) of one record's table; none is no statement at all."""
    if rows:
        session.connection().execute(statement(record), rows if len(rows) > 1 else rows[0])


def insert_record(session: Session, record: Base) -> None:
    """Insert what a record holds that no session knows. It stays so: later changes to it are not written."""
    values = {name: value for name, value in vars(record).items() if name != "_sa_instance_state"}
    session.connection().execute(statement(type(record)), values)


def update_row(session: Session, record: type[Base], key: dict[str, Any], changed: dict[str, Any]) -> None:
    """Write the *changed* columns of the row that *key* (column name → value) names; without any, nothing."""
    if changed:
        named = {f"key_{name}": value for name, value in key.items()}
        session.connection().execute(update_statement(record, tuple(key)), named | changed)


@cache
def update_statement(record: type[Base], key: tuple[str, ...]) -> Update:
    table = table_of(record)
    return update(table).where(*(table.c[name] == bindparam(f"key_{name}", type_=table.c[name].type) for name in key))


@cache
def statement(record: type[Base]) -> Insert:
    return insert(table_of(record))


def table_of(record: type[Base]) -> Table:
    """The record's table, for statements that read columns and not objects: a quarter of the cost."""
    return record.metadata.tables[record.__tablename__]
