"""Sealing words: padded so that their length says little, and naming their place so that they cannot be moved."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from cases.errors import CannotOpen, Misplaced
from cases.vault.keys import Key, PublicKey, encrypt

KIB = 1024
STEPS = (1 * KIB, 4 * KIB, 16 * KIB)
"""Sizes that short words are padded to, in bytes; past the last, its next multiple."""
MARK = b"\x80"
"""First byte of the padding, zeros after it (ISO/IEC 7816-4): unambiguous for any words."""


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a sealed record holds inside: the place it belongs to, then its value."""

    case: int
    slot: str
    sequence: int
    value: dict[str, Any]


def seal(words: bytes, to: PublicKey | Sequence[PublicKey]) -> bytes:
    """*words*, padded to 1, 4 or 16 KiB or multiples of 16 KiB, as an age file that each key of *to* opens."""
    return encrypt(pad(words), [to] if isinstance(to, str) else to)


def open_sealed(payload: bytes, key: Key) -> bytes:
    """The words of a payload of `seal`. Raises: CannotOpen."""
    return unpad(key.open(payload))


def seal_record(
    value: Mapping[str, Any], to: PublicKey | Sequence[PublicKey], *, case: int, slot: str, sequence: int
) -> bytes:
    """*value* (JSON-able) sealed for one place: case, slot and sequence go inside and are checked when it is read.

    Anyone who can write rows could otherwise lay one case's note into another's file (design 04 §4.6).
    """
    record = Sealed(case=case, slot=slot, sequence=sequence, value=dict(value))
    return seal(msgspec.json.encode(record, order="deterministic"), to)


def open_record(payload: bytes, key: Key, *, case: int, slot: str, sequence: int) -> dict[str, Any]:
    """The value of a sealed record of this very place.

    Raises: CannotOpen; Misplaced when it was sealed for another place.
    """
    try:
        record = msgspec.json.decode(open_sealed(payload, key), type=Sealed)
    except msgspec.MsgspecError:
        raise CannotOpen from None
    if (record.case, record.slot, record.sequence) != (case, slot, sequence):
        raise Misplaced(case, slot, sequence)
    return record.value


def pad(words: bytes) -> bytes:
    return (words + MARK).ljust(padded_length(len(words)), b"\0")


def padded_length(length: int) -> int:
    """Size in bytes that *length* bytes of words are padded to, the mark counted in."""
    needed = length + len(MARK)
    for step in STEPS:
        if needed <= step:
            return step
    return -(-needed // STEPS[-1]) * STEPS[-1]


def unpad(padded: bytes) -> bytes:
    words, mark, zeros = padded.rpartition(MARK)
    if not mark or zeros.strip(b"\0") or padded_length(len(words)) != len(padded):
        raise CannotOpen
    return words
