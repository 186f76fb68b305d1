"""Rows as pieces: cut so that what did not change since yesterday is cut the same, and is kept once."""

from collections.abc import Iterable, Iterator
from zlib import crc32

BLOCK = 256 * 1024
"""Bytes of a piece of a file whose pages stay where they are."""
LEAST, MOST = 128 * 1024, 2 * 1024 * 1024
"""Bytes of a piece that is cut after a line."""
ONE_IN = 256
"""Lines between two cuts, on the average."""
TAIL = 48
"""Bytes before a line's end that decide whether it is cut there."""


def cut_in_blocks(source: Iterable[bytes]) -> Iterator[bytes]:
    """*source* in blocks of one size: for a file whose pages are changed in place."""
    rest = b""
    for more in source:
        rest += more
        whole = len(rest) // BLOCK * BLOCK
        yield from (rest[start : start + BLOCK] for start in range(0, whole, BLOCK))
        rest = rest[whole:]
    if rest:
        yield rest


def cut_after_lines(source: Iterable[bytes]) -> Iterator[bytes]:
    """*source* cut after lines that are chosen by what they end with: rows that come in between move no other cut."""
    rest = b""
    for more in source:
        rest += more
        while (end := next_cut(rest)) is not None:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def next_cut(rest: bytes) -> int | None:
    """Where the first piece of *rest* ends; None while that cannot be told yet."""
    at = LEAST
    while (line := rest.find(b"\n", at, MOST)) >= 0:
        at = line + 1
        if crc32(rest[max(at - TAIL, 0) : at]) % ONE_IN == 0:
            return at
    return MOST if len(rest) >= MOST else None
