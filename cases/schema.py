"""The version of the tables: which one the program needs, which one it finds, and how the one becomes the other."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from cases.errors import MoveUnfinished, NewerFolder, NotAnArashaFolder, OldFolder, PackFault, TablesDiffer
from cases.folder import hold_folder, make_file, make_folder
from cases.records import Base
from cases.reports import folding
from cases.settings import Settings
from cases.transactions.engines import driver, open_postgresql, open_sqlite
from cases.transactions.second_wall import prepare_role

HEAD = "0024"
"""The newest migration. They are numbered, so that older and newer can be told apart by comparing."""

MOVING = "moving"
"""What stands before a house's mark in place of a version while it is being moved here."""
MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADING = 0x61726173
"""Key of the advisory lock under which one process at a time migrates a PostgreSQL database."""

SQLITE = text(
    "SELECT tables.name, columns.name FROM sqlite_master tables, pragma_table_info(tables.name) columns"
    " WHERE tables.type = 'table'"
)
POSTGRESQL = text(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
)


def check_schema(settings: Settings, engine: Engine) -> None:
    """Let only the program's own version of the tables be opened.

    Raises: OldFolder (run `upgrade`), NewerFolder, NotAnArashaFolder (nothing there yet, or something else), TablesDiffer;
    MoveUnfinished for what `arasha move-to` has not copied whole.
    """
    if settings.embedded and not database_file(settings).is_file():
        raise NotAnArashaFolder(settings.data)
    found = find_version(settings, engine)
    if found is None:
        raise NotAnArashaFolder(settings.data)
    if found.startswith(MOVING):
        raise MoveUnfinished
    if found < HEAD:
        raise OldFolder(found, HEAD)
    if found > HEAD:
        raise NewerFolder(found, HEAD)
    check_tables(settings, engine)


def check_tables(settings: Settings, engine: Engine) -> None:
    """Find a table that lacks a column or has one more: in the first write to it, it would be too late. Raises: TablesDiffer."""
    with engine.connect() as connection:
        found = {(table, column) for table, column in connection.execute(SQLITE if settings.embedded else POSTGRESQL)}
    needed = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    ours = set(Base.metadata.tables)
    if differing := sorted(table for table, _ in found ^ needed if table in ours):
        raise TablesDiffer(differing[0], HEAD)


def find_version(settings: Settings, engine: Engine) -> str | None:
    """The version in the database, or None where no migration ever ran. Raises: NotAnArashaFolder for another file."""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DatabaseError as error:
        if settings.embedded and "not a database" in str(error.orig):
            raise NotAnArashaFolder(settings.data) from error
        raise
    return found


def upgrade(settings: Settings, *, to: str = HEAD, told: folding.Told = folding.say_nothing) -> None:
    """Bring the database of *settings* to the program's version, creating the folder and the file where there are none.

    All in one transaction: a migration that fails leaves what was there. Run again, it changes nothing. *told*: hears how many
    cases are in the sums of reports, where these are counted anew.
    Raises: FolderInUse, NewerFolder, NotAnArashaFolder.
    """
    migrate(settings, to, forward=True, told=told)


def downgrade(settings: Settings, *, to: str) -> None:
    """Bring the database back to version *to* (`base` for none). Raises: as `upgrade`."""
    migrate(settings, to, forward=False, told=folding.say_nothing)


def migrate(settings: Settings, to: str, *, forward: bool, told: folding.Told) -> None:
    if not settings.embedded:
        engine = open_postgresql(settings)
        try:
            run_migrations(settings, engine, to, forward=forward, told=told)
        finally:
            engine.dispose()
        return
    make_folder(settings.data)
    with hold_folder(settings.data):
        make_file(database_file(settings))
        engine = open_sqlite(settings, connections=1, writing=True)
        try:
            run_migrations(settings, engine, to, forward=forward, told=told)
        finally:
            engine.dispose()


def run_migrations(settings: Settings, engine: Engine, to: str, *, forward: bool, told: folding.Told) -> None:
    found = find_version(settings, engine)
    if found is not None and found.startswith(MOVING):
        raise MoveUnfinished
    if found is not None and found > HEAD:
        raise NewerFolder(found, HEAD)
    with engine.connect() as connection:
        before = tables_in(connection) if settings.embedded else {}
        if settings.embedded:
            # A table that is rebuilt is dropped first: its rows' children must not be checked before the end.
            driver(connection).execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            if found is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
                raise NotAnArashaFolder(settings.data)
            if not settings.embedded:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADING})
            run_alembic(connection, to, forward=forward)
            if forward and to == HEAD and not folding.is_whole(connection):
                # A stored pack that this program cannot read stops no upgrade: reports count rows until `arasha count-again`.
                with suppress(PackFault):
                    folding.count_again(connection, told=told)
            if forward and not settings.embedded:
                prepare_role(connection)
            if settings.embedded and (orphans := orphans_since(connection, before)):
                raise RuntimeError(f"the migration leaves rows without their parents: {orphans[:3]}")


def tables_in(connection: Connection) -> dict[str, int]:
    """SQLite's tables and the page at which each begins: one that is made anew begins elsewhere. Opens no transaction."""
    found = driver(connection).execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'")
    return dict(found)


def orphans_since(connection: Connection, before: Mapping[str, int]) -> list[Sequence[Any]]:
    """Rows without their parents in tables that were made anew since *before*, and in those that point to them.

    No more: to look up the parents of all rows takes minutes in a house of a million cases, and a migration that leaves a table
    where it is takes no rows out of it.
    """
    after, bare = tables_in(connection), driver(connection)
    anew = {name for name, root in after.items() if before.get(name) != root}
    children = {name for name in after if anew & {row[2] for row in bare.execute(f'PRAGMA foreign_key_list("{name}")')}}
    looked_at = sorted(anew | children)
    return [row for name in looked_at for row in bare.execute(f'PRAGMA foreign_key_check("{name}")')]


def run_alembic(connection: Connection, to: str, *, forward: bool) -> None:
    # Imported here: a server that starts on a current database does not need it (and starts sooner).
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if forward:
        command.upgrade(config, to)
    else:
        command.downgrade(config, to)


def database_file(settings: Settings) -> Path:
    """The SQLite file of an embedded database."""
    return Path(settings.url.removeprefix("sqlite:///"))
