"""Rows from one database to the other, table by table and batch by batch, and compared by their hashes."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Engine, Table, func, insert, select
from sqlalchemy.orm import Session

from cases.records import Base
from cases.viewer import Viewer

BATCH: Final = 1_000
"""Rows of one transaction."""
LEFT_BEHIND: Final = frozenset({"staff_sessions", "heartbeats", "workers"})
"""Everybody signs in again; workers say anew that they are there."""
Told = Callable[[str, int, int], None]
"""Is told the table, the rows that are there, and how many it will have."""


def tables() -> list[Table]:
    """Every table that moves, parents before children."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_BEHIND]


def count(session: Session, table: Table, *, viewer: Viewer) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def some_rows(session: Session, table: Table, *, after: int, viewer: Viewer) -> Sequence[Any]:
    """The next batch of *table* behind the first *after* rows, in the order of its key: nobody writes meanwhile."""
    ordered = select(table).order_by(*table.primary_key.columns)
    return session.execute(ordered.offset(after).limit(BATCH)).mappings().all()


def copy_table(read: Callable[[int], Sequence[Any]], engine: Engine, table: Table, *, total: int, told: Told) -> None:
    """Go on where the target stands: each batch is one transaction, so that it always holds the first so many rows."""
    with engine.connect() as connection:
        there = connection.scalar(select(func.count()).select_from(table)) or 0
    while there < total:
        batch = [dict(row) for row in read(there)]
        with engine.begin() as connection:
            connection.execute(insert(table), batch)
        there += len(batch)
        told(table.name, there, total)


def digest_of(rows: Iterator[Sequence[Any]]) -> tuple[int, str]:
    """How many rows there are and a hash over all of them, in whatever order they come."""
    number, total = 0, 0
    for row in rows:
        line = msgspec.msgpack.encode(
            [msgspec.to_builtins(each, builtin_types=(bytes,)) for each in row], order="deterministic"
        )
        total = (total + int.from_bytes(sha256(line).digest(), "big")) % 2**256
        number += 1
    return number, f"{total:064x}"


def digest_table(connection: Connection, table: Table) -> tuple[int, str]:
    """Raises: the database's own errors."""
    rows = connection.execute(select(table).execution_options(yield_per=BATCH))
    return digest_of(tuple(row) for row in rows)


def digest_here(session: Session, *, viewer: Viewer) -> dict[str, tuple[int, str]]:
    """The digests of every table that moves, of one moment."""
    return {table.name: digest_table(session.connection(), table) for table in tables()}
