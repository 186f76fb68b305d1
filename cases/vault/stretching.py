"""Argon2id (RFC 9106) for what people remember or write down: dear for who guesses, bounded for this machine."""

import hmac
from hashlib import sha256
from threading import BoundedSemaphore

import msgspec

from cases.vault.brief_memory import argon2id

KIB_LIMIT = 1024 * 1024
PASSES_LIMIT = 16


class Cost(msgspec.Struct, frozen=True):
    """What one guess costs: memory in KiB (8 to 1,048,576) and passes over it (1 to 16), in one lane."""

    memory_kib: int
    passes: int

    def __post_init__(self) -> None:
        """Stored costs are read from rows: a forged one must not take the machine's memory."""
        if not (8 <= self.memory_kib <= KIB_LIMIT and 1 <= self.passes <= PASSES_LIMIT):
            raise ValueError("an Argon2 cost out of bounds")


CODE_COST = Cost(memory_kib=19 * 1024, passes=2)
"""For receipt codes: 63 random bits and the pepper; about 50 ms."""
STAFF_COST = Cost(memory_kib=64 * 1024, passes=3)
"""For passphrases, which people choose; about 200 ms."""

AT_ONCE = 2
"""Stretchings of one kind at a time in a process: thirty people signing in wait, and neither fail nor eat memory."""

code_gate = BoundedSemaphore(AT_ONCE)
door_gate = BoundedSemaphore(AT_ONCE)
"""For codes typed at a mailbox: apart from those that a new complaint is given, so that guessing keeps none waiting."""
staff_gate = BoundedSemaphore(AT_ONCE)
"""Apart from the codes' gate, so that staff signing in never keeps a complaint waiting (design 04 §4.7)."""


def stretch(secret: bytes, pepper: bytes, salt: bytes, *, cost: Cost, gate: BoundedSemaphore) -> bytes:
    """32 uniform bytes out of a weak *secret*: Argon2id over HMAC-SHA-256(*pepper*, *secret*).

    Without the pepper, which is in no backup, stored results cannot even be guessed at. Blocks while the gate is full;
    the interpreter is free meanwhile. Never call it inside `database.write`.
    """
    peppered = hmac.digest(pepper, secret, sha256)
    with gate:
        return argon2id(peppered, salt, memory_kib=cost.memory_kib, passes=cost.passes, length=32)
