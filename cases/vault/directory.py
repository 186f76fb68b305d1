"""The institution's own key signs which public key belongs to whom: nothing is sealed to a key that it did not sign.

Without it, whoever can write one row could slip their own key in as a unit's and read every case filed from then on.
"""

from dataclasses import dataclass, field

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cases.errors import UnsignedKey
from cases.vault.keyring import Holder, HolderKind
from cases.vault.keys import PublicKey

SPACE = b"arasha/1/directory\n"


class DirectoryPublic(msgspec.Struct, frozen=True):
    """Public half of the directory key, pinned in the secrets' folder: the database is not asked for it."""

    raw: bytes


@dataclass(frozen=True)
class DirectoryKey:
    """Private half of the directory key: needed only when a unit or an officer gets a key."""

    raw: bytes = field(repr=False)

    @property
    def public(self) -> DirectoryPublic:
        return DirectoryPublic(Ed25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw())


class DirectoryEntry(msgspec.Struct, frozen=True):
    """A signed line of the directory: this public key is that unit's or officer's in this epoch."""

    kind: HolderKind
    name: str
    epoch: int
    public_key: PublicKey
    signature: bytes

    @property
    def holder(self) -> Holder:
        return Holder(self.kind, self.name, self.epoch)


def new_directory_key() -> DirectoryKey:
    return DirectoryKey(Ed25519PrivateKey.generate().private_bytes_raw())


def sign_member(
    directory: DirectoryKey, *, kind: HolderKind, name: str, epoch: int, public_key: PublicKey
) -> DirectoryEntry:
    """Enter a key into the directory: Ed25519 (RFC 8032) over kind, name, epoch and key together."""
    signer = Ed25519PrivateKey.from_private_bytes(directory.raw)
    signature = signer.sign(statement(kind, name, epoch, public_key))
    return DirectoryEntry(kind, name, epoch, public_key, signature)


def check_member(pinned: DirectoryPublic, entry: DirectoryEntry) -> None:
    """Pass if *entry* stands as the directory key signed it. Raises: UnsignedKey."""
    stated = statement(entry.kind, entry.name, entry.epoch, entry.public_key)
    try:
        Ed25519PublicKey.from_public_bytes(pinned.raw).verify(entry.signature, stated)
    except (InvalidSignature, ValueError):
        raise UnsignedKey(entry.kind, entry.name, entry.epoch) from None


def statement(kind: HolderKind, name: str, epoch: int, public_key: PublicKey) -> bytes:
    return SPACE + msgspec.json.encode([kind, name, epoch, public_key])
