"""What only a cookie opens: drafts and sessions. Without the cookie's secret, their rows are noise."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from cases.errors import CannotOpen
from cases.vault.expanding import LENGTH, expand
from cases.vault.sealing import pad, unpad

NONCE = 12
VERSION = b"\x01"


@dataclass(frozen=True)
class SealedDraft:
    """A draft as its row holds it: the words under a key of their own, that key under the cookie's secret.

    Deleting the small wrap makes the words unreadable at once, wherever a copy of them may be.
    """

    wrapped_key: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


def new_secret() -> bytes:
    """32 random bytes for a cookie."""
    return token_bytes(LENGTH)


def seal_small(secret: bytes, label: str, value: Any) -> bytes:
    """*value* (JSON-able) under HKDF(*secret*, *label*) by ChaCha20-Poly1305, padded in steps.

    Give each row a label of its own, so that no row opens in another's place.
    """
    nonce = token_bytes(NONCE)
    cipher = ChaCha20Poly1305(expand(secret, label))
    return VERSION + nonce + cipher.encrypt(nonce, pad(msgspec.json.encode(value)), label.encode())


def open_small(secret: bytes, label: str, payload: bytes) -> Any:
    """The value that was sealed under the same secret and label. Raises: CannotOpen."""
    version, nonce, sealed = payload[:1], payload[1 : 1 + NONCE], payload[1 + NONCE :]
    if version != VERSION:
        raise CannotOpen
    try:
        plain = ChaCha20Poly1305(expand(secret, label)).decrypt(nonce, sealed, label.encode())
        return msgspec.json.decode(unpad(plain))
    except (InvalidTag, ValueError, msgspec.MsgspecError):
        raise CannotOpen from None


def seal_draft(secret: bytes, draft_id: int, value: Any) -> SealedDraft:
    """A draft under a fresh key, wrapped under HKDF(*secret*, draft id): two tabs of one cookie are two drafts."""
    own = new_secret()
    return SealedDraft(seal_key(secret, draft_label(draft_id), own), seal_small(own, draft_label(draft_id), value))


def open_draft(secret: bytes, draft_id: int, wrapped_key: bytes | None, sealed: bytes) -> Any:
    """The words of a draft. Raises: CannotOpen, also when its wrap is gone: sent, left or expired."""
    if wrapped_key is None:
        raise CannotOpen
    return open_small(open_key(secret, draft_label(draft_id), wrapped_key), draft_label(draft_id), sealed)


def change_draft(secret: bytes, draft_id: int, wrapped_key: bytes | None, value: Any) -> bytes:
    """Other words under the key that the draft has already: whatever else opens it, opens it still. Raises: CannotOpen."""
    if wrapped_key is None:
        raise CannotOpen
    return seal_small(open_key(secret, draft_label(draft_id), wrapped_key), draft_label(draft_id), value)


def rewrap_draft(secret: bytes, draft_id: int, wrapped_key: bytes, *, under: bytes) -> bytes:
    """The key of a draft that *secret* opens, wrapped *under* another one. Raises: CannotOpen."""
    label = draft_label(draft_id)
    return seal_key(under, label, open_key(secret, label, wrapped_key))


def draft_label(draft_id: int) -> str:
    return f"draft {draft_id}"


def seal_key(secret: bytes, label: str, key: bytes) -> bytes:
    """32 key bytes under HKDF(*secret*, *label*), unpadded: their length says nothing."""
    nonce = token_bytes(NONCE)
    return VERSION + nonce + ChaCha20Poly1305(expand(secret, f"key of {label}")).encrypt(nonce, key, label.encode())


def open_key(secret: bytes, label: str, wrapped: bytes) -> bytes:
    """The key bytes of `seal_key`. Raises: CannotOpen."""
    if wrapped[:1] != VERSION:
        raise CannotOpen
    nonce, sealed = wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :]
    try:
        return ChaCha20Poly1305(expand(secret, f"key of {label}")).decrypt(nonce, sealed, label.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def pack(*parts: bytes) -> str:
    """Byte strings of 32 as one cookie value, URL-safe base64 without padding."""
    if any(len(part) != LENGTH for part in parts):
        raise ValueError("a cookie's parts are 32 bytes each")
    return urlsafe_b64encode(b"".join(parts)).decode().rstrip("=")


def unpack(text: str, count: int) -> tuple[bytes, ...]:
    """The *count* parts of a cookie value. Raises: CannotOpen for anything that `pack` did not make."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Error, UnicodeEncodeError):
        raise CannotOpen from None
    parts = tuple(raw[start : start + LENGTH] for start in range(0, len(raw), LENGTH))
    if len(raw) != count * LENGTH or pack(*parts) != text:
        raise CannotOpen
    return parts
