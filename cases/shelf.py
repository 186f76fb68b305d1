"""The pack that a process works by now: read again when somebody has published another pack or calendar, here or elsewhere."""

from collections.abc import Callable
from threading import Event, Thread

import structlog

from cases import packs
from cases.database import Database
from cases.jurisdiction import Pack
from cases.viewer import System

EVERY = 1.0
"""Seconds between two looks: how long another machine may still work by what was published before."""
log = structlog.get_logger()


class Shelf:
    """Holds the published pack. Taking it costs nothing; looking for a newer one costs one small query."""

    def __init__(self, database: Database, pack: Pack) -> None:
        """*pack*: what was published last, as `packs.published` gave it."""
        self._database = database
        self._edition = packs.edition_of(pack)
        self.pack = pack

    def refresh(self) -> None:
        """Take down what was published since: at once by whoever published, by everybody else within `EVERY`."""
        edition = self._database.read(packs.edition, viewer=System())
        if edition in (None, self._edition):
            return
        pack = self._database.read(packs.published, viewer=System(), known=self.pack)
        if pack is not None:
            self.pack, self._edition = pack, edition


def keep_fresh(shelf: Shelf) -> Callable[[], None]:
    """Look every second beside the web; gives the function that stops it."""
    stopped = Event()

    def look() -> None:
        while not stopped.wait(EVERY):
            try:
                shelf.refresh()
            except Exception as error:  # noqa: BLE001 - the database may be restarting; the pack at hand still holds
                log.error("pack not read again", kind=type(error).__name__)  # noqa: TRY400 - a traceback may quote a row

    thread = Thread(target=look, name="shelf", daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join()

    return stop
