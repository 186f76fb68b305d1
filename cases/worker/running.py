"""The worker: another entrance to the same use cases, driven by time instead of by requests."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from signal import SIGINT, SIGTERM, signal
from threading import Event, Thread

from cases.backups.daily import DailyBackup
from cases.database import Database
from cases.evidence.store import Store
from cases.logs import log
from cases.operations import workers
from cases.packs.shelf import Shelf
from cases.viewer import System
from cases.worker.beside import Beside
from cases.worker.rounds import ROUNDS, Shop, Signing

EVERY = 5.0
"""Seconds between two looks at the clocks: fine enough for an alarm ladder that counts minutes."""


def work(
    database: Database,
    shelf: Shelf,
    *,
    clock: Callable[[], datetime],
    stopped: Event,
    signing: Signing | None = None,
    store: Store | None = None,
    backups: DailyBackup | None = None,
    pulse: Path | None = None,
) -> None:
    """Do all rounds again and again until *stopped*. A round that fails is logged without personal data and holds up no other.

    *pulse*: a file that is touched before each look; one that grows old is of a worker that stands still.
    """
    beside, me = Beside(), workers.this_process(clock())
    while not stopped.is_set():
        if pulse is not None:
            pulse.touch()
        for each in ROUNDS:
            try:
                each(
                    Shop(
                        database=database,
                        pack=shelf.pack,
                        at=clock(),
                        signing=signing,
                        store=store,
                        backups=backups,
                        beside=beside.start,
                        stopped=stopped,
                        me=me,
                    )
                )
            except Exception as error:  # noqa: BLE001 - a worker that dies loses alarms; it says so and goes on
                log.error("worker round failed", round=each.__name__, kind=type(error).__name__)
        stopped.wait(EVERY)
    try:
        database.write(workers.leave, me, viewer=System())
    except Exception as error:  # noqa: BLE001 - it ends all the same, and is said to be silent for a day
        log.error("worker did not take leave", kind=type(error).__name__)


def work_until_stopped(
    database: Database,
    shelf: Shelf,
    *,
    clock: Callable[[], datetime],
    signing: Signing | None = None,
    store: Store | None = None,
    backups: DailyBackup | None = None,
    pulse: Path | None = None,
) -> None:
    """Be the worker of this process until SIGTERM or SIGINT; the batch at hand is finished. To be called in the main thread."""
    stopped = Event()
    for sign in (SIGTERM, SIGINT):
        signal(sign, lambda *_: stopped.set())
    work(database, shelf, clock=clock, stopped=stopped, signing=signing, store=store, backups=backups, pulse=pulse)


def start_worker(
    database: Database,
    shelf: Shelf,
    *,
    clock: Callable[[], datetime],
    signing: Signing | None = None,
    store: Store | None = None,
    backups: DailyBackup | None = None,
) -> Callable[[], None]:
    """Run the worker beside the web in this process; gives the function that stops it and waits for its batch to end."""
    stopped = Event()
    thread = Thread(
        target=work,
        args=(database, shelf),
        kwargs={"clock": clock, "stopped": stopped, "signing": signing, "store": store, "backups": backups},
        name="worker",
        daemon=True,
    )
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join()

    return stop
