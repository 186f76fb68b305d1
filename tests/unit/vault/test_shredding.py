import pytest

from cases.errors import CannotOpen
from cases.vault.shredding import cover, new_shred_secret, uncover


def test_the_same_secret_gives_the_wrap_back_in_its_place_and_another_gives_nothing() -> None:
    mine, other = new_shred_secret(), new_shred_secret()
    covered = cover(b"a wrap", mine, "here")
    assert b"a wrap" not in covered
    assert uncover(covered, mine, "here") == b"a wrap"
    for secret, place in ((other, "here"), (mine, "there"), (mine, "")):
        with pytest.raises(CannotOpen):
            uncover(covered, secret, place)


def test_a_change_of_any_byte_is_found() -> None:
    shred = new_shred_secret()
    covered = cover(b"wrap", shred, "")
    for place in range(len(covered)):
        changed = bytearray(covered)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            uncover(bytes(changed), shred, "")
    for cut in (b"", covered[:1], covered[:13], covered[:-1]):
        with pytest.raises(CannotOpen):
            uncover(cut, shred, "")


def test_a_secret_shows_nothing_of_itself() -> None:
    shred = new_shred_secret()
    assert repr(shred) == f"ShredSecret(id={shred.id})"
