"""What `arasha doctor` says: one finding a thing that was looked at."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """How one thing stands. *mind*: works, and should be seen to; *bad*: does not, or will not for long."""

    name: str
    state: Literal["good", "mind", "bad"]
    words: str


def good(name: str, words: str) -> Finding:
    return Finding(name, "good", words)


def mind(name: str, words: str) -> Finding:
    return Finding(name, "mind", words)


def bad(name: str, words: str) -> Finding:
    return Finding(name, "bad", words)
