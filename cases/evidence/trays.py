"""Memory that parts are sealed into, used again: fresh memory for each would cost half as much as the sealing.

It begins where a page does, as writing past the kernel's cache wants it. What is left in it is sealed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap

from cases.evidence.padding import PART
from cases.vault.streams import sealed_length

BLOCK = 4096
"""What a disk is written in; a divisor of every tray's size."""
SIZE = -(-sealed_length(PART) // BLOCK) * BLOCK
KEPT = 3
"""As many parts as one file that comes in by a form has sealed beside each other."""
_trays: list[mmap] = []


@contextmanager
def lent_tray() -> Iterator[mmap]:
    """A tray that holds one sealed part; what it holds must not be looked at afterwards."""
    try:
        tray = _trays.pop()
    except IndexError:
        tray = mmap(-1, SIZE)
    try:
        yield tray
    finally:
        if len(_trays) < KEPT:
            _trays.append(tray)
