"""The shred store: the secrets without which no case's wraps open, in a small database apart from all others.

It is kept apart so that it can be forgotten apart: its backups live 35 days at most, and what is destroyed here is shredded
in every copy and backup of the rows. Nothing in it says whose secret is whose: the rows of the wraps name them by id.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from threading import Lock
from time import time
from typing import Self

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
)  # fmt: skip
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from cases.folder import make_file, make_folder
from cases.records.among import Among
from cases.settings import Settings
from cases.transactions.addresses import shred_address
from cases.vault.shredding import ShredSecret, new_shred_secret

FOLDER, FILE = "shred", "shred.sqlite"
STOCK = 64
"""Secrets made durable at a time: a filing takes one and pays a sixty-fourth of an fsync."""
STOCK_LASTS = timedelta(hours=12)
"""How long a process gives out what it has in stock."""
MANY = 500
"""Ids in one statement."""
INFO = "shred store"
BIG = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()
secrets_table = Table(
    "shred_secrets",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
    Column("made", BIG, nullable=False, comment="Day and hour that it was made, whole hours since 1970."),
)
FIND = select(secrets_table.c.secret).where(secrets_table.c.id == bindparam("id"))
FIND_ALL = select(secrets_table.c.id, secrets_table.c.secret).where(Among(secrets_table.c.id, "ids"))
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a case whose secret is not durable must be impossible
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA busy_timeout = 5000",
)


class ShredStore:
    """One open store of one process. Safe to use from any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stock: deque[ShredSecret] = deque()
        self._stocked_at = 0.0
        self._filling = Lock()

    @classmethod
    def open(cls, settings: Settings, *, writing: bool = True) -> Self:
        """Open what *settings* name, and make it where it is missing; with *writing* off nothing is made."""
        engine = open_engine(settings, writing=writing)
        if writing:
            metadata.create_all(engine)
        return cls(engine)

    def close(self) -> None:
        """Forget the stock and let go of the connections."""
        self._stock.clear()
        self._engine.dispose()

    def take(self) -> ShredSecret:
        """A secret for a new case, on the disk already; nobody else is given it. Call it before the transaction.

        A process that dies leaves its stock as rows that no wrap names: noise of some kilobytes, which nobody sweeps. A
        database that is not the store's own, or was put back from long ago, would name few of the secrets that others need.
        """
        with self._filling:
            age = time() - self._stocked_at
            if not self._stock or not 0 <= age < STOCK_LASTS.total_seconds():
                self._stock = deque(self.make(STOCK))
                self._stocked_at = time()
            taken = self._stock.popleft()
        # A store that was put back under us does not have it: a case under a secret that is gone would be lost at birth.
        return taken if self.find(taken.id) == taken else self.take_anew()

    def take_anew(self) -> ShredSecret:
        """Forget the stock and take from a fresh one."""
        with self._filling:
            self._stock.clear()
        return self.take()

    def make(self, count: int) -> list[ShredSecret]:
        """That many fresh secrets, durable when this returns."""
        made = [new_shred_secret() for _ in range(count)]
        hour = int(time() // 3600)
        with self._engine.begin() as connection:
            connection.execute(
                insert(secrets_table), [{"id": one.id, "secret": one.secret, "made": hour} for one in made]
            )
        return made

    def find(self, secret_id: int) -> ShredSecret | None:
        """The secret of that id; None when it was destroyed or never was."""
        with self._engine.connect() as connection:
            found: bytes | None = connection.execute(FIND, {"id": secret_id}).scalar()
        return None if found is None else ShredSecret(secret_id, found)

    def find_all(self, ids: Iterable[int]) -> Mapping[int, ShredSecret]:
        """Those secrets of *ids* that are there."""
        found: dict[int, ShredSecret] = {}
        with self._engine.connect() as connection:
            for some in parts(ids):
                rows = connection.execute(FIND_ALL, {"ids": some})
                found |= {one: ShredSecret(one, secret) for one, secret in rows}
        return found

    def destroy(self, ids: Iterable[int]) -> int:
        """Destroy the secrets of *ids*, durably, and give how many there were. There is no way back.

        Call it after the transaction that says so is on the disk. Run again after a crash, it finishes what it began.
        """
        gone = 0
        with self._engine.begin() as connection:
            for some in parts(ids):
                gone += connection.execute(delete(secrets_table).where(secrets_table.c.id.in_(some))).rowcount
        self._forget_log()
        return gone

    def count(self) -> int:
        """How many secrets there are, the stock among them."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(secrets_table)) or 0

    def everything(self) -> dict[int, tuple[bytes, int]]:
        """Every secret with the hour that it was made, by id: for a backup of their own."""
        with self._engine.connect() as connection:
            return {row.id: (row.secret, row.made) for row in connection.execute(select(secrets_table))}

    def put_back(self, secrets: Iterable[tuple[ShredSecret, int]]) -> None:
        """Put secrets of a backup into a store that has none, durably. Raises: IntegrityError where one is there."""
        rows = [{"id": one.id, "secret": one.secret, "made": made} for one, made in secrets]
        with self._engine.begin() as connection:
            for start in range(0, len(rows), MANY):
                connection.execute(insert(secrets_table), rows[start : start + MANY])

    def missing(self, ids: Iterable[int]) -> set[int]:
        """Those of *ids* that the store does not have: destroyed, or lost with a store that was restored too old."""
        wanted = set(ids)
        return wanted - self.find_all(wanted).keys()

    def _forget_log(self) -> None:
        """SQLite: empty the write-ahead log too, which holds pages as they were when the secrets were made.

        A reader may hinder it for a moment; the next destruction or closing empties it then.
        """
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def store_of(session: Session) -> ShredStore:
    """The store that belongs to the database of *session*: keys are opened where rows are read."""
    store: ShredStore = session.info[INFO]
    return store


def store_file(settings: Settings) -> Path:
    """The store's own file, in its own folder of the data folder: leave it out of the data's backups."""
    return settings.data / FOLDER / FILE


def open_engine(settings: Settings, *, writing: bool) -> Engine:
    if settings.shred_database:
        return create_engine(
            shred_address(settings), pool_size=settings.threads + 2, max_overflow=0, hide_parameters=True,
            connect_args={"application_name": "arasha shred", "connect_timeout": 10},
        )  # fmt: skip
    path = store_file(settings)
    if writing:
        make_folder(path.parent)
        make_file(path)
    elif not path.is_file():
        return in_memory()
    engine = create_engine(
        f"sqlite:///{path}", pool_size=settings.threads + 2, max_overflow=4, hide_parameters=True,
        connect_args={"check_same_thread": False},
    )  # fmt: skip

    def connected(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if not writing:
            connection.execute("PRAGMA query_only = ON")

    event.listen(engine, "connect", connected)
    return engine


def in_memory() -> Engine:
    """A store with nothing in it, for who reads where none was ever made."""
    engine = create_engine("sqlite://", hide_parameters=True)
    metadata.create_all(engine)
    return engine


def parts(ids: Iterable[int]) -> Iterable[list[int]]:
    every = list(ids)
    return (every[start : start + MANY] for start in range(0, len(every), MANY))
