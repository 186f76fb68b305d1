"""Rows written straight to their table: half the cost of going through the unit of work, for what nobody reads back."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    ColumnElement,
    Dialect,
    Insert,
    LargeBinary,
    Table,
    Text,
    TypeDecorator,
    Update,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from cases.records.base import Base
from cases.records.prepared import change, change_one, connection_of
from cases.records.statements import binding

MANY = 8
"""Rows from which on PostgreSQL one statement for all is quicker than one a row."""


def insert_rows(session: Session, record: type[Base], *rows: dict[str, Any]) -> None:
    """Insert *rows* (column name → value) of one record's table; none is no statement at all."""
    if not rows:
        return
    dialect = connection_of(session).dialect
    if len(rows) >= MANY and dialect.name == "postgresql":
        change(session, insert_many(record, tuple(rows[0])), as_text(record, rows, dialect))
    else:
        change(session, statement(record), *rows)


def insert_record(session: Session, record: Base) -> None:
    """Insert what a record holds that no session knows. It stays so: later changes to it are not written."""
    values = {name: value for name, value in vars(record).items() if name != "_sa_instance_state"}
    change(session, statement(type(record)), values)


def insert_new(session: Session, record: Base, *, unique: str) -> bool:
    """As `insert_record`, unless another row has the same in the column *unique*: then nothing is written, and it is False.

    To look first and insert then would be as right, but on PostgreSQL who looks for what is not there marks the page of the index
    where it would be, and of two who file at once one begins again. What the constraint itself looks at is marked for nobody.
    """
    values = {name: value for name, value in vars(record).items() if name != "_sa_instance_state"}
    dialect = connection_of(session).dialect.name
    return change_one(session, statement_of_new(type(record), unique, dialect), values) is not None


@cache
def statement_of_new(record: type[Base], unique: str, dialect: str) -> Insert:
    table, of_database = table_of(record), {"sqlite": sqlite, "postgresql": postgresql}[dialect]
    (key,) = table.primary_key
    inserting: Insert = of_database.insert(table).on_conflict_do_nothing(index_elements=[unique]).returning(key)
    return inserting


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
    dialect = connection_of(session).dialect
    if dialect.name == "postgresql":
        change(session, update_many(record, key, tuple(rows[0])), as_text(record, rows, dialect))
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
    """The rows that are handed over as one JSON text (PostgreSQL).

    As an array a column, each value of each array would go through the driver's hands: a third of a batch of alarms.
    """
    types = {name: Text() if is_bytes(record, name) else bare_type(record, name) for name in names}
    columns = (column(name, of_type) for name, of_type in types.items())
    given = cast(bindparam("given", type_=Text()), JSON())
    return func.json_to_recordset(given).table_valued(*columns, name="given").render_derived(with_types=True)


def value_of(record: type[Base], given: TableValuedAlias, name: str) -> ColumnElement[Any]:
    return func.decode(given.c[name], "base64", type_=LargeBinary()) if is_bytes(record, name) else given.c[name]


def bare_type(record: type[Base], name: str) -> TypeEngine[Any]:
    """What the database itself calls the column's type: our own say what becomes of values on their way there."""
    of_type = table_of(record).c[name].type
    return of_type.impl_instance if isinstance(of_type, TypeDecorator) else of_type


def is_bytes(record: type[Base], name: str) -> bool:
    """JSON has no bytes: they go as base64."""
    return isinstance(table_of(record).c[name].type, LargeBinary)


def as_text(record: type[Base], rows: Sequence[dict[str, Any]], dialect: Dialect) -> dict[str, str]:
    """*rows* as `given_rows` reads them."""
    types = {name: table_of(record).c[name].type for name in rows[0]}
    ours = {name: of_type for name, of_type in types.items() if isinstance(of_type, TypeDecorator)}
    processes = [(name, process) for name, each in ours.items() if (process := binding(each, dialect)) is not None]
    written = [
        {**row, **{name: process(row[name]) for name, process in processes}} if processes else row for row in rows
    ]
    return {"given": msgspec.json.encode(written).decode()}


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
