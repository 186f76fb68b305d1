"""Threads of their own for slow proofs: whoever waits at a door keeps no other page waiting (design 04 §4.7)."""

from asyncio import wrap_future
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from itertools import count
from queue import PriorityQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from cases.vault.stretching import AT_ONCE

Result = TypeVar("Result")


class WaitingRoom:
    """Takes first who comes from where least was tried: somebody who guesses waits behind everybody who does not.

    The gate around Argon2 alone is not enough: it blocks threads that all pages share, and a handful of people who
    wait at it would shut intake.
    """

    def __init__(self, name: str) -> None:
        self._name, self._lock, self._numbers = name, Lock(), count()
        self._waiting: PriorityQueue[tuple[int, int, Callable[[], None]]] = PriorityQueue()
        self._open = False

    async def wait_turn(self, work: Callable[[], Result], *, tried: int = 0) -> Result:
        """Do *work* when a thread is free and nobody waits from where less was tried. Raises: what *work* raises."""
        self._let_in()
        done: Future[Result] = Future()
        context = copy_context()

        def take() -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                done.set_result(context.run(work))
            except BaseException as error:  # noqa: BLE001 - it goes to who waits for it
                done.set_exception(error)

        self._waiting.put((tried, next(self._numbers), take))
        return await wrap_future(done)

    def _let_in(self) -> None:
        with self._lock:
            if not self._open:
                self._open = True
                for _ in range(AT_ONCE):
                    Thread(target=self._serve, name=self._name, daemon=True).start()

    def _serve(self) -> Any:
        while True:
            self._waiting.get()[2]()


STAFF = WaitingRoom("staff-door")
MAILBOX = WaitingRoom("mailbox-door")
"""Apart from the staff's, and both apart from sending a complaint."""
BODIES = WaitingRoom("bodies-door")
"""Bodies at their links keep neither complainants nor staff waiting."""
