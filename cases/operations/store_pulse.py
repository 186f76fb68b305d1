"""Whether the store of files answers: asked once for all who want to know, because one that hangs takes its time."""

from threading import Lock
from time import monotonic

import msgspec

from cases.errors import StoreDown
from cases.evidence.store import Store

KEPT_S = 10.0
"""How long an answer counts: a page that anybody may ask must not become a way to load the store."""
NOWHERE = "00/pulse"
"""A place without anything in it."""


class StorePulse(msgspec.Struct):
    """What the store of one process last said. Safe to use from any number of threads."""

    store: Store
    _asking: Lock = msgspec.field(default_factory=Lock)
    _answered: bool = True
    _until: float = 0.0

    def beats(self) -> bool:
        """Whether it answers. While one thread asks, the others go by the answer before; in the beginning, by yes."""
        if monotonic() >= self._until and self._asking.acquire(blocking=False):
            try:
                self._answered = answers(self.store)
                self._until = monotonic() + KEPT_S
            finally:
                self._asking.release()
        return self._answered


def answers(store: Store) -> bool:
    """Whether the store says what it holds."""
    try:
        store.names(NOWHERE)
    except StoreDown:
        return False
    return store.folder is None or store.folder.is_dir()
