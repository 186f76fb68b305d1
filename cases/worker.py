"""The worker: another entrance to the same use cases, driven by time instead of by requests."""

from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

import structlog

from cases import alarms
from cases.database import Database
from cases.jurisdiction import Pack
from cases.shelf import Shelf
from cases.viewer import System

EVERY = 5.0
"""Seconds between two looks at the clocks: fine enough for an alarm ladder that counts minutes."""
log = structlog.get_logger()


def work(database: Database, shelf: Shelf, *, clock: Callable[[], datetime], stopped: Event) -> None:
    """Fire due alarms and tidy up until *stopped*; an error is logged without personal data and the next round tries again."""
    while not stopped.is_set():
        try:
            work_once(database, shelf.pack, at=clock())
        except Exception as error:  # noqa: BLE001 - a worker that dies loses alarms; it says so and goes on
            log.error("worker round failed", kind=type(error).__name__)  # noqa: TRY400 - a traceback may quote a row
        stopped.wait(EVERY)


def work_once(database: Database, pack: Pack, *, at: datetime) -> int:
    """One round: everything that is due *at*. Gives how many clocks were looked at."""
    total = 0
    while (taken := database.write(alarms.fire_due, pack=pack, viewer=System(), at=at)) > 0:
        total += taken
    database.write(alarms.tidy, viewer=System(), at=at)
    return total


def start_worker(database: Database, shelf: Shelf, *, clock: Callable[[], datetime]) -> Callable[[], None]:
    """Run the worker beside the web in this process; gives the function that stops it and waits for its round to end."""
    stopped = Event()
    thread = Thread(
        target=work, args=(database, shelf), kwargs={"clock": clock, "stopped": stopped}, name="worker", daemon=True
    )
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join()

    return stop
