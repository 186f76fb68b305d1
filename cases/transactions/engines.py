"""Connections: how each database is opened, and what every transaction begins with."""

from functools import lru_cache
from sqlite3 import Connection as SqliteConnection
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from cases.settings import Settings
from cases.transactions.addresses import database_address

BUSY_MS = 5_000
"""How long SQLite waits for a process that is none of ours (a shell, a copy tool) before it gives up."""

EVERY_CONNECTION = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an acknowledged complaint survives a power cut
    "PRAGMA secure_delete = ON",  # a deleted wrap is overwritten, not left in a free page (design 04 §4.2)
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)
WRITER_CACHE = "PRAGMA cache_size = -65536"
"""64 MiB of pages instead of 2: where rows lie at random, a small cache writes and reads the same pages again and again."""
OUR_OWN = {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"}


class TransactionLost(Exception):
    """SQLite ended the transaction by itself: nothing of the batch so far is kept, and nothing more may be written."""


def open_sqlite(settings: Settings, *, connections: int, writing: bool) -> Engine:
    """An engine on the data folder's database, for *writing* or for reading only.

    BEGIN is sent by the event and not left to the driver, which begins at the first INSERT and no earlier: a savepoint
    before that would be the outermost one, and its RELEASE a commit. Writing takes the lock at once (IMMEDIATE): what was
    read before it could be stale, and SQLite answers the first INSERT then with "database is locked".
    """
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    engine = create_engine(
        make_url(settings.url),
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        json_serializer=write_json,
        json_deserializer=msgspec.json.decode,
        connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 512},
    )

    def connected(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
        for pragma in EVERY_CONNECTION:
            connection.execute(pragma)
        connection.execute(WRITER_CACHE if writing else "PRAGMA query_only = ON")

    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    def executed(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if driver(connection).in_transaction:
            refuse_own_transactions(statement)
        elif connection.in_transaction() and statement != begin:
            raise TransactionLost

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
    event.listen(engine, "before_cursor_execute", executed)
    return engine


PREPARED = 200
"""Statements that stay planned on a connection; pages and acts have about as many, and the server keeps some 65 KiB of each."""
NO_COMPILING = "-c jit=off"
"""PostgreSQL compiles what it deems dear: 0.4 s for the counts of a queue that take 0.1."""


def open_postgresql(settings: Settings) -> Engine:
    """An engine with a connection for every handler thread, one for the worker beside them and one for what it sends."""
    engine = create_engine(
        database_address(settings),
        pool_size=settings.threads + 2,
        max_overflow=0,
        pool_use_lifo=True,  # the connection that was used last has its statements planned
        hide_parameters=True,
        json_serializer=write_json,
        json_deserializer=msgspec.json.decode,
        connect_args={"application_name": "arasha", "connect_timeout": 10, "options": NO_COMPILING},
    )

    def connected(connection: Any, _: ConnectionPoolEntry) -> None:
        connection.prepared_max = PREPARED

    def executed(_: Connection, __: Any, statement: str, *___: Any) -> None:
        refuse_own_transactions(statement)

    def failed(context: ExceptionContext) -> None:
        # `hide_parameters` hides ours; the server's own DETAIL says "Key (lookup)=(…) already exists".
        original = context.original_exception
        if isinstance(original, engine.dialect.loaded_dbapi.Error):
            said = original.diag.message_primary or type(original).__name__
            original.args = (said,)
            if context.sqlalchemy_exception is not None:
                context.sqlalchemy_exception.args = (said,)

    event.listen(engine, "connect", connected)
    event.listen(engine, "handle_error", failed)
    event.listen(engine, "before_cursor_execute", executed)
    return engine


def write_json(value: Any) -> str:
    """*value* as the text of a JSON column."""
    return msgspec.json.encode(value).decode()


def driver(connection: Connection) -> SqliteConnection:
    """The bare SQLite connection below *connection*."""
    return cast("SqliteConnection", connection.connection.dbapi_connection)


@lru_cache(maxsize=2048)
def refuse_own_transactions(statement: str) -> None:
    """A COMMIT inside a use case would commit its neighbours in the batch as well. Raises: RuntimeError.

    The same few hundred statements are run again and again: each is looked at once.
    """
    first, second = (*statement[:64].upper().split(maxsplit=2), "", "")[:2]
    if first.rstrip(";") in OUR_OWN and second != "TO":
        raise RuntimeError("a use case begins, commits and rolls back nothing: the database does")
