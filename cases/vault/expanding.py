"""One secret, many keys: HKDF-Expand (RFC 5869) with a label for each use; knowing one says nothing of another."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

LENGTH = 32
SPACE = b"arasha/1/"


def expand(material: bytes, label: str) -> bytes:
    """32 bytes for *label* out of *material*, which must already be uniform: random, or stretched by Argon2."""
    if len(material) < LENGTH:
        raise ValueError("too little material to expand")
    return HKDFExpand(algorithm=SHA256(), length=LENGTH, info=SPACE + label.encode()).derive(material)
