"""The one writer of the SQLite database: waiting use cases share a transaction, and so its fsync.

A transaction costs one fsync, whatever is in it. Many connections that write each wait for the lock, and some of them
starve; one thread that takes all who wait, runs each in a savepoint of its own and commits once serves 32 clients at
860 instead of 510 a second, the slowest in 42 ms instead of 1.9 s (design 02 §2.3).
"""

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import Context, copy_context
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from cases.transactions.engines import TransactionLost, driver
from cases.transactions.running import ATTEMPTS, RunAgain, UseCaseSession

T = TypeVar("T")

BATCH = 64
"""Most use cases in one transaction: at 1 ms each, the last one waits a fifteenth of a second for its neighbours."""


class Turn(msgspec.Struct, eq=False):
    """One use case that waits, with the context variables of whoever called."""

    work: Callable[[Session], Any]
    context: Context = msgspec.field(default_factory=copy_context)
    answer: Future[Any] = msgspec.field(default_factory=Future)


class Outcome(msgspec.Struct, eq=False):
    """What a use case came to, to be told once the batch is committed and not before."""

    turn: Turn
    value: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.error is None:
            self.turn.answer.set_result(self.value)
        else:
            self.turn.answer.set_exception(self.error)


class Writer:
    """Owns the thread; everything that is written goes through `write`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: SimpleQueue[Turn | None] = SimpleQueue()
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._serve, name="arasha-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Session], T]) -> T:
        """Run *work* in the next batch and return what it returned, once that is on the disk.

        Raises what *work* raised; then nothing of it is kept, and everything of its neighbours.
        """
        return self.submit(work).result()

    def submit(self, work: Callable[[Session], T]) -> Future[T]:
        """Put *work* in the queue and go on; the future answers as `write` would. Raises: RuntimeError once closed."""
        turn = Turn(work)
        with self._closing:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._waiting.put(turn)
        return turn.answer

    def close(self) -> None:
        """Let those who wait finish, then stop."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (turn := self._waiting.get()) is not None:
            batch = [turn]
            while len(batch) < BATCH:
                try:
                    following = self._waiting.get_nowait()
                except Empty:
                    break
                if following is None:
                    self._waiting.put(None)
                    break
                batch.append(following)
            for outcome in self._write_batch(batch):
                outcome.tell()

    def _write_batch(self, batch: list[Turn]) -> list[Outcome]:
        """Run a batch in one transaction; when that fails as a whole, each of it alone, so that only the culprit fails.

        Always on a connection fresh from the pool: after a failed COMMIT only the pool's reset rolls back for certain.
        """
        begun = False
        try:
            with self._engine.connect() as connection, connection.begin():
                begun = True
                outcomes = [run_turn(connection, turn) for turn in batch]
        except BaseException as error:  # noqa: BLE001 - it belongs to the caller, in another thread
            if len(batch) == 1 or not begun:
                return [Outcome(turn, error=what_began(error)) for turn in batch]
            return [outcome for turn in batch for outcome in self._write_batch([turn])]
        return outcomes


def what_began(error: BaseException) -> BaseException:
    """The error that SQLite answered by ending the transaction, where *error* only says that it had ended."""
    while isinstance(error, TransactionLost) and (earlier := error.__cause__ or error.__context__):
        error = earlier
    return error


def run_turn(connection: Connection, turn: Turn) -> Outcome:
    """Run one use case in its own savepoint. Raises: TransactionLost when SQLite ended the transaction under it."""
    attempt = 1
    while True:
        try:
            with UseCaseSession(connection, savepoint=True) as session, session.begin():
                value = turn.context.copy().run(turn.work, session)
        except BaseException as error:
            if not driver(connection).in_transaction:
                raise TransactionLost from error
            if isinstance(error, RunAgain) and attempt < ATTEMPTS:
                attempt += 1
                continue
            return Outcome(turn, error=error)
        if not driver(connection).in_transaction:
            raise TransactionLost
        return Outcome(turn, value)
