"""Opening short age files with OpenSSL, at half of what the age library takes: a queue opens fifty nicknames for one page.

The format is age-encryption.org/v1 with X25519 recipients (RFC 7748, HKDF-SHA-256 of RFC 5869, ChaCha20-Poly1305 of RFC 8439),
of one chunk. What is not that, or does not open, is left to the library, which then decides: nothing is refused here, and
what is given back was authenticated twice, by the header's MAC and by the chunk's tag.
"""

import re
from base64 import b64decode, b64encode
from hmac import compare_digest, digest
from typing import Final, Self

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

INTRO: Final = b"age-encryption.org/v1\n"
STANZA: Final = re.compile(rb"^-> X25519 ([A-Za-z0-9+/]{43})\n([A-Za-z0-9+/]{43})$", re.MULTILINE)
FOOTER: Final = b"\n--- "
MAC, NONCE, TAG = 43, 16, 16
"""Length of the header's MAC in base64 without its sign of filling, of the payload's nonce and of a chunk's tag, in bytes."""
CHUNK: Final = 64 * 1024
WRAPPED: Final = bytes(12)
"""The nonce of a wrapped file key, which has a key of its own."""
ONLY_CHUNK: Final = bytes(11) + b"\x01"
"""The nonce of a first chunk that is the last."""

DIGITS: Final = bytes.maketrans(b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", b"0123456789abcdefghijklmnopqrstuv")
"""Those of bech32 as those of a number to the base of 32."""
BEFORE, SYMBOLS, SPARE = len(b"AGE-SECRET-KEY-1"), 52, 4
"""Of a line `AGE-SECRET-KEY-1…`: what stands before the key, its symbols of five bits, and the bits that fill the last."""


class Opener(msgspec.Struct, frozen=True):
    """A private key as OpenSSL has it. Holds the key's secret: keep it where the key is, and no longer."""

    private: X25519PrivateKey
    public: bytes

    @classmethod
    def of(cls, line: bytes) -> Self:
        """Of a sound line `AGE-SECRET-KEY-1…`, whose checksum somebody else has looked at."""
        private = X25519PrivateKey.from_private_bytes(scalar_of(line))
        return cls(private, private.public_key().public_bytes_raw())

    def open(self, payload: bytes) -> bytes | None:
        """The plain bytes of *payload*; None for one that is not short, not sealed to this key, altered, or no age file."""
        end = payload.find(FOOTER)
        said_from = end + len(FOOTER)
        body_from = said_from + MAC + 1
        short = NONCE + TAG <= len(payload) - body_from <= NONCE + CHUNK + TAG
        if end < 0 or not short or not payload.startswith(INTRO) or payload[body_from - 1 : body_from] != b"\n":
            return None
        header, said, body = payload[: said_from - 1], payload[said_from : body_from - 1], payload[body_from:]
        for share, wrapped in STANZA.findall(header):
            try:
                key = self.file_key(b64decode(share + b"="), b64decode(wrapped + b"="))
                if not compare_digest(b64encode(digest(derive(key, b"", b"header"), header, "sha256"))[:MAC], said):
                    return None
                of_chunk = ChaCha20Poly1305(derive(key, body[:NONCE], b"payload"))
                return of_chunk.decrypt(ONLY_CHUNK, body[NONCE:], None)
            except (InvalidTag, ValueError):  # another key's, or a share of low order
                continue
        return None

    def file_key(self, share: bytes, wrapped: bytes) -> bytes:
        """The file key in one stanza. Raises: InvalidTag; ValueError for a share of low order (RFC 7748 §6.1)."""
        shared = self.private.exchange(X25519PublicKey.from_public_bytes(share))
        of_wrap = derive(shared, share + self.public, b"age-encryption.org/v1/X25519")
        return ChaCha20Poly1305(of_wrap).decrypt(WRAPPED, wrapped, None)


def scalar_of(line: bytes) -> bytes:
    """The 32 bytes of a sound line `AGE-SECRET-KEY-1…`."""
    return (int(line[BEFORE : BEFORE + SYMBOLS].translate(DIGITS), 32) >> SPARE).to_bytes(32)


def derive(secret: bytes, salt: bytes, use: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869): 32 bytes of *secret* for one *use*."""
    return digest(digest(salt or bytes(32), secret, "sha256"), use + b"\x01", "sha256")
