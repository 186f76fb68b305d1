"""Rows that were written in one database are brought over to another, table by table, as they are stored."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from cases.records.base import Base
from cases.records.prepared import ask
from cases.records.rows import insert_rows
from cases.viewer import Viewer

Rows = tuple[str, Sequence[tuple[Any, ...]]]
"""Table, and rows with the values of all its columns in their order."""
Standing = Mapping[str, Collection[tuple[Any, ...]]]
"""Table → keys of rows."""
AT_ONCE = 2_000
NOTHING: Final[Standing] = {}


@cache
def records() -> Mapping[str, type[Base]]:
    """Table → record, in an order in which no row comes before one that it points to."""
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return {table.name: by_table[table] for table in Base.metadata.sorted_tables}


def keys_in(session: Session, *, viewer: Viewer) -> Standing:
    """The keys of every row."""
    return {
        name: {tuple(row) for row in ask(session, select(*table_of(name).primary_key), {})} for name in records()
    }  # fmt: skip


def rows_beside(session: Session, standing: Standing = NOTHING, *, viewer: Viewer) -> list[Rows]:
    """Every row but those that were *standing*, in the order of `records`, in portions."""
    found: list[Rows] = []
    for name in records():
        table, known = table_of(name), standing.get(name, ())
        places = [list(table.c).index(column) for column in table.primary_key]
        rows = [tuple(row) for row in ask(session, select(table), {})]
        new = [row for row in rows if tuple(row[place] for place in places) not in known]
        found += [(name, new[first : first + AT_ONCE]) for first in range(0, len(new), AT_ONCE)]
    return found


def bring_over(session: Session, brought: Collection[Rows], *, viewer: Viewer) -> None:
    """Insert what `rows_beside` gave of another database with the same tables; run it through `database.write`."""
    for name, rows in brought:
        columns = table_of(name).c.keys()
        insert_rows(session, records()[name], *(dict(zip(columns, row, strict=True)) for row in rows))


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]
