"""The second lock on every wrap that leads to a case's keys: a secret of the case, kept in a store of its own.

Copies and backups of the rows cannot be called back; the small store of secrets can be cleared. Without its case's secret
no wrap opens, whoever holds the keys of units and codes (design 04 §4.2).
"""

from dataclasses import dataclass, field
from secrets import randbits, token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from cases.errors import CannotOpen
from cases.vault.expanding import LENGTH

NONCE = 12
VERSION = b"\x01"
LABEL = b"arasha/1/shred\n"


@dataclass(frozen=True)
class ShredSecret:
    """The secret of one case. Its *id* stands in the rows of the wraps; it is random and says nothing."""

    id: int
    secret: bytes = field(repr=False)


def new_shred_secret() -> ShredSecret:
    """A fresh secret under a random 63-bit id. It counts only once a store has it on its disk."""
    return ShredSecret(randbits(63) or 1, token_bytes(LENGTH))


def place_with(slot: str, case: int) -> str:
    """Where words belong that lie under the secret of their case for its sake, not on a way to its keys."""
    return f"{slot} {case}"


def cover(wrap: bytes, shred: ShredSecret, place: str) -> bytes:
    """*wrap* under the case's secret: version, nonce (12 bytes), ChaCha20-Poly1305 (RFC 8439) of it.

    *place*: where it belongs, in words that its row gives again. A row that was given another holder, epoch or case does not
    uncover, and whoever looks for that needs no holder's key.
    """
    nonce = token_bytes(NONCE)
    return VERSION + nonce + ChaCha20Poly1305(shred.secret).encrypt(nonce, wrap, LABEL + place.encode())


def uncover(covered: bytes, shred: ShredSecret, place: str) -> bytes:
    """The wrap below `cover`.

    Raises: CannotOpen for another case's secret, another place, or a single byte that was changed.
    """
    if covered[:1] != VERSION:
        raise CannotOpen
    nonce, sealed = covered[1 : 1 + NONCE], covered[1 + NONCE :]
    try:
        return ChaCha20Poly1305(shred.secret).decrypt(nonce, sealed, LABEL + place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen from None
