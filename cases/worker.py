"""The worker: another entrance to the same use cases, driven by time instead of by requests.

A round is one kind of work that falls due. Each is done in batches, each batch in a transaction, so that a worker that is killed
leaves nothing by half and the next one goes on where it stood; several at once share what there is (PostgreSQL).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from signal import SIGINT, SIGTERM, signal
from threading import Event, Thread

import structlog

from cases import alarms
from cases.calendars.recounting import recount_batch
from cases.database import Database
from cases.duty import watch
from cases.jurisdiction import Pack
from cases.shelf import Shelf
from cases.viewer import System

EVERY = 5.0
"""Seconds between two looks at the clocks: fine enough for an alarm ladder that counts minutes."""
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Shop:
    """What a round works with. `at`: the moment of the round; `stopped`: set when the process is asked to end."""

    database: Database
    pack: Pack
    at: datetime
    stopped: Event = field(default_factory=Event)


def follow_calendar(shop: Shop) -> int:
    """Count anew every open clock that an older calendar counted."""
    total = 0
    while not shop.stopped.is_set() and (
        taken := shop.database.claim(recount_batch, pack=shop.pack, viewer=System(), at=shop.at)
    ):
        total += taken
    return total


def ring_alarms(shop: Shop) -> int:
    """Fire every clock whose alarm is due."""
    total = 0
    while not shop.stopped.is_set() and (
        taken := shop.database.claim(alarms.fire_due, pack=shop.pack, viewer=System(), at=shop.at)
    ):
        total += taken
    return total


def forget_expired(shop: Shop) -> int:
    """Drop drafts, receipts and sessions whose time is over."""
    shop.database.write(alarms.tidy, viewer=System(), at=shop.at)
    return 0


def look_after_duty(shop: Shop) -> int:
    """Warn of gaps in the duty roster, ring the weekly test alarm, take keys back from who is off the roster."""
    shop.database.write(watch.look_after, pack=shop.pack, viewer=System(), at=shop.at)
    return 0


ROUNDS: tuple[Callable[[Shop], int], ...] = (follow_calendar, ring_alarms, look_after_duty, forget_expired)
"""In this order, every few seconds. A round gives how much it found to do."""


def work(database: Database, shelf: Shelf, *, clock: Callable[[], datetime], stopped: Event) -> None:
    """Do all rounds again and again until *stopped*. A round that fails is logged without personal data and holds up no other."""
    while not stopped.is_set():
        for each in ROUNDS:
            try:
                each(Shop(database=database, pack=shelf.pack, at=clock(), stopped=stopped))
            except Exception as error:  # noqa: BLE001 - a worker that dies loses alarms; it says so and goes on
                log.error("worker round failed", round=each.__name__, kind=type(error).__name__)  # noqa: TRY400 - a traceback may quote a row
        stopped.wait(EVERY)


def work_once(database: Database, pack: Pack, *, at: datetime) -> int:
    """All rounds once: everything that is due *at*. Gives how much there was to do. Raises what a round raises."""
    shop = Shop(database=database, pack=pack, at=at)
    return sum(each(shop) for each in ROUNDS)


def work_until_stopped(database: Database, shelf: Shelf, *, clock: Callable[[], datetime]) -> None:
    """Be the worker of this process until SIGTERM or SIGINT; the batch at hand is finished. To be called in the main thread."""
    stopped = Event()
    for sign in (SIGTERM, SIGINT):
        signal(sign, lambda *_: stopped.set())
    work(database, shelf, clock=clock, stopped=stopped)


def start_worker(database: Database, shelf: Shelf, *, clock: Callable[[], datetime]) -> Callable[[], None]:
    """Run the worker beside the web in this process; gives the function that stops it and waits for its batch to end."""
    stopped = Event()
    thread = Thread(
        target=work, args=(database, shelf), kwargs={"clock": clock, "stopped": stopped}, name="worker", daemon=True
    )
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join()

    return stop
