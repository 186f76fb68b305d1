"""Short words that only holders of a unit's key write and read: under a secret that the key's private half always gives.

Such words need no curve, which is most of what a record sealed to a public key costs: a queue opens fifty for one page.
"""

from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from cases.errors import CannotOpen
from cases.vault.keys import Key

VERSION: Final = b"\x01"
"""First byte of what is written here; an age file begins otherwise."""
NONCE: Final = 12
STEP: Final = 256
"""Bytes that words are padded to a multiple of: sixty characters of any script fit into one, and no length tells them apart."""
MARK: Final = b"\x80"
LABEL: Final = "unit words"


class UnitWords:
    """The cipher of one unit's key: ChaCha20-Poly1305 (RFC 8439) under HKDF of its private half. Lives no longer than the key."""

    __slots__ = ("_cipher",)

    def __init__(self, key: Key) -> None:
        self._cipher = ChaCha20Poly1305(key.secret_for(LABEL))

    def seal(self, words: str, place: str) -> bytes:
        """*words* for one *place*, which they do not leave: elsewhere they do not open. Version, nonce, what is sealed."""
        plain, nonce = words.encode() + MARK, token_bytes(NONCE)
        padded = plain.ljust(-(-len(plain) // STEP) * STEP, b"\0")
        return VERSION + nonce + self._cipher.encrypt(nonce, padded, place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The words of `seal`. Raises: CannotOpen for another key's, another place's, or altered ones."""
        if sealed[:1] != VERSION:
            raise CannotOpen
        try:
            padded = self._cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode())
            return padded[: padded.rindex(MARK)].decode()
        except (InvalidTag, ValueError):
            raise CannotOpen from None
