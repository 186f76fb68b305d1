"""An index that is blind: equal words give equal numbers under a unit's secret, and without it a number says nothing."""

import hmac
from typing import Literal

from cases.vault.expanding import LENGTH, expand
from cases.vault.keys import Key
from cases.vault.shredding import ShredSecret

Kind = Literal["word", "person"]
"""What is made blind: a stem, or what says who somebody is. The same letters give other numbers in the other kind."""
BYTES = 8
POSITIVE = (1 << 63) - 1


def index_secret(key: Key, shred: ShredSecret, *, unit: str, epoch: int) -> bytes:
    """The 32 bytes under which one epoch of a unit's index is made, out of the unit's private key and a shred secret.

    Nothing that could be exchanged is stored: anybody can seal to a unit, and a secret that they had sealed themselves
    would open to them all that is indexed under it. Without the shred secret not even the unit's key leads to it, so
    that an epoch which is over opens from no old copy.
    """
    both = hmac.digest(shred.secret, key.dump(), "sha256")
    return expand(both, f"search/{unit}/{epoch}")


def blind(secret: bytes, kind: Kind, text: str) -> int:
    """63 bits of HMAC-SHA-256 that *text* always gives under *secret*. Raises: ValueError for a short secret."""
    if len(secret) < LENGTH:
        raise ValueError("too little of a secret")
    digest = hmac.digest(secret, f"{kind}\n{text}".encode(), "sha256")
    return int.from_bytes(digest[:BYTES], "big") & POSITIVE
