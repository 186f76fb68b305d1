"""The age format is checked against its published description (C2SP age.md), not only by the library that writes it."""

import pickle
from base64 import b64decode
from hashlib import sha256

import bech32
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cases.errors import CannotOpen
from cases.vault.keys import Key, derive_key, encrypt, new_key, unwrap_key, wrap_key


def hkdf(material: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(material)


def open_by_the_specification(payload: bytes, secret_line: bytes) -> bytes:
    """Opens one-chunk age files (up to 64 KiB) with nothing but X25519, HKDF and ChaCha20-Poly1305."""
    _, words = bech32.bech32_decode(secret_line.decode())
    own = X25519PrivateKey.from_private_bytes(bytes(bech32.convertbits(words or [], 5, 8, pad=False) or []))
    header, _, rest = payload.partition(b"\n--- ")
    lines = header.split(b"\n")
    assert lines[0] == b"age-encryption.org/v1"
    share_text = next(line for line in lines if line.startswith(b"-> X25519 ")).split(b" ")[2]
    share = b64decode(share_text + b"=")
    body = b64decode(lines[lines.index(b"-> X25519 " + share_text) + 1] + b"=")
    shared = own.exchange(X25519PublicKey.from_public_bytes(share))
    wrapping = hkdf(shared, share + own.public_key().public_bytes_raw(), b"age-encryption.org/v1/X25519")
    file_key = ChaCha20Poly1305(wrapping).decrypt(bytes(12), body, None)
    sealed = rest[rest.index(b"\n") + 1 :]
    stream_key = hkdf(file_key, sealed[:16], b"payload")
    return ChaCha20Poly1305(stream_key).decrypt(bytes(11) + b"\x01", sealed[16:], None)


def test_a_payload_opens_by_the_published_format_alone() -> None:
    key = new_key()
    assert open_by_the_specification(encrypt(b"words", [key.public]), key.dump()) == b"words"


def test_a_derived_key_is_an_ordinary_age_key() -> None:
    key = derive_key(sha256(b"material").digest(), "identity")
    assert open_by_the_specification(encrypt(b"words", [key.public]), key.dump()) == b"words"


def test_deriving_again_gives_the_same_key_and_another_label_another_one() -> None:
    material = sha256(b"material").digest()
    assert derive_key(material, "identity") == derive_key(material, "identity")
    assert derive_key(material, "identity") != derive_key(material, "sign-in")


def test_too_little_material_derives_nothing() -> None:
    with pytest.raises(ValueError, match="too little"):
        derive_key(b"short", "identity")


def test_a_wrap_opened_by_the_age_library_is_an_identity_file() -> None:
    inner, outer = new_key(), new_key()
    plain = pyrage.decrypt(wrap_key(inner, outer.public), [pyrage.x25519.Identity.from_str(outer.dump().decode())])
    assert Key.load(plain) == inner


def test_a_wrap_gives_back_the_key() -> None:
    inner, outer = new_key(), new_key()
    assert unwrap_key(wrap_key(inner, outer.public), outer, public=inner.public).dump() == inner.dump()


def test_a_wrap_put_in_the_place_of_another_opens_nothing() -> None:
    mine, other, outer = new_key(), new_key(), new_key()
    with pytest.raises(CannotOpen):
        unwrap_key(wrap_key(other, outer.public), outer, public=mine.public)


def test_each_of_several_readers_opens_alone() -> None:
    first, second, stranger = new_key(), new_key(), new_key()
    payload = encrypt(b"words", [first.public, second.public])
    assert first.open(payload) == second.open(payload) == b"words"
    with pytest.raises(CannotOpen):
        stranger.open(payload)


@pytest.mark.parametrize("text", [b"", b"AGE-SECRET-KEY-1", b"age1qqqq", "АГЕ".encode(), bytes(range(256))])
def test_what_is_no_key_is_not_loaded_and_not_shown(text: bytes) -> None:
    with pytest.raises(CannotOpen) as refused:
        Key.load(text)
    assert refused.value.args == ()
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("public", ["", "age1", "AGE-SECRET-KEY-1QQQ", "ssh-ed25519 AAAA"])
def test_nothing_is_sealed_to_what_is_no_public_key(public: str) -> None:
    with pytest.raises(ValueError, match="public key"):
        encrypt(b"words", [public])


def test_nothing_is_sealed_to_nobody() -> None:
    with pytest.raises(ValueError, match="nobody"):
        encrypt(b"words", [])


def test_a_key_shows_nothing_of_its_private_half() -> None:
    key = new_key()
    secret = key.dump().decode()[len("AGE-SECRET-KEY-1") :]
    for shown in (repr(key), str(key), f"{key}", repr([key]), repr({"key": key})):
        assert secret not in shown
        assert "SECRET" not in shown


def test_a_key_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(new_key())
