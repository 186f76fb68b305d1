"""Parts of a file: sealed and laid down, fetched, checked and opened; never more than one in memory at a time."""

from collections.abc import Iterator
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives.poly1305 import Poly1305

from cases.errors import CannotOpen, FileAltered, PartMissing
from cases.evidence.padding import PART, part_sizes, parts_of
from cases.evidence.store import Store, part_name
from cases.evidence.trays import lent_tray
from cases.vault.keys import Key, PublicKey
from cases.vault.streams import open_stream, seal_into

DIGEST = 32
SEAL = 20
CHECKING = sha256(b"arasha evidence checksum").digest()
"""Everybody may know it: Poly1305 stands here for a CRC, which takes twice as long, and is no proof against anyone."""
FILLING = bytes(DIGEST)
"""Stands for the commitment of a part that holds only zeros."""


class Part(msgspec.Struct, frozen=True):
    """What is kept of one part. *commitment*: SHA-256(nonce ‖ number ‖ bytes), which says whether it is the right one.

    *seal*: the last 16 bytes as stored, which no two seals share, and a checksum of all of them. So a damaged part is found
    without a key; one that was forged is found by whoever opens it. A second hash would cost as much as the sealing.
    """

    commitment: bytes
    seal: bytes

    def dump(self) -> bytes:
        return self.commitment + self.seal


def load_parts(digests: bytes) -> list[Part]:
    """The parts of a file's row, in order."""
    step = DIGEST + SEAL
    return [
        Part(digests[start : start + DIGEST], digests[start + DIGEST : start + step])
        for start in range(0, len(digests), step)
    ]


def commit_to_part(nonce: bytes, number: int, plain: bytes | bytearray) -> bytes:
    digest = sha256(nonce + number.to_bytes(4, "big"))
    digest.update(plain)
    return digest.digest()


def commit_to_file(parts: list[Part]) -> bytes:
    """What the journal says of a file's bytes: one hash over the commitments to its parts."""
    return sha256(b"".join(part.commitment for part in parts if part.commitment != FILLING)).digest()


def lay_down(
    store: Store, place: str, number: int, plain: bytes | bytearray, *, public: PublicKey, nonce: bytes, size: int
) -> Part:
    """Seal a part, filled up to *size* bytes, and store it. Raises: StoreDown."""
    commitment = commit_to_part(nonce, number, plain)
    content = plain if len(plain) == size else bytes(plain).ljust(size, b"\0")
    return seal_part(store, place, number, content, commitment, public=public)


def seal_part(
    store: Store, place: str, number: int, content: bytes | bytearray, commitment: bytes, *, public: PublicKey
) -> Part:
    """Raises: StoreDown."""
    with lent_tray() as tray, memoryview(tray) as whole, whole[: seal_into(whole, content, public)] as sealed:
        part = Part(commitment, seal_of(sealed))
        store.lay(part_name(place, number, part.seal), whole, len(sealed))
    return part


def seal_of(sealed: bytes | bytearray | memoryview) -> bytes:
    return bytes(sealed[-16:]) + Poly1305.generate_tag(CHECKING, sealed)[:4]


def lay_filling(store: Store, place: str, length: int, *, public: PublicKey) -> list[Part]:
    """Store the parts of nothing but zeros that bring a file of *length* bytes to its Padmé size. Raises: StoreDown."""
    sizes, own = part_sizes(length), parts_of(length)
    return [
        seal_part(store, place, number, bytes(sizes[number]), FILLING, public=public)
        for number in range(own, len(sizes))
    ]


def read_parts(
    store: Store, place: str, parts: list[Part], *, key: Key, nonce: bytes, length: int, numbers: range | None = None
) -> Iterator[bytes]:
    """The file's bytes, or those of some parts, part by part; each is checked whole before any byte of it is given out.

    Raises: FileAltered for a part that is missing or is not what was committed to; StoreDown; CannotOpen.
    """
    for number in numbers if numbers is not None else range(parts_of(length)):
        part = parts[number] if number < len(parts) else Part(b"", b"")
        plain = open_part(store, part_name(place, number, part.seal), part, key)
        own = plain[: min(PART, length - number * PART)]
        if commit_to_part(nonce, number, own) != part.commitment:
            raise FileAltered
        yield own


def open_part(store: Store, name: str, part: Part, key: Key) -> bytes:
    try:
        sealed = store.get(name)
    except PartMissing:
        raise FileAltered from None
    if seal_of(sealed) != part.seal:
        raise FileAltered
    try:
        return open_stream(sealed, key)
    except CannotOpen:
        raise FileAltered from None
