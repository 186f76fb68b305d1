"""What takes minutes is done beside the clocks, which must not wait for it."""

from collections.abc import Callable
from threading import Lock, Thread

from cases.logs import log


class Beside:
    """Does one work after the other in a thread of its own. What waits or is being done already is not taken on twice.

    A round asks for its work every few seconds, mostly to find that there is nothing to do. Nobody may be turned away because
    another's is looked at just then: the same one would be turned away each time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[str, Callable[[], object]] = {}
        self._doing: str | None = None

    def start(self, name: str, work: Callable[[], object]) -> None:
        """Have *work* done, which is known by its *name*."""
        with self._lock:
            if name == self._doing or name in self._waiting:
                return
            self._waiting[name] = work
            if self._doing is None:
                self._doing = name
                Thread(target=self._run, name="beside the worker", daemon=True).start()

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - the database may be closed under it when the process ends
                log.error("daily work failed", kind=type(error).__name__)

    def _next(self) -> Callable[[], object] | None:
        with self._lock:
            self._doing = next(iter(self._waiting), None)
            return None if self._doing is None else self._waiting.pop(self._doing)
