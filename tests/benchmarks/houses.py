"""A founded house on a PostgreSQL server of its own, for figures that are taken on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from cases.database import Database
from cases.settings import Settings
from tests.builders import House, found_house
from tests.harness.guard import clean_up
from tests.harness.postgres import TEMPLATE, share_cluster


@contextmanager
def house_on_postgresql(*, at: datetime) -> Iterator[tuple[House, Settings]]:
    """The house and its settings. The server is stopped and removed at the end. Raises: MissingPostgresqlError."""
    folder = Path(mkdtemp(prefix="arasha-bench-"))
    folder.chmod(0o711)
    try:
        cluster = share_cluster(folder, durable=True)
        cluster.create("bench", template=TEMPLATE)
        settings = cluster.settings("bench", folder)
        with Database.open(settings) as database:
            yield found_house(database, at=at), settings
    finally:
        clean_up(folder)
