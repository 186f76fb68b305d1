"""The pack that a process works by now: read again when somebody has published another pack or calendar, here or elsewhere."""

from collections.abc import Callable
from threading import Event, Thread

from cases import seen_keys
from cases.database import Database
from cases.errors import PackNotAgreed
from cases.logs import log
from cases.packs import packs
from cases.packs.jurisdiction import Pack
from cases.vault.directory import DirectoryPublic
from cases.viewer import System

EVERY = 1.0
"""Seconds between two looks: how long another machine may still work by what was published before."""


class Shelf:
    """Holds the published pack. Taking it costs nothing; looking for a newer one costs one small query."""

    def __init__(self, database: Database, pack: Pack) -> None:
        """*pack*: what was published last, as `packs.published` gave it."""
        self._database = database
        self._edition = packs.edition_of(pack)
        self._refused: packs.Edition | None = None
        self.pack = pack

    @property
    def refused(self) -> str | None:
        """Hash of a pack that stands in the table and that two people did not agree on: it is not taken down."""
        return None if self._refused is None else self._refused.pack

    def look_at_keys(self, pinned: DirectoryPublic) -> None:
        """Remember how far each unit's key has come."""
        self._database.read(seen_keys.look, pinned=pinned, viewer=System())

    def refresh(self) -> None:
        """Take down what was published since: at once by whoever published, by everybody else within `EVERY`."""
        edition = self._database.read(packs.edition, viewer=System())
        if edition in (None, self._edition, self._refused):
            self._refused = None if edition == self._edition else self._refused
            return
        try:
            pack = self._database.read(packs.published, viewer=System(), known=self.pack)
        except PackNotAgreed:
            self._refused = edition
            log.error("pack not agreed", pack=edition.pack)
            return
        if pack is not None:
            self.pack, self._edition, self._refused = pack, edition, None


def keep_fresh(shelf: Shelf, pinned: DirectoryPublic) -> Callable[[], None]:
    """Look every second beside the web; gives the function that stops it.

    What the units' keys have come to is learned then too (`cases.seen_keys`), checked by *pinned*.
    """
    stopped = Event()

    def look() -> None:
        while not stopped.wait(EVERY):
            try:
                shelf.refresh()
                shelf.look_at_keys(pinned)
            except Exception as error:  # noqa: BLE001 - the database may be restarting; the pack at hand still holds
                log.error("pack not read again", kind=type(error).__name__)

    thread = Thread(target=look, name="shelf", daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join()

    return stop
