"""Rows written straight to their table: half the cost of going through the unit of work, for what nobody reads back."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    ColumnElement,
    Insert,
    LargeBinary,
    Table,
    Update,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias

from cases.records.base import Base
from cases.records.prepared import change, connection_of

MANY = 8
"""Rows from which on PostgreSQL one statement with arrays is quicker than one a row."""


def insert_rows(session: Session, record: type[Base], *rows: dict[str, Any]) -> None:
    """Insert *rows* (column name → value) of one record's table; none is no statement at all."""
    if not rows:
        return
    if len(rows) >= MANY and connection_of(session).dialect.name == "postgresql":
        change(session, insert_many(record, tuple(rows[0])), columns_of(record, rows))
    else:
        change(session, statement(record), *rows)


def insert_record(session: Session, record: Base) -> None:
    """Insert what a record holds that no session knows. It stays so: later changes to it are not written."""
    values = {name: value for name, value in vars(record).items() if name != "_sa_instance_state"}
    change(session, statement(type(record)), values)


def update_row(session: Session, record: type[Base], key: dict[str, Any], changed: dict[str, Any]) -> None:
    """Write the *changed* columns of the row that *key* (column name → value) names; without any, nothing."""
    if changed:
        named = {f"key_{name}": value for name, value in key.items()}
        change(session, update_statement(record, tuple(key)), named | changed)


def update_rows(session: Session, record: type[Base], key: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> None:
    """Write *rows* (column name → value, the same names in all) over those that the columns of *key* name.

    One statement on PostgreSQL, where a round trip costs more than a row; SQLite has none.
    """
    if not rows:
        return
    if connection_of(session).dialect.name == "postgresql":
        change(session, update_many(record, key, tuple(rows[0])), columns_of(record, rows))
        return
    renamed = [{(f"key_{name}" if name in key else name): value for name, value in row.items()} for row in rows]
    change(session, update_statement(record, key), *renamed)


@cache
def update_many(record: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Update:
    table, given = table_of(record), given_rows(record, names)
    changed = {name: value_of(record, given, name) for name in names if name not in key}
    return update(table).where(*(table.c[name] == given.c[name] for name in key)).values(changed)


@cache
def insert_many(record: type[Base], names: tuple[str, ...]) -> Insert:
    given = given_rows(record, names)
    return insert(table_of(record)).from_select(names, select(*(value_of(record, given, name) for name in names)))


def given_rows(record: type[Base], names: tuple[str, ...]) -> TableValuedAlias:
    """The rows that are handed over as one array a column (PostgreSQL)."""
    types = {name: LargeBinary() if is_json(record, name) else table_of(record).c[name].type for name in names}
    arrays = [bindparam(f"given_{name}", type_=ARRAY(of_type)) for name, of_type in types.items()]
    columns = (column(name, of_type) for name, of_type in types.items())
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()


def value_of(record: type[Base], given: TableValuedAlias, name: str) -> ColumnElement[Any]:
    return cast(func.convert_from(given.c[name], "UTF8"), JSONB) if is_json(record, name) else given.c[name]


def is_json(record: type[Base], name: str) -> bool:
    """JSON goes as bytes: as text inside an array, every quotation mark of it would be escaped by the driver."""
    return isinstance(table_of(record).c[name].type, JSON)


def columns_of(record: type[Base], rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {f"given_{name}": column_of(record, name, rows) for name in rows[0]}


def column_of(record: type[Base], name: str, rows: Sequence[dict[str, Any]]) -> list[Any]:
    values = [row[name] for row in rows]
    return [msgspec.json.encode(value) for value in values] if is_json(record, name) else values


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
