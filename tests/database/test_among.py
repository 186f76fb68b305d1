"""Many ids as one value: found by an index of their column on SQLite, whatever else the statement asks."""

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from cases.alarms.notices import SAID
from cases.calendars import moving
from cases.database import Database
from cases.records.statements import put_together
from cases.settings import Settings
from cases.transactions.engines import open_sqlite


def plan(settings: Settings, statement: Select[tuple[object, ...]]) -> str:
    """How SQLite goes about it."""
    prepared = put_together(statement, sqlite.dialect(), ("cases",))
    engine = open_sqlite(settings, connections=1, writing=False)
    try:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + prepared.text, ("[1, 2]",)).fetchall()
    finally:
        engine.dispose()
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", [SAID, moving.OPEN_NOTICES])
def test_it_is_looked_up_and_not_looked_for(
    database: Database, settings: Settings, statement: Select[tuple[object, ...]]
) -> None:
    assert "SEARCH notices USING INDEX ix_notices_case_id (case_id=?)" in plan(settings, statement)
