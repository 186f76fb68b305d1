"""Founded houses of their own: in a temporary folder, or on a PostgreSQL server, for figures that are taken on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from cases.database import Database
from cases.schema import upgrade
from cases.settings import Settings
from tests.builders import House, found_house
from tests.harness.guard import clean_up
from tests.harness.postgres import TEMPLATE, Cluster, share_cluster


@contextmanager
def house_on_sqlite(*, at: datetime) -> Iterator[tuple[House, Settings]]:
    """The house and its settings."""
    with TemporaryDirectory(prefix="arasha-bench-") as folder:
        settings = Settings(data=Path(folder) / "data", secrets=Path(folder) / "secrets")
        upgrade(settings)
        with Database.open(settings) as database:
            yield found_house(database, at=at), settings


@contextmanager
def house_on_postgresql(*, at: datetime) -> Iterator[tuple[House, Settings]]:
    """The house and its settings. Raises: MissingPostgresqlError."""
    with house_apart(at=at) as (house, settings, _):
        yield house, settings


@contextmanager
def house_apart(*, at: datetime) -> Iterator[tuple[House, Settings, Cluster]]:
    """The same with its server. Raises: MissingPostgresqlError."""
    with cluster_apart() as (cluster, folder):
        settings = cluster.settings("bench", folder)
        with Database.open(settings) as database:
            yield found_house(database, at=at), settings, cluster


@contextmanager
def cluster_apart() -> Iterator[tuple[Cluster, Path]]:
    """A server with a migrated, empty database `bench`, and the folder that both lie in. Raises: MissingPostgresqlError."""
    folder = Path(mkdtemp(prefix="arasha-bench-"))
    folder.chmod(0o711)
    try:
        cluster = share_cluster(folder, durable=True)
        cluster.create("bench", template=TEMPLATE)
        yield cluster, folder
    finally:
        clean_up(folder)
