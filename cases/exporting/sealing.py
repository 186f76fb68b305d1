"""What is taken out for somebody, sealed to a key of theirs on the way: an age file that only they open."""

from collections.abc import Iterator
from contextlib import suppress
from io import RawIOBase
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any

import pyrage

from cases.errors import BadRecipient

WAITING = 4
"""Pieces that wait to be sent: what is made ahead of a slow connection."""
PATIENCE = 0.2
"""Seconds between two looks at whether anybody still takes what is made."""


def read_recipient(text: str) -> pyrage.x25519.Recipient:
    """The public key that somebody typed, as `age-keygen` prints it. Raises: BadRecipient."""
    try:
        return pyrage.x25519.Recipient.from_str("".join(text.split()))
    except Exception:  # noqa: BLE001 - the library has errors of its own for each way of being wrong
        raise BadRecipient from None


def seal_stream(pieces: Iterator[bytes], to: pyrage.x25519.Recipient) -> Iterator[bytes]:
    """*pieces* as one age file, while they are made; nothing of it is whole in memory.

    The sealing runs in a thread of its own, because the library holds on until all is read. When nobody takes the file any
    more, or a piece cannot be made, it raises in there and the file ends without its last part: it does not open.
    """
    out: Queue[bytes | BaseException | None] = Queue(WAITING)
    left = Event()
    thread = Thread(target=run, args=(Source(pieces, left), Sink(out, left), to, out, left), daemon=True)
    thread.start()
    try:
        while (piece := out.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        left.set()
        with_room(out)
        thread.join()


def run(
    source: "Source", sink: "Sink", to: pyrage.x25519.Recipient, out: Queue[bytes | BaseException | None], left: Event
) -> None:
    end: BaseException | None = None
    try:
        pyrage.encrypt_io(source, sink, [to])
    except BaseException as error:  # noqa: BLE001 - told to whoever takes the file
        end = source.failed or error
    with suppress(BrokenPipeError):
        put(out, end, left)


def put(out: Queue[Any], piece: Any, left: Event) -> None:
    """Lay a piece out. Raises: BrokenPipeError when nobody takes it any more."""
    while not left.is_set():
        try:
            out.put(piece, timeout=PATIENCE)
        except Full:
            continue
        return
    raise BrokenPipeError


def with_room(out: Queue[Any]) -> None:
    """Take away what nobody will, so that the thread sees that it is alone."""
    try:
        while True:
            out.get_nowait()
    except Empty:
        return


class Source(RawIOBase):
    """The pieces as a file that is read."""

    def __init__(self, pieces: Iterator[bytes], left: Event) -> None:
        self._pieces, self._left, self._held = pieces, left, b""
        self.failed: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left.is_set():
            raise BrokenPipeError  # an end here would make a short file that opens
        try:
            while not self._held:
                self._held = next(self._pieces)
        except StopIteration:
            return 0
        except BaseException as error:
            self.failed = error
            raise
        taken = self._held[: len(buffer)]
        self._held = self._held[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Sink(RawIOBase):
    """A file that is written into the queue."""

    def __init__(self, out: Queue[Any], left: Event) -> None:
        self._out, self._left = out, left

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        put(self._out, bytes(data), self._left)
        return len(data)
