"""One backup of a house at a time, whoever makes it: each of two would remove what the other one counts on."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import text

from cases.errors import BackupRuns
from cases.folder import make_file
from cases.settings import Settings
from cases.transactions.engines import open_postgresql

LOCK: Final = "backup-lock"
"""File in the data folder."""
BACKING_UP: Final = 0x61726275
"""Key of the advisory lock of the database."""


@contextmanager
def hold_house(settings: Settings) -> Iterator[None]:
    """Let this process alone back this house up until the block ends, wherever to. Readers and writers go on meanwhile.

    The kernel or the database lets go by itself when the process ends, however it ends. Raises: BackupRuns.
    """
    with held_folder(settings) if settings.embedded else held_database(settings):
        yield


@contextmanager
def held_folder(settings: Settings) -> Iterator[None]:
    path = settings.data / LOCK
    make_file(path)
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRuns from None
        yield


@contextmanager
def held_database(settings: Settings) -> Iterator[None]:
    """All machines of a house share its database, and one connection holds the lock as long as it stands."""
    engine = open_postgresql(settings)
    try:
        with engine.connect() as connection:
            if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": BACKING_UP}).scalar_one():
                raise BackupRuns
            connection.commit()
            yield
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": BACKING_UP})
    finally:
        engine.dispose()
