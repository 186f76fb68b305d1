"""What holds while a use case or a query runs, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NoReturn

from sqlalchemy import Connection
from sqlalchemy.orm import Session

ATTEMPTS = 10
"""How often a use case is run before its last error is given to the caller."""

_running: ContextVar[str] = ContextVar("arasha_running", default="")


class RunAgain(Exception):
    """Raised by a use case to be run again from its beginning: its random reference was taken, for example."""


class UseCaseSession(Session):
    """A session that its use case cannot end: the transaction is the database's, and on SQLite its neighbours' too."""

    def __init__(self, connection: Connection, *, savepoint: bool) -> None:
        mode: Literal["create_savepoint", "rollback_only"] = "create_savepoint" if savepoint else "rollback_only"
        super().__init__(connection, join_transaction_mode=mode, expire_on_commit=False)

    def commit(self) -> NoReturn:
        raise RuntimeError("a use case never commits: the database does")

    def rollback(self) -> NoReturn:
        raise RuntimeError("a use case never rolls back: it raises")


@contextmanager
def running(what: str) -> Iterator[None]:
    """Mark the present context as inside a `read` or a `write`."""
    token = _running.set(what)
    try:
        yield
    finally:
        _running.reset(token)


def refuse_inside(what: str) -> None:
    """Refuse *what* inside another: it would wait for itself on SQLite, and read another moment on PostgreSQL.

    Raises: RuntimeError, a mistake of the caller and not a state of the world.
    """
    if outer := _running.get():
        raise RuntimeError(f"{what} inside {outer}: call the function with the session that is at hand")
