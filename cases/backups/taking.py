"""One moment of the rows, while the house is at work: a copy of SQLite's file, or what `pg_dump` reads of a snapshot."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from cases.backups.excluded import EXCLUDED
from cases.backups.facts import Facts, gather
from cases.backups.pieces import cut_after_lines, cut_in_blocks
from cases.database import Database
from cases.errors import NoRoom, ToolFailed
from cases.folder import make_file, make_folder
from cases.schema import database_file
from cases.settings import Settings
from cases.transactions.addresses import database_address
from cases.viewer import System, Viewer

T = TypeVar("T")
SCRATCH: Final = "backing-up"
"""Folder of the data folder that a copy of SQLite's file stands in meanwhile: as sealed as the file itself."""
READ = 1 << 20
FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE"}
VARIABLES: Final = {
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE", "options": "PGOPTIONS", "host": "PGHOST", "port": "PGPORT",
}  # fmt: skip
"""Parts of a database's address, and the variables by which PostgreSQL's own programs take them: never on a command line."""


class Taken(msgspec.Struct, frozen=True):
    """The rows of one moment, in pieces. They can be read once, while it is held."""

    facts: Facts
    pieces: Iterator[bytes]


def take_rows(settings: Settings, use: Callable[[Taken], T]) -> T:
    """Give *use* the rows of one moment; no writer waits meanwhile. Raises: as `Database.open`; NoRoom, ToolFailed."""
    if settings.embedded:
        with copied_file(settings) as (path, facts):
            return use(Taken(facts, cut_in_blocks(read_file(path))))
    with Database.open(settings, writing=False) as database:
        return database.read(use_snapshot, settings=settings, use=use, viewer=System())


def use_snapshot(session: Session, *, settings: Settings, use: Callable[[Taken], T], viewer: Viewer) -> T:
    """PostgreSQL: what this transaction sees is what `pg_dump` sees."""
    facts = gather(session, viewer=viewer)
    snapshot: str = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    return use(Taken(facts, cut_after_lines(dump(settings, snapshot))))


def dump(settings: Settings, snapshot: str) -> Iterator[bytes]:
    """The output of `pg_dump` for one exported snapshot. Raises: ToolFailed."""
    words = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    words += [f"--exclude-table-data={table}" for table in EXCLUDED]
    with begin_tool("pg_dump", words, database_address(settings)) as tool:
        assert tool.stdout is not None  # noqa: S101 - it was asked for
        yield from iter(partial(tool.stdout.read, READ), b"")
        if tool.wait():
            raise ToolFailed("pg_dump")


@contextmanager
def begin_tool(name: str, words: list[str], database: URL) -> Iterator["subprocess.Popen[bytes]"]:
    """One of PostgreSQL's programs on *database*, ended with the block. What it complains of may quote rows: nobody reads it.

    Raises: ToolFailed where it is not installed.
    """
    program = shutil.which(name)
    if program is None:
        raise ToolFailed(name)
    with subprocess.Popen(  # noqa: S603 - no word of it comes from outside
        [program, *words],
        env={**os.environ, **variables_of(database)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as tool:
        try:
            yield tool
        finally:
            if tool.poll() is None:
                tool.kill()


def variables_of(url: URL) -> Mapping[str, str]:
    """The variables by which PostgreSQL's own programs find the database at *url*."""
    said = {
        "PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGDATABASE": url.database,
        "PGPASSWORD": url.password,
    }  # fmt: skip
    more = {VARIABLES[name]: value for name, value in url.query.items() if name in VARIABLES}
    return {name: str(value) for name, value in {**said, **more}.items() if value}


@contextmanager
def copied_file(settings: Settings) -> Iterator[tuple[Path, Facts]]:
    """SQLite: a copy of the file as one moment has it, without what no backup takes along; gone when the block ends."""
    folder = settings.data / SCRATCH
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
    try:
        make_folder(folder)
        path = folder / database_file(settings).name
        make_file(path)
        copy_file(database_file(settings), path)
        with Database.open(replace(settings, data=folder), writing=False) as copy:
            facts = copy.read(gather, viewer=System())
        close_log(path)
        yield path, facts
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname in FULL:
            raise NoRoom(folder) from None
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_file(source: Path, target: Path) -> None:
    """Page by page, so that what did not change stands where it stood the day before. Raises: sqlite3.Error."""
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as ours:
        ours.execute("PRAGMA busy_timeout = 5000")
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            ours.backup(copy)
            copy.execute("PRAGMA secure_delete = ON")
            for table in EXCLUDED:
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own tables


def close_log(path: Path) -> None:
    """Leave one file without a log beside it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")


def read_file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(partial(file.read, READ), b"")
