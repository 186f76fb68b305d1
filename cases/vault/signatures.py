"""What the institution signs for eyes outside: Ed25519 (RFC 8032), each kind of statement under a name of its own."""

from dataclasses import dataclass, field

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class VerifyingKey(msgspec.Struct, frozen=True):
    """Public half of a signing key: 32 bytes that anybody may have."""

    raw: bytes

    def signed(self, space: bytes, words: bytes, signature: bytes) -> bool:
        """Whether *signature* is this key's over *words* as a statement of the kind *space*."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, space + words)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """Private half: in the secrets' folder and nowhere else."""

    raw: bytes = field(repr=False)

    @property
    def public(self) -> VerifyingKey:
        return VerifyingKey(Ed25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw())

    def sign(self, space: bytes, words: bytes) -> bytes:
        """64 bytes over *words*. *space* keeps a statement of one kind from passing for one of another."""
        return Ed25519PrivateKey.from_private_bytes(self.raw).sign(space + words)


def new_signing_key() -> SigningKey:
    return SigningKey(Ed25519PrivateKey.generate().private_bytes_raw())
