"""Where the program begins: `arasha`. While it starts, nothing is thrown away, so nothing is looked for either.

Python looks through all that there is again and again while it grows; what is imported, the pack and the templates stay to
the end. It took a fifth of the imports and half of reading a pack, and afterwards a quarter of a second now and then in the
middle of somebody's request.

What was taken for a moment is given back. glibc keeps what is freed, for each thread apart, and raises the size from which it
asks the system anew to the largest that was ever freed. With both limits fixed a large block is the system's again when it is
free. (Argon2's, the largest, are taken in large pages: `cases/vault/brief_memory.py`.) What lies free between other blocks is
given back every few seconds, by whole pages: 7 MiB after a minute of pages and forms.

Whoever computes is asked sooner to let others go on. A thread lets go of the interpreter at each statement that the database
runs, and to get it back it waited 5 ms for whoever was drawing a page: a complaint, which runs thirty, waited longer than it
worked. Of eight people who sent at once on a busy machine the slowest waited half as long, and no fewer complaints came through.
"""

import ctypes
import gc
import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

M_TRIM_THRESHOLD: Final = -1
M_MMAP_THRESHOLD: Final = -3
M_ARENA_MAX: Final = -8
"""Names of `mallopt(3)`."""
GIVEN_BACK: Final = 1024 * 1024
"""Bytes from which a block is the system's again at once, and above which the end of the heap is."""
TURN: Final = 0.0005
"""Seconds after which a thread that computes lets another go on, where one waits."""
TIDIED_S: Final = 5.0
"""Seconds between two times at which what lies free between other blocks is given back: it takes a sixth of a millisecond."""
ARENAS: Final = 2
"""Heaps for all threads: the interpreter lets one of them run at a time, and each heap has gaps of its own."""


def main() -> None:
    """Run the command that the arguments name."""
    begin()
    from web.cli import main as command  # noqa: PLC0415 - what it imports is what is to be waited for

    keep_what_is_there()
    command()


def begin() -> None:
    """Look for no garbage until `keep_what_is_there`; from now on keep no memory that is free, and take short turns."""
    gc.disable()
    sys.setswitchinterval(TURN)
    give_memory_back()


def keep_what_is_there() -> None:
    """Look for garbage from now on, but never again through what is there already."""
    gc.freeze()
    gc.enable()


def give_memory_back() -> None:
    """Tell glibc so; another C library has nothing to be told (musl gives back by itself)."""
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is not None:
        for name, value in ((M_ARENA_MAX, ARENAS), (M_MMAP_THRESHOLD, GIVEN_BACK), (M_TRIM_THRESHOLD, GIVEN_BACK)):
            tell(name, value)


def keep_tidy() -> Callable[[], None]:
    """Give back what lies free between other blocks, at once and again and again; gives the function that ends that."""
    stopped = Event()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", lambda _: 0)

    def tidy() -> None:
        give_back(0)
        while not stopped.wait(TIDIED_S):
            give_back(0)

    thread = Thread(target=tidy, name="memory", daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join()

    return stop
