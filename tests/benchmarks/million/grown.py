"""Where the house of a million cases is kept, and how it comes to be: lived once, multiplied once for each database.

It stays in `build/bench`, or where BENCH_HOUSES says, so that the next run measures at once. A newer migration
is run over it.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from msgspec.structs import replace

from cases.database import Database, upgrade
from cases.demonstration.abreast import open_ring
from cases.demonstration.bringing import bring_over, rows_beside
from cases.demonstration.institution import ACCOUNTS, found_demonstration, read_accounts
from cases.demonstration.people import Account
from cases.packs import jurisdiction
from cases.reports.folding import set_right
from cases.secrets_folder import read_secrets
from cases.settings import Settings
from cases.viewer import Officer, System
from tests.benchmarks.million.multiplying import POSTGRESQL, SQLITE, multiply, on_stderr
from tests.builders import Clock, House
from tests.harness.postgres import Cluster, run, share_cluster

AT = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
LIVED = 1_000
"""Cases that are lived through the use cases: the others are copies of these."""
OPEN_SHARE = 0.15
DONE = "multiplied"
CACHE_KIB = 2_000_000


@dataclass(frozen=True)
class Grown:
    """A house with very many cases, and how its officers sign in. `cluster`: of the PostgreSQL server, else None."""

    house: House
    settings: Settings
    accounts: Sequence[Account]
    cluster: Cluster | None

    def account(self, role: str, unit: str) -> Account:
        return next(one for one in self.accounts if role in one.roles and one.unit == unit)

    def officer(self, role: str, unit: str) -> Officer:
        """With the keys of their unit."""
        return self.officer_of(self.account(role, unit))

    def officer_of(self, account: Account) -> Officer:
        return open_ring(self.house.database, account, self.house.secrets, pack=self.house.pack, at=AT)


@contextmanager
def grown(kind: str, cases: int) -> Iterator[Grown]:
    """The house with *cases* on the database of *kind*, built where it is not there. Raises: MissingPostgresqlError."""
    kept = Path(os.environ.get("BENCH_HOUSES", "build/bench")).resolve()
    kept.mkdir(parents=True, exist_ok=True)
    lived = live(kept / "lived")
    if kind == "sqlite":
        settings = replace(lived, data=kept / f"sqlite-{cases}")
        with opened(settings, lambda: grow_sqlite(lived, settings, cases=cases)) as database:
            yield at_work(database, settings, None)
        return
    with running(kept) as cluster:
        settings = replace(lived, data=kept / f"postgresql-{cases}", database=cluster.url(f"bench_{cases}"))
        with opened(settings, lambda: grow_postgresql(lived, settings, cluster, cases=cases)) as database:
            sweep(cluster, cases)
            yield at_work(database, settings, cluster)


def live(folder: Path) -> Settings:
    """A demonstration's cases, each with the life that the use cases gave it."""
    settings = Settings(data=folder / "data", secrets=folder / "secrets")
    if (settings.data / ACCOUNTS).exists():
        upgrade(settings)
    found_demonstration(settings, how_many=LIVED, at=AT, say=on_stderr)
    return settings


@contextmanager
def opened(settings: Settings, grow: Callable[[], None]) -> Iterator[Database]:
    """The database that *grow* makes where it is missing or unfinished; an older one is brought to the tables of today."""
    if not (settings.data / DONE).exists():
        shutil.rmtree(settings.data, ignore_errors=True)
        grow()
        upgrade(settings)
        with Database.open(settings) as database:
            database.claim(set_right, viewer=System())  # the copies were laid in past the acts
        (settings.data / DONE).touch()
    upgrade(settings)
    with Database.open(settings) as database:
        yield database


def at_work(database: Database, settings: Settings, cluster: Cluster | None) -> Grown:
    pack = jurisdiction.load_pack(jurisdiction.read_folder(settings.pack))
    house = House(database, pack, read_secrets(settings.secrets), Clock(AT))
    return Grown(house, settings, read_accounts(settings.data / ACCOUNTS), cluster)


def grow_sqlite(lived: Settings, settings: Settings, *, cases: int) -> None:
    shutil.copytree(lived.data, settings.data)
    with closing(sqlite3.connect(settings.data / "arasha.sqlite", isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        multiply(OnSqlite(connection), cases=cases, open_cases=int(cases * OPEN_SHARE), say=on_stderr)
        connection.execute("COMMIT")


class OnSqlite:
    """Writes one file past every journal: an interrupted one is thrown away."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, statement: str) -> None:
        self._connection.execute(statement)

    def rows(self, statement: str) -> Sequence[Sequence[Any]]:
        return self._connection.execute(statement).fetchall()

    def load(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._connection.executemany("INSERT INTO copying VALUES (?, ?, ?, ?, ?, ?)", rows)


def grow_postgresql(lived: Settings, settings: Settings, cluster: Cluster, *, cases: int) -> None:
    """The lived house is brought over row by row, then multiplied where it is."""
    name = f"bench_{cases}"
    with cluster.connect("postgres") as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cluster.create(name, template="template0")
    shutil.copytree(lived.data, settings.data, ignore=shutil.ignore_patterns("arasha.sqlite*"))
    upgrade(settings)
    with Database.open(lived, writing=False) as source, Database.open(settings) as target:
        for rows in source.read(rows_beside, viewer=System()):
            target.write(bring_over, [rows], viewer=System())
    with cluster.connect(name) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        multiply(OnPostgresql(connection), cases=cases, open_cases=int(cases * OPEN_SHARE), say=on_stderr)
        connection.execute("VACUUM ANALYZE")


def sweep(cluster: Cluster, cases: int) -> None:
    """What the server does by itself within a minute of what a run before left behind, done now."""
    with cluster.connect(f"bench_{cases}") as connection:
        connection.execute("VACUUM")


class OnPostgresql:
    """Writes without asking whether a row that is pointed to is there: it was, where it was copied from."""

    dialect = POSTGRESQL

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def run(self, statement: str) -> None:
        self._connection.execute(statement)

    def rows(self, statement: str) -> Sequence[Sequence[Any]]:
        return self._connection.execute(statement).fetchall()

    def load(self, rows: Iterator[tuple[Any, ...]]) -> None:
        with self._connection.cursor().copy("COPY copying FROM STDIN") as out:
            for row in rows:
                out.write_row(row)


@contextmanager
def running(kept: Path) -> Iterator[Cluster]:
    """The server that keeps its databases in *kept*, stopped again at the end."""
    if (kept / "ready").exists():
        cluster = Cluster(kept / "cluster")
        (cluster.folder / "postmaster.pid").unlink(missing_ok=True)
        cluster.start_again()
    else:
        shutil.rmtree(kept / "cluster", ignore_errors=True)
        cluster = share_cluster(kept, durable=True)
    try:
        yield cluster
    finally:
        run(cluster.folder, "pg_ctl", "stop", "--pgdata", str(cluster.folder), "--mode=fast", "--silent")
