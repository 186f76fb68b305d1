"""Who computes lets the others come after, and not in between.

The interpreter lets one thread of a process run at a time, and changes to another at every statement that a database runs.
Of eight handlers that begin together each is therefore done when nearly all are, and who has thirty statements to run comes to
stand in line thirty times. One after the other, as people at a counter, the first is done in an eighth of the time and the last
no later. Whoever waits long for something else (another program, a page of print, its next try) steps aside meanwhile, and comes
back to the head of the line: it was here before. For the disk and for a code's Argon2 nobody does: of eight people who fill in
the form and send, those who send wait half as long when those who look at pages wait for them, and as many come through.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock, local
from time import monotonic
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_S: Final = 0.2
"""Who computes for longer than this goes on beside the next one, as a report of the whole country does."""
SHORTEST_S: Final = 0.001


class Turn:
    """One thread's. Whoever waits for it waits for its `called`."""

    def __init__(self, turns: "Turns") -> None:
        self.turns, self.called = turns, Lock()


class Turns:
    """A line of threads. A turn lasts until its work is done or steps `aside`, and no longer than *longest* seconds."""

    def __init__(self, longest: float = LONGEST_S) -> None:
        self._longest = longest
        self._changing = Lock()
        self._line: deque[Turn] = deque()
        self._now: Turn | None = None
        self._since = 0.0

    def taken(self, work: Callable[P, T], *, first: bool = False) -> Callable[P, T]:
        """*work* as it is done when its turn has come. *first*: before all who wait. Raises: what it raises."""

        @wraps(work)
        def in_turn(*args: P.args, **kwargs: P.kwargs) -> T:
            _here.turn = mine = Turn(self)
            self.await_turn(mine, first=first)
            try:
                return work(*args, **kwargs)
            finally:
                _here.turn = None
                self.end(mine)

        return in_turn

    def await_turn(self, mine: Turn, *, first: bool = False) -> None:
        """Return when it is *mine*. *first*: before all who wait."""
        with self._changing:
            if self._now is None:
                self._call(mine)
                return
            mine.called.acquire()
            self._line.insert(0 if first else len(self._line), mine)
        while not mine.called.acquire(timeout=max(self._left, SHORTEST_S)):
            with self._changing:
                if self._line and self._line[0] is mine and self._left <= 0:
                    self._call(self._line.popleft())
        mine.called.release()

    def end(self, mine: Turn) -> None:
        """Let the next one begin, where nobody has begun since because *mine* was too long."""
        with self._changing:
            if self._now is mine:
                self._now = None
                if self._line:
                    self._call(self._line.popleft())

    def is_mine(self) -> bool:
        """Whether this thread has the turn."""
        return self._now is not None and self._now is _here.turn

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @property
    def _left(self) -> float:
        """Seconds that the present turn may last."""
        return self._since + self._longest - monotonic()

    def _call(self, turn: Turn) -> None:
        self._now, self._since = turn, monotonic()
        if turn.called.locked():
            turn.called.release()


class _Here(local):
    """The turn of this thread."""

    turn: Turn | None = None


_here = _Here()


@contextmanager
def aside() -> Iterator[None]:
    """While the block waits for something the next one has its turn. Where this thread has none, nothing changes."""
    mine = _here.turn
    if mine is None:
        yield
        return
    mine.turns.end(mine)
    try:
        yield
    finally:
        mine.turns.await_turn(mine, first=True)


HANDLERS: Final = Turns()
"""Handlers of pages: those that a process runs in threads."""
