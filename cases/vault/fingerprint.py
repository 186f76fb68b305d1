"""A public key as digits that two people read to each other: who slips in a key of their own is heard."""

import hmac
from hashlib import sha256

import msgspec

from cases.typed_digits import read_digits
from cases.vault.keyring import HolderKind
from cases.vault.keys import PublicKey

SPACE = b"arasha/1/fingerprint\n"
LENGTH, GROUP = 24, 4
"""80 bits: finding another key with the same digits is out of reach, and six groups of four can be read aloud."""


def fingerprint(kind: HolderKind, name: str, public: PublicKey) -> str:
    """Six groups of four digits for this key of this holder: digits are read alike on every keyboard and in every language."""
    hashed = sha256(SPACE + msgspec.json.encode([kind, name, public])).digest()
    digits = f"{int.from_bytes(hashed) % 10**LENGTH:0{LENGTH}}"
    return " ".join(digits[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def same_fingerprint(typed: str, right: str) -> bool:
    """Whether *typed* are the digits of *right*, with blanks, dashes or wide digits as they like."""
    return hmac.compare_digest((read_digits(typed) or "").encode(), right.replace(" ", "").encode())
