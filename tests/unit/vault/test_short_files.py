"""Short age files are opened as the age library opens them, and what it would refuse is never opened."""

import pyrage
import pytest

from cases.vault.keys import Key, encrypt, new_key
from cases.vault.short_files import CHUNK, FOOTER, Opener

MINE, OTHER = new_key(), new_key()
OPENER = Opener.of(MINE.dump())


@pytest.mark.parametrize("length", [0, 1, 15, 16, 1024, CHUNK - 1, CHUNK])
def test_what_the_library_sealed_opens(length: int) -> None:
    plain = bytes(length)
    for to in ([MINE.public], [OTHER.public, MINE.public], [MINE.public, OTHER.public]):
        assert OPENER.open(encrypt(plain, to)) == plain


@pytest.mark.parametrize("length", [CHUNK + 1, 3 * CHUNK])
def test_what_is_longer_is_left_to_the_library(length: int) -> None:
    sealed = encrypt(bytes(length), [MINE.public])
    assert OPENER.open(sealed) is None
    assert MINE.open(sealed) == bytes(length)


def test_every_key_is_read_as_the_library_reads_it() -> None:
    for _ in range(40):
        key = new_key()
        assert Opener.of(key.dump()).open(encrypt(b"words", [key.public])) == b"words"


def test_what_is_sealed_to_somebody_else_or_by_a_passphrase_does_not_open() -> None:
    assert OPENER.open(encrypt(b"words", [OTHER.public])) is None
    assert OPENER.open(pyrage.passphrase.encrypt(b"words", "a passphrase")) is None


def test_no_changed_byte_opens() -> None:
    """Each place once, by each bit in turn: nothing comes back, neither other words nor the same."""
    sealed = encrypt("сөздер".encode(), [MINE.public])
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        assert OPENER.open(bytes(changed)) is None, place


def test_no_cut_or_lengthened_file_opens() -> None:
    sealed = encrypt(b"words", [MINE.public])
    for length in range(len(sealed)):
        assert OPENER.open(sealed[:length]) is None
    assert OPENER.open(sealed + b"\0") is None
    assert OPENER.open(b"\n" + sealed) is None


def test_a_mac_has_one_way_of_being_written() -> None:
    """The last sign of 43 holds two bits that say nothing: the library takes them as nought only, and so do we."""
    sealed = encrypt(b"words", [MINE.public])
    last = sealed.index(FOOTER) + len(FOOTER) + 42
    others = [
        bytes([one])
        for one in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        if one != sealed[last]
    ]
    assert not [one for one in others if OPENER.open(sealed[:last] + one + sealed[last + 1 :]) is not None]


def test_a_share_of_low_order_opens_nothing() -> None:
    sealed = encrypt(b"words", [MINE.public])
    share = sealed.index(b"-> X25519 ") + len(b"-> X25519 ")
    assert OPENER.open(sealed[:share] + b"A" * 43 + sealed[share + 43 :]) is None


def test_a_key_opens_short_files_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = encrypt(b"words", [MINE.public])
    monkeypatch.setattr(pyrage, "decrypt", None)
    assert Key.load(MINE.dump()).open(sealed) == b"words"


def test_what_holds_the_key_says_nothing_of_it() -> None:
    secret = MINE.dump().decode()
    scalar = OPENER.private.private_bytes_raw()
    assert secret not in repr(OPENER)
    assert scalar.hex() not in repr(OPENER)
    assert repr(scalar) not in repr(OPENER)
