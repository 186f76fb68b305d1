"""The tables' history: it ends where the models are, and goes both ways with data in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, delete, insert, inspect, select, text
from sqlalchemy.orm import Session

from cases.database import Database, upgrade
from cases.errors import NewerFolder, NotAnArashaFolder
from cases.records import Base, Case, DeskRow, TallyPage, Unit, Wall
from cases.records import Pack as PackRow
from cases.reports.folding import UNCOUNTED, days, fold, is_whole, months, pages
from cases.schema import HEAD, MIGRATIONS, downgrade
from cases.settings import Settings
from cases.transactions.engines import open_postgresql, open_sqlite
from cases.viewer import System, Viewer
from tests.builders import found_house
from tests.harness.handling import records


@contextmanager
def connected(settings: Settings) -> Iterator[Connection]:
    """A bare connection beside the program's own ways."""
    engine: Engine
    if settings.embedded:
        settings.data.mkdir(exist_ok=True)
        engine = open_sqlite(settings, connections=1, writing=True)
    else:
        engine = open_postgresql(settings)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def tables(settings: Settings) -> set[str]:
    with connected(settings) as connection:
        return set(inspect(connection).get_table_names())


def add_unit(session: Session, code: str, *, viewer: Viewer) -> None:
    session.add(Unit(code=code, kind="region"))


def list_units(session: Session, *, viewer: Viewer) -> list[str]:
    return list(session.scalars(select(Unit.code)))


def test_the_newest_migration_is_the_one_that_the_program_needs() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_end_where_the_models_are(settings: Settings) -> None:
    with connected(settings) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_keeps_everything(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        database.write(add_unit, "KZ-75", viewer=System())
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        assert database.read(list_units, viewer=System()) == ["KZ-75"]


def test_the_way_back_removes_every_table_with_its_rows_and_the_way_forth_makes_them_anew(
    empty_settings: Settings,
) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        database.write(add_unit, "KZ-75", viewer=System())
    downgrade(empty_settings, to="base")
    assert tables(empty_settings) == {"alembic_version"}
    upgrade(empty_settings)
    assert tables(empty_settings) == {"alembic_version", *Base.metadata.tables}
    with Database.open(empty_settings) as database:
        assert database.read(list_units, viewer=System()) == []


def test_a_migration_that_fails_leaves_nothing_behind(empty_settings: Settings) -> None:
    """The last table of the first migration is there already, so that it fails after making all others."""
    last = list(Base.metadata.sorted_tables)[-1].name
    with connected(empty_settings) as connection:
        connection.execute(text(f"CREATE TABLE {last} (mine int)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)"))
    with pytest.raises(NotAnArashaFolder):
        upgrade(empty_settings)
    assert tables(empty_settings) == {last, "alembic_version"}


def test_a_pack_that_cannot_be_read_any_more_stops_no_upgrade(empty_settings: Settings) -> None:
    """Its sums stay uncounted, so that reports count rows."""
    upgrade(empty_settings)
    old = {"hash": "0", "name": "old", "published_at": datetime(2026, 1, 1, tzinfo=UTC), "files": {"bodies.yaml": "[]"}}
    with connected(empty_settings) as connection:
        connection.execute(insert(PackRow).values(**old))
        connection.execute(insert(TallyPage).values(**UNCOUNTED._asdict(), numbers="{}"))
    upgrade(empty_settings)
    with connected(empty_settings) as connection:
        assert not is_whole(connection)


def test_somebody_elses_tables_are_left_alone(empty_settings: Settings) -> None:
    with connected(empty_settings) as connection:
        connection.execute(text("CREATE TABLE diary (day int)"))
    with pytest.raises(NotAnArashaFolder):
        upgrade(empty_settings)
    assert tables(empty_settings) == {"diary"}


def test_a_newer_database_is_not_migrated(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    with connected(empty_settings) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerFolder):
        upgrade(empty_settings)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_sessions_are_in_no_log_of_postgresql(settings: Settings) -> None:
    with connected(settings) as connection:
        unlogged = text(
            "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        assert list(connection.scalars(unlogged)) == ["staff_sessions"]


def led_by(session: Session, *, viewer: Viewer) -> set[tuple[str, str]]:
    return {(row.lead, row.ball) for row in session.scalars(select(DeskRow))}


def test_the_queue_counts_what_was_filed_before_by_who_leads_it(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        found_house(database, at=datetime(2026, 11, 23, 4, 30, tzinfo=UTC)).file()
        before = database.read(led_by, viewer=System())
    downgrade(empty_settings, to="0007")
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        assert database.read(led_by, viewer=System()) == before
    assert {lead for lead, _ in before} == {"KZ-39"}


def test_a_case_that_was_walled_before_walls_had_a_moment_counts_as_if_it_always_was(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        house = found_house(database, at=datetime(2026, 11, 23, 4, 30, tzinfo=UTC))
        house.file(about_us="our_staff")
        house.file()
        before = records(house, Wall)
    downgrade(empty_settings, to="0023")
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        after = records(house.moved_to(database, at=house.clock()), Wall)
        (walled,) = records(house.moved_to(database, at=house.clock()), Case, walled=True)
    told = [[(one.case_id, one.since, one.until) for one in some] for some in (before, after)]
    assert told == [[(walled.id, walled.received_at, None)]] * 2


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_what_every_act_writes_is_swept_sooner(settings: Settings) -> None:
    told = text("SELECT relname FROM pg_class WHERE 'autovacuum_vacuum_scale_factor=0.02' = ANY (reloptions)")
    with connected(settings) as connection:
        assert {"desk_rows", "clocks", "notices", "measures"} <= set(connection.scalars(told))


def stored(session: Session, *, viewer: Viewer) -> list[Any]:
    return [session.execute(select(table).order_by(*table.primary_key)).all() for table in (pages, days, months)]


def test_what_was_filed_before_is_in_the_parts_of_sums_too(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        found_house(database, at=datetime(2026, 11, 23, 4, 30, tzinfo=UTC)).file()
        database.claim(fold, viewer=System())
        before = database.read(stored, viewer=System())
    downgrade(empty_settings, to="0020")
    with connected(empty_settings) as connection:
        connection.execute(delete(pages))  # the way back says that they are to be counted anew; an old house did not
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        assert database.read(stored, viewer=System()) == before
    assert all(before)
