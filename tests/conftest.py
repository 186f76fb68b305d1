"""What every test can ask for: a database of either kind, migrated and empty, and a moment to act at."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from psycopg import sql

from cases import shred_store
from cases.database import Database
from cases.records import Base
from cases.schema import upgrade
from cases.seen_keys import SeenKeys
from cases.settings import Settings
from cases.transactions import engines
from tests.builders import House, found_house
from tests.harness.kinds import KINDS
from tests.harness.packs_once import know_packs
from tests.harness.postgres import TEMPLATE, Cluster, share_cluster
from tests.harness.statements import compiling_once

# A slow machine is no failure: speed is measured by `make bench`.
HOUSE = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True, max_examples=40,
    phases=set(hypothesis.Phase) - {hypothesis.Phase.explain},  # it traces every line, for minutes
)  # fmt: skip
"""Every run draws other examples; `pytest --hypothesis-profile=thorough tests/properties` draws many at once."""
hypothesis.settings.register_profile("house", HOUSE)
hypothesis.settings.register_profile("thorough", HOUSE, max_examples=1000)
hypothesis.settings.load_profile("house")

TESTS = Path(__file__).parent
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2_000_000_000
"""A whole run needs a quarter of it."""
RUN = pytest.StashKey[Path]()
GUARD = pytest.StashKey[subprocess.Popen[bytes]]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder and the guard that removes it; the other test processes are told where it is."""
    gc.disable()  # until everything is imported, which leaves no garbage: see `pytest_collection_finish`
    if hasattr(config, "workerinput"):
        config.stash[RUN] = Path(config.workerinput["arasha_run"])
        return
    keep_what_is_compiled()
    folder = Path(mkdtemp(prefix="arasha-tests-", dir=roomy_memory()))
    folder.chmod(0o711)
    config.option.basetemp = config.option.basetemp or str(folder / "tmp")
    guard = Path(__file__).parent / "harness" / "guard.py"
    config.stash[RUN] = folder
    config.stash[GUARD] = subprocess.Popen(
        [sys.executable, guard, folder], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )


def keep_what_is_compiled() -> None:
    """Let bytecode be written, also where the environment forbids it: each process and each run would compile everything anew."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def roomy_memory() -> Path | None:
    """Where files cost no waiting for a disk: memory, if there is enough. Tests kill processes, but no test cuts the power."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        return MEMORY
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["arasha_run"] = str(node.config.stash[RUN])


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let each process of a whole run read another share of the tests first: what one has compiled, the others find."""
    run = getattr(session.config, "workerinput", None)
    if run is None or [Path(arg).resolve() for arg in session.config.args] != [TESTS]:
        return
    for path in sorted(TESTS.rglob("test_*.py"))[int(run["workerid"].removeprefix("gw")) :: run["workercount"]]:
        with suppress(Exception):  # the collection will say what is wrong with it
            import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first: a long one that begins last would keep one processor busy alone."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What is imported stays: looking through it again and again for what may go took a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if guard := config.stash.get(GUARD, None):
        guard.communicate()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`: a test that asks for a database runs on both."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Engines of SQLite share what they compiled, and packs are read once."""
    with pytest.MonkeyPatch.context() as patch:
        know_packs(patch)
        for room in (engines, shred_store):
            patch.setattr(room, "create_engine", compiling_once(room.create_engine))
        yield


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, half past nine in Almaty: a working hour."""
    return datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


@pytest.fixture
def settings(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a migrated, empty database of its own, with folders that the test may fill."""
    if kind == "sqlite":
        here = sqlite_settings(tmp_path)
        here.data.mkdir(mode=0o700)
        shutil.copyfile(request.getfixturevalue("migrated_file"), here.data / "arasha.sqlite")
        return here
    server: Cluster = request.getfixturevalue("cluster")
    name: str = request.getfixturevalue("postgresql_database")
    request.getfixturevalue("postgresql_connection").execute("SELECT pg_temp.empty()")
    return server.settings(name, tmp_path)


@pytest.fixture
def database(kind: str, settings: Settings, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An open, migrated, empty database. Not to be closed by the test: it may be shared."""
    if kind == "postgresql":
        shared: Database = request.getfixturevalue("open_postgresql_database")
        shared.seen = SeenKeys(settings.secrets)  # keys of another test's house are none of this one's
        yield shared
        return
    with Database.open(settings) as opened:
        yield opened


@pytest.fixture
def empty_settings(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a place where nothing is yet: no folder, or a database without tables."""
    if kind == "sqlite":
        yield sqlite_settings(tmp_path)
        return
    server: Cluster = request.getfixturevalue("cluster")
    name = f"arasha_{uuid4().hex}"
    server.create(name, template="template0")
    yield server.settings(name, tmp_path)
    server.drop(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy from."""
    made = sqlite_settings(tmp_path_factory.mktemp("migrated"))
    upgrade(made)
    return made.data / "arasha.sqlite"


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Cluster:
    """The run's PostgreSQL server."""
    return share_cluster(pytestconfig.stash[RUN])


@pytest.fixture(scope="session")
def postgresql_database(cluster: Cluster) -> str:
    """The name of this test process's own migrated database."""
    name = f"arasha_{uuid4().hex}"
    cluster.create(name, template=TEMPLATE)
    return name


@pytest.fixture(scope="session")
def postgresql_connection(cluster: Cluster, postgresql_database: str) -> Iterator[psycopg.Connection[Any]]:
    """A bare connection that empties the tables between tests."""
    with cluster.connect(postgresql_database) as connection:
        prepare_emptying(connection)
        yield connection


@pytest.fixture(scope="session")
def open_postgresql_database(
    cluster: Cluster, postgresql_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """This test process's database, opened once: opening a pool for every test would cost more than most tests."""
    with Database.open(cluster.settings(postgresql_database, tmp_path_factory.mktemp("postgresql"))) as opened:
        yield opened


def sqlite_settings(folder: Path) -> Settings:
    return Settings(data=folder / "data", secrets=folder / "secrets")


def prepare_emptying(connection: psycopg.Connection[Any]) -> None:
    """Let the server know how to delete all rows, children before parents, of tables that have any; for this connection alone.

    Some 2 ms, where a DELETE from each table takes ten and a TRUNCATE fifty.
    """
    steps = (
        sql.SQL("IF EXISTS (SELECT FROM {0}) THEN DELETE FROM {0}; END IF;").format(sql.Identifier(table.name))
        for table in reversed(Base.metadata.sorted_tables)
    )
    body = sql.SQL("BEGIN {} END").format(sql.SQL("").join(steps))
    connection.execute(
        sql.SQL("CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS {}").format(
            sql.Literal(body.as_string(connection))
        )
    )


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    """A founded institution with staff in an empty database of either kind; its clock stands at `now`."""
    return found_house(database, at=now)
