"""A founding that is kept: with nine people's keys it costs more than most tests, so it is done once a test process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Base
from cases.viewer import System, Viewer

Rows = Sequence[tuple[Table, Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True)
class Founding:
    """Every row that a founding wrote, parents first, to be put into empty databases of either kind."""

    rows: Rows

    @classmethod
    def of(cls, database: Database) -> "Founding":
        """All that stands in *database*, which was founded a moment ago."""
        return cls(database.read(read_rows, viewer=System()))

    def put_into(self, database: Database) -> None:
        """Write the same rows into another *database*, migrated and empty."""
        database.write(write_rows, self.rows, viewer=System())


def read_rows(session: Session, *, viewer: Viewer) -> Rows:
    tables = ((table, session.execute(select(table)).mappings().all()) for table in Base.metadata.sorted_tables)
    return [(table, [dict(row) for row in rows]) for table, rows in tables if rows]


def write_rows(session: Session, rows: Rows, *, viewer: Viewer) -> None:
    for table, of_table in rows:
        session.connection().execute(insert(table), [*of_table])
