"""What sending costs a source that files often: a wait, or in a browser with scripts some work, and nothing else.

A toll is a signed line in the form: for which draft, from when, how long, how much. Time on the check page counts, so that
who reads what they send has mostly paid when they press the button. It is good for one draft, and a draft is sent once.

It says too how much had come from there by then. Waiting is free for who does it with a thousand drafts at once: so whatever
comes from there meanwhile makes the wait longer, as in a line, and the work harder.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from math import ceil

import msgspec
from msgspec.structs import replace

from cases.defences.limits import bits_for, wait_before, wait_in_line
from cases.defences.sources import HOUR, hour_of
from cases.vault.pepper import Pepper

LABEL = "tolls"
MAC = 16
LONGEST_NONCE = 20


class Toll(msgspec.Struct, frozen=True):
    """*wait*: seconds from *since*; *bits*: leading zero bits of SHA-256 of the token and a number, instead of it.

    *filed*: complaints of that hour from there when it was asked.
    """

    token: str
    since: int
    wait: int
    bits: int
    filed: int

    def left(self, at: datetime) -> int:
        """Seconds still to wait."""
        return max(0, ceil(self.since + self.wait - at.timestamp()))

    def in_line(self, filed: int, free: int, *, at: datetime) -> "Toll":
        """The same toll where *filed* have come from there this hour by now: each since then adds to wait and work."""
        before = self.filed if hour_of(at) * HOUR <= self.since else 0  # an hour begins with nothing
        return replace(
            self, wait=wait_in_line(self.wait, max(0, filed - before)), bits=max(self.bits, bits_for(filed, free))
        )


def ask_toll(held_id: int, filed: int, free: int, *, pepper: Pepper, at: datetime) -> Toll | None:
    """The toll for one draft of a source that has *filed* so many this hour; None while they are few."""
    wait = wait_before(filed, free)
    if not wait:
        return None
    since, bits = int(at.timestamp()), bits_for(filed, free)
    line = f"{held_id}.{since}.{wait}.{bits}.{filed}"
    return Toll(f"{line}.{sign(line, pepper)}", since, wait, bits, filed)


def sign(line: str, pepper: Pepper) -> str:
    return urlsafe_b64encode(hmac.digest(pepper.key(LABEL), line.encode(), sha256)[:MAC]).decode().rstrip("=")


def read_toll(token: str, held_id: int, *, pepper: Pepper) -> Toll | None:
    """The toll that a form brought; None for one that is not ours or of another draft."""
    line, _, mac = token.rpartition(".")
    parts = line.split(".")
    if not hmac.compare_digest(mac.encode(), sign(line, pepper).encode()) or parts[0] != str(held_id):
        return None
    _, since, wait, bits, filed = map(int, parts)
    return Toll(token, since, wait, bits, filed)


def is_paid(toll: Toll, work: str, *, at: datetime) -> bool:
    """Whether the wait is over, or *work* (a number) shows that enough was tried."""
    if not toll.left(at):
        return True
    if not (work.isascii() and work.isdigit() and len(work) <= LONGEST_NONCE):
        return False
    digest = int.from_bytes(sha256(f"{toll.token}:{work}".encode()).digest())
    return digest >> (256 - toll.bits) == 0
