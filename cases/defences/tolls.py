"""What sending costs a source that files often: a wait, or in a browser with scripts some work, and nothing else.

A toll is a signed line in the form: for which draft, from when, how long, how much. Time on the check page counts, so that
who reads what they send has mostly paid when they press the button. It is good for one draft, and a draft is sent once.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil

from cases.defences.limits import bits_for, wait_before
from cases.vault.pepper import Pepper

LABEL = "tolls"
MAC = 16
LONGEST_NONCE = 20


@dataclass(frozen=True)
class Toll:
    """*wait*: seconds from *since*; *bits*: leading zero bits of SHA-256 of the token and a number, instead of it."""

    token: str
    since: int
    wait: int
    bits: int

    def left(self, at: datetime) -> int:
        """Seconds still to wait."""
        return max(0, ceil(self.since + self.wait - at.timestamp()))


def ask_toll(held_id: int, filed: int, free: int, *, pepper: Pepper, at: datetime) -> Toll | None:
    """The toll for one draft of a source that has *filed* so many this hour; None while they are few."""
    wait = wait_before(filed, free)
    if not wait:
        return None
    since, bits = int(at.timestamp()), bits_for(filed, free)
    line = f"{held_id}.{since}.{wait}.{bits}"
    return Toll(f"{line}.{sign(line, pepper)}", since, wait, bits)


def sign(line: str, pepper: Pepper) -> str:
    return urlsafe_b64encode(hmac.digest(pepper.key(LABEL), line.encode(), sha256)[:MAC]).decode().rstrip("=")


def read_toll(token: str, held_id: int, *, pepper: Pepper) -> Toll | None:
    """The toll that a form brought; None for one that is not ours or of another draft."""
    line, _, mac = token.rpartition(".")
    parts = line.split(".")
    if not hmac.compare_digest(mac.encode(), sign(line, pepper).encode()) or parts[0] != str(held_id):
        return None
    _, since, wait, bits = map(int, parts)
    return Toll(token, since, wait, bits)


def is_paid(toll: Toll, work: str, *, at: datetime) -> bool:
    """Whether the wait is over, or *work* (a number) shows that enough was tried."""
    if not toll.left(at):
        return True
    if not (work.isascii() and work.isdigit() and len(work) <= LONGEST_NONCE):
        return False
    digest = int.from_bytes(sha256(f"{toll.token}:{work}".encode()).digest())
    return digest >> (256 - toll.bits) == 0
