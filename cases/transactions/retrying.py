"""Writing on PostgreSQL: in the caller's own thread, and again when the database asks for it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from secrets import randbelow
from time import sleep
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cases.transactions.running import ATTEMPTS, RunAgain, UseCaseSession
from cases.turns import aside

T = TypeVar("T")

SERIALIZATION_FAILURE = "40001"
DEADLOCK = "40P01"
UNIQUE_VIOLATION = "23505"
CHAIN = "pk_journal"
"""Two who wrote the next entry of one chain at once. A worker's alarm leaves the case's row alone, so that this is what tells."""
FIRST_PAUSE_MS = 4
LONGEST_PAUSE_MS = 500
SHARED_ATTEMPTS: Final = ATTEMPTS // 2
"""How often a use case tries its luck beside others before it asks them to wait."""

WRITERS: Final = 0x61726174
"""The advisory lock that every writing transaction shares (`cases/database.py`), and that one alone may hold."""


def write_again(engine: Engine, work: Callable[[Session], T]) -> T:
    """Run *work* in one transaction of *engine*'s isolation level; return what it returned, once that is durable.

    For use cases it is SERIALIZABLE and not READ COMMITTED with row locks, because then one means the same here as under
    SQLite's one writer: what it read still holds when it commits. "Look whether the act's key is known, else append" is right as
    it stands; with locks each use case would have to name every row and every gap that its guards looked at (open
    remedies, the next sequence, a reference not yet taken), and one forgotten lock shows only under load. The price is
    to be run again (40001, deadlock 40P01): with eight clients that write without a pause one use case in five is, and
    the rate falls by a quarter. Luck alone would have an end: on small tables the server marks whole pages as read, and
    on a busy machine each that begins meets one that has just ended. Who lost SHARED_ATTEMPTS times therefore goes on
    `alone`: the others wait for it, a moment in a thousand.

    A connection lost before COMMIT was sent is tried again as well; lost during COMMIT, nobody knows whether it was
    kept, so the error goes to the caller, whose idempotency key (the act's, the form's) makes sending again safe.
    """
    attempt = 1
    while True:
        committing = False
        try:
            with engine.connect() as connection, beside_others(connection, attempt), connection.begin():
                with UseCaseSession(connection, savepoint=False) as session, session.begin():
                    value = work(session)
                committing = True
        except RunAgain:
            if attempt == ATTEMPTS:
                raise
        except DBAPIError as error:
            if attempt == ATTEMPTS or not may_run_again(error, committing=committing):
                raise
            pause(attempt)
        else:
            return value
        attempt += 1


def beside_others(connection: Connection, attempt: int) -> AbstractContextManager[None]:
    """How an attempt runs: the first ones among others, the later ones alone."""
    return nullcontext() if attempt <= SHARED_ATTEMPTS else alone(connection)


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Wait until no transaction writes, and let none begin until this one has ended.

    The lock is taken before the transaction begins, so that its snapshot is younger than every write. The session holds
    it and not the transaction; a session that dies gives it back, and one that cannot give it back is ended.
    """
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({WRITERS})")
    connection.commit()
    try:
        yield
    finally:
        if not connection.invalidated:
            give_back(connection)


def give_back(connection: Connection) -> None:
    try:
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({WRITERS})")
        connection.commit()
    except DBAPIError:
        connection.invalidate()
        raise


def may_run_again(error: DBAPIError, *, committing: bool) -> bool:
    """Whether the transaction certainly left nothing behind, and may fare better the next time."""
    code = getattr(error.orig, "sqlstate", None)
    if code in {SERIALIZATION_FAILURE, DEADLOCK} or (code == UNIQUE_VIOLATION and constraint_of(error) == CHAIN):
        return True
    return error.connection_invalidated and not committing


def constraint_of(error: DBAPIError) -> str | None:
    """The constraint that a statement hurt, by PostgreSQL's own word."""
    place: str | None = error.orig.diag.constraint_name  # type: ignore[union-attr]
    return place


def pause(attempt: int) -> None:
    """Wait a random while that doubles with each attempt, so that those who collided do not meet again."""
    longest = min(FIRST_PAUSE_MS << attempt, LONGEST_PAUSE_MS)
    with aside():
        sleep((1 + randbelow(longest)) / 1000)
