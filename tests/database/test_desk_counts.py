"""How many cases a part of the queue holds: counted by indexes, and by what rows say of proceedings."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from cases.alarms import notices
from cases.database import Database, upgrade
from cases.packs.jurisdiction import Pack
from cases.records import DeskRow
from cases.records.statements import put_together
from cases.schema import downgrade, orphans_since, tables_in
from cases.settings import Settings
from cases.transactions.engines import open_sqlite
from cases.viewer import Officer, System, Viewer
from cases.worklist.asking import asker_of, values_of
from cases.worklist.needs import needs
from cases.worklist.tabs import Tab, counted_in
from tests.builders import House, found_house
from tests.database.test_worklist import ground

EXPECTED: Mapping[Tab, str] = {
    "unassigned": "ix_desk_rows_unassigned",
    "silent": "ix_desk_rows_unheard",
    "remedies": "ix_remedies_overdue",
}
NEEDS = {
    "ix_notices_officer", "ix_notices_unit", "ix_desk_rows_asked", "ix_desk_rows_decisions", "ix_desk_rows_waiting",
    "ix_proceedings_beside",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_each_count_is_a_range_of_an_index_that_holds_little_else(
    database: Database, settings: Settings, now: Any
) -> None:
    house = found_house(database, at=now)
    leader = house.officer("representative.39")
    asker = asker_of(leader, house.pack)
    end: ColumnElement[int] = literal_column("201")
    for tab, index in EXPECTED.items():
        assert index in plan(settings, counted_in(tab, asker, end), leader, house.pack, now), tab
    parts = [part for need in needs(asker) for part in need.found]
    plans = [plan(settings, part, leader, house.pack, now) for part in parts]
    assert {index for index in NEEDS if any(index in one for one in plans)} == NEEDS
    assert all(any(index in one for index in NEEDS) for one in plans)
    noticed = notices.noticed(asker.id, asker.unit, asker.roles)
    assert "SCAN notices" not in plan(settings, noticed, leader, house.pack, now), "nor does a page read the country's"


def plan(settings: Settings, found: Any, viewer: Officer, pack: Pack, at: Any) -> str:
    """How SQLite goes about it."""
    values = values_of(viewer, at, pack=pack)
    statement = select(func.count()).select_from(found.limit(literal_column("201")).subquery())
    prepared = put_together(statement, sqlite.dialect(), tuple(values))
    engine = open_sqlite(settings, connections=1, writing=False)
    try:
        with engine.connect() as connection:
            bare: Any = connection.connection.dbapi_connection
            rows = bare.execute("EXPLAIN QUERY PLAN " + prepared.text, prepared.bind(values)).fetchall()
    finally:
        engine.dispose()
    return "\n".join(row[3] for row in rows)


def test_an_older_house_gets_what_its_desks_are_counted_by(empty_settings: Settings, now: Any) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        file_some(found_house(database, at=now))
        before = database.read(rows_of, viewer=System())
    assert {(asked, waiting) for *_, asked, waiting in before} == {(False, False), (True, False), (False, True)}
    downgrade(empty_settings, to="0010")
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        assert database.read(rows_of, viewer=System()) == before


def file_some(house: House) -> None:
    """One that another office is asked to take, one whose rejection waits for a second person, one that nobody touched."""
    offered, waiting, _ = (house.file().reference for _ in range(3))
    house.act(offered, "offer_transfer", by="caseworker.39", to_unit="KZ-75", reason="There.")
    for name in ("register", "triage", "check_admissibility"):
        house.clock.move(days=1)
        house.act(waiting, name, by="caseworker.39")
    house.act(waiting, "reject", by="caseworker.39", ground=ground(house), reason="Себебі")


def rows_of(session: Session, *, viewer: Viewer) -> list[Any]:
    wanted = (DeskRow.unit, DeskRow.case_id, DeskRow.heard_at, DeskRow.asked, DeskRow.waiting)
    return [tuple(row) for row in session.execute(select(*wanted).order_by(DeskRow.unit, DeskRow.case_id))]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_table_made_anew_without_a_row_that_others_point_to_is_found(empty_settings: Settings, now: Any) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        found_house(database, at=now).file()
    engine = open_sqlite(empty_settings, connections=1, writing=True)
    try:
        with engine.connect() as connection:
            before = tables_in(connection)
            assert orphans_since(connection, before) == []
            bare: Any = connection.connection.dbapi_connection
            bare.execute("PRAGMA foreign_keys = OFF")
            bare.execute("CREATE TABLE fresh (id INTEGER PRIMARY KEY)")
            bare.execute("DROP TABLE cases")
            bare.execute("ALTER TABLE fresh RENAME TO cases")
            assert {row[2] for row in orphans_since(connection, before)} == {"cases"}
    finally:
        engine.dispose()
