"""The code that lets somebody in once: short enough to type from a letter, too long to guess even from a copy of the rows."""

from hashlib import sha256
from secrets import choice
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that nothing is read for something else."""
LENGTH, GROUP = 25, 5
"""125 random bits."""
MISREAD: Final = str.maketrans("ILO", "110", " -\u2010\u2011\u2013\u00a0")
SPACE: Final = b"arasha/1/link\n"


def new_code() -> str:
    """A fresh code: five groups of five."""
    drawn = "".join(choice(LETTERS) for _ in range(LENGTH))
    return "-".join(drawn[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_code(typed: str) -> bytes | None:
    """The 32 bytes that a code stands for, however it was typed; None for what can be no code."""
    plain = typed[:100].strip().upper().translate(MISREAD)
    if len(plain) != LENGTH or not set(plain) <= set(LETTERS):
        return None
    return sha256(SPACE + plain.encode()).digest()
