"""A founding that is kept: with nine people's keys it costs more than most tests, so it is done once a test process."""

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, cast

from psycopg import Connection as PsycopgConnection
from psycopg import sql
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Base
from cases.transactions.engines import driver
from cases.viewer import System, Viewer

Rows = Sequence[tuple[Table, Sequence[Mapping[str, Any]]]]
WayBack = Callable[[Session], None]
"""Puts the rows back past SQLAlchemy: a pack alone is seven hundred thousand letters that it would write as JSON again."""
_copies = count(1)


class Founding:
    """Every row that a founding wrote, parents first, to be put into empty databases of either kind."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.ways: dict[str, WayBack] = {}
        """By database; all of SQLite are one."""

    @classmethod
    def of(cls, database: Database) -> "Founding":
        """All that stands in *database*, which was founded a moment ago."""
        return cls(database.read(read_rows, viewer=System()))

    def put_into(self, database: Database) -> None:
        """Write the same rows into another *database*, migrated and empty."""
        database.write(write_rows, self, viewer=System())


def read_rows(session: Session, *, viewer: Viewer) -> Rows:
    tables = ((table, session.execute(select(table)).mappings().all()) for table in Base.metadata.sorted_tables)
    return [(table, [dict(row) for row in rows]) for table, rows in tables if rows]


def write_rows(session: Session, kept: Founding, *, viewer: Viewer) -> None:
    engine = session.connection().engine
    sqlite = engine.dialect.name == "sqlite"
    place = "sqlite" if sqlite else str(engine.url)
    if place in kept.ways:
        kept.ways[place](session)
        return
    for table, of_table in kept.rows:
        session.connection().execute(insert(table), [*of_table])
    tables = [table for table, _ in kept.rows]
    kept.ways[place] = way_back_in_sqlite(session, tables) if sqlite else way_back_in_postgresql(session, tables)


def way_back_in_sqlite(session: Session, tables: Sequence[Table]) -> WayBack:
    """The rows as the file holds them."""
    kept = [
        (table.name, driver(session.connection()).execute(f'SELECT * FROM "{table.name}"').fetchall())
        for table in tables
    ]

    def put_back(session: Session) -> None:
        for name, rows in kept:
            driver(session.connection()).executemany(
                f'INSERT INTO "{name}" VALUES ({",".join("?" * len(rows[0]))})', rows
            )

    return put_back


def way_back_in_postgresql(session: Session, tables: Sequence[Table]) -> WayBack:
    """A copy that the server keeps, which comes back in one round trip."""
    schema = sql.Identifier(f"founded_{next(_copies)}")

    def each(statement: str) -> sql.Composed:
        said = sql.SQL(cast("Any", statement))
        return sql.SQL(";").join(said.format(schema=schema, table=sql.Identifier(table.name)) for table in tables)

    back = each("INSERT INTO {table} SELECT * FROM {schema}.{table}")
    bare(session).execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    bare(session).execute(each("CREATE UNLOGGED TABLE {schema}.{table} AS SELECT * FROM {table}"))

    def put_back(session: Session) -> None:
        bare(session).execute(back)

    return put_back


def bare(session: Session) -> "PsycopgConnection[Any]":
    return cast("PsycopgConnection[Any]", session.connection().connection.driver_connection)
