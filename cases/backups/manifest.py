"""What a backup says of itself: sealed like the rest of it, and signed, since anybody can seal to a public key."""

from datetime import UTC, datetime
from typing import Final, Literal

import msgspec

from cases.errors import BackupDamaged
from cases.vault.keys import Key, PublicKey, encrypt
from cases.vault.signatures import SigningKey, VerifyingKey

SPACE: Final = b"arasha backup 1\n"
VERSION: Final = 1


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One backup. Blobs are named as the folder names them, with the hash of their sealed bytes."""

    version: int = VERSION
    name: str
    at: datetime
    kind: Literal["sqlite", "postgresql"]
    head: str
    """The version of the tables."""
    tables: dict[str, int]
    """Rows of each table that is taken along."""
    anchor: tuple[int, str] | None
    """Number and hash of the newest anchor in it."""
    rows: list[str]
    """Blobs that are the database, one after the other."""
    files: dict[str, str]
    """Part of a stored file → blob."""
    gone: list[str] = []
    """Parts that rows name and the store no longer had: their case was shredded while the backup was made."""
    secrets: int = 0
    """Shred secrets that went into the backup of their own beside this one; 0 where there is none."""


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: bytes
    signature: bytes


def seal_manifest(manifest: Manifest, *, to: PublicKey, by: SigningKey) -> bytes:
    """The manifest, signed by the institution's anchor key and sealed to the backup key."""
    body = msgspec.json.encode(manifest, order="deterministic")
    return encrypt(msgspec.msgpack.encode(Signed(body, by.sign(SPACE, body))), [to])


def open_manifest(sealed: bytes, *, key: Key, signer: VerifyingKey | None, name: str) -> Manifest:
    """The manifest of the backup of that *name*; its signature is checked where *signer* is at hand.

    Raises: CannotOpen for another key's; BackupDamaged for one that is not what this institution wrote under this name.
    """
    plain = key.open(sealed)
    try:
        signed = msgspec.msgpack.decode(plain, type=Signed)
        manifest = msgspec.json.decode(signed.body, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupDamaged(name) from None
    if signer is not None and not signer.signed(SPACE, signed.body, signed.signature):
        raise BackupDamaged(name)
    if manifest.name != name or manifest.version != VERSION:
        raise BackupDamaged(name)
    return manifest


def whole_seconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
