"""Files as age files, at the speed of the machine's own ciphers: what evidence is sealed with.

`pyrage` seals 280 to 360 MiB a second and holds the interpreter meanwhile; the same format by way of OpenSSL takes a fifth of
the time and lets other threads run. Only the writing is ours (age-encryption.org/v1: one X25519 stanza, 64 KiB chunks of
ChaCha20-Poly1305); reading is `pyrage`'s, so that every file we write is opened by a program that is not ours, as it is by
the `age` tool.
"""

from base64 import b64encode
from functools import lru_cache
from hmac import digest as hmac_digest
from secrets import token_bytes

import bech32
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cases.vault.keys import Key, PublicKey

CHUNK, TAG = 64 * 1024, 16
HEAD = 184
"""Bytes before the first chunk: a header with one X25519 stanza, always of one length, and the nonce."""
PUBLIC_PREFIX = "age"
INTRO = b"age-encryption.org/v1\n"


def sealed_length(length: int) -> int:
    """How long *length* bytes are once sealed."""
    return HEAD + length + max(1, -(-length // CHUNK)) * TAG


def seal_stream(plain: bytes | bytearray | memoryview, to: PublicKey) -> bytearray:
    """*plain* as an age file that *to* opens. Its length shows: pad before. Raises: ValueError for a bad key."""
    sealed = bytearray(sealed_length(len(plain)))
    seal_into(memoryview(sealed), plain, to)
    return sealed


def seal_into(target: memoryview, plain: bytes | bytearray | memoryview, to: PublicKey) -> int:
    """Write *plain* as an age file to the beginning of *target*; gives its length, `sealed_length` of that of *plain*.

    Raises: ValueError for a bad key.
    """
    file_key, nonce = token_bytes(16), token_bytes(16)
    source, whole = memoryview(plain), max(1, -(-len(plain) // CHUNK))
    target[:HEAD] = make_header(file_key, to) + nonce
    cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
    for number in range(whole):
        start, into = number * CHUNK, HEAD + number * (CHUNK + TAG)
        piece = source[start : start + CHUNK]
        last = b"\1" if number == whole - 1 else b"\0"
        cipher.encrypt_into(number.to_bytes(11, "big") + last, piece, None, target[into : into + len(piece) + TAG])
    return sealed_length(len(plain))


def open_stream(payload: bytes, key: Key) -> bytes:
    """The plain bytes of a file of `seal_stream`. Raises: CannotOpen, also for one that was cut or altered."""
    return key.open(payload)


def make_header(file_key: bytes, to: PublicKey) -> bytes:
    """The head of an age file with one X25519 stanza and its MAC (age-encryption.org/v1)."""
    theirs = public_bytes(to)
    ours = X25519PrivateKey.generate()
    share = ours.public_key().public_bytes_raw()
    shared = ours.exchange(X25519PublicKey.from_public_bytes(theirs))
    wrapping = ChaCha20Poly1305(derive(shared, share + theirs, b"age-encryption.org/v1/X25519"))
    wrapped = wrapping.encrypt(bytes(12), file_key, None)  # the key is used this once, so the nonce may be zero
    head = INTRO + b"-> X25519 " + encoded(share) + b"\n" + encoded(wrapped) + b"\n---"
    return head + b" " + encoded(hmac_digest(derive(file_key, b"", b"header"), head, "sha256")) + b"\n"


@lru_cache(maxsize=256)
def public_bytes(public: PublicKey) -> bytes:
    prefix, digits = bech32.bech32_decode(public)
    content = bech32.convertbits(digits, 5, 8, False) if digits and prefix == PUBLIC_PREFIX else None
    if content is None or len(content) != 32:
        raise ValueError("not a public key of the age format")
    return bytes(content)


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def encoded(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")
