"""What an anchor says, as canonical bytes, and as the few lines that a witness outside is given."""

from hashlib import sha256

import msgspec

from cases.errors import NoAnchor
from cases.journals.journal import canonical
from cases.records import Anchor
from cases.vault.signatures import VerifyingKey

VERSION = 1
SPACE = b"arasha/1/anchor\n"
BEFORE_ALL = bytes(32)
"""What the first anchor names as the one before it."""
LONGEST = 10_000
"""Bytes of a witness's copy: real ones have under a thousand."""


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One anchor. Hashes are hexadecimal; `at` is in seconds since 1970; `day` is in the institution's zone."""

    version: int
    number: int
    day: str
    at: int
    heads: int
    """How many chains there are."""
    root: str
    """Merkle root over the heads of all of them."""
    changed: int
    """How many of them have grown, or are new, since the anchor before."""
    changes: str
    """Merkle root over the heads of these."""
    previous: str
    """Hash of the anchor before."""


class Copy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An anchor as a witness keeps it: *anchor* is the very text that was signed."""

    anchor: str
    signature: str


def to_bytes(statement: Statement) -> bytes:
    return canonical(msgspec.structs.asdict(statement))


def read_statement(body: bytes) -> Statement:
    """Raises: NoAnchor for bytes that are none, or not written as `to_bytes` writes them."""
    try:
        statement = msgspec.json.decode(body, type=Statement)
    except (msgspec.MsgspecError, ValueError):
        raise NoAnchor from None
    if to_bytes(statement) != body or statement.version != VERSION:
        raise NoAnchor
    return statement


def to_copy(row: Anchor) -> bytes:
    """The anchor for a witness: two lines of JSON that any program can check."""
    copy = {"anchor": row.body.decode(), "signature": row.signature.hex()}
    return msgspec.json.format(canonical(copy), indent=1) + b"\n"


def read_copy(text: bytes, *, key: VerifyingKey) -> tuple[Statement, bytes]:
    """A witness's copy that *key* has signed, and its hash. Raises: NoAnchor."""
    try:
        copy = msgspec.json.decode(text[:LONGEST], type=Copy)
        body, signature = copy.anchor.encode(), bytes.fromhex(copy.signature)
    except (msgspec.MsgspecError, ValueError):
        raise NoAnchor from None
    if not key.signed(SPACE, body, signature):
        raise NoAnchor
    return read_statement(body), sha256(body).digest()
