"""Words under a secret that a unit's key gives: they open for that key, in their place, unaltered, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import CannotOpen
from cases.vault.keys import Key, derive_key, new_key
from cases.vault.unit_words import STEP, UnitWords

UNIT = derive_key(bytes(32), "a unit")
PLACE = "nickname 7"


@given(st.text(max_size=600))
def test_words_open_with_the_key_loaded_again(words: str) -> None:
    assert UnitWords(Key.load(UNIT.dump())).open(UnitWords(UNIT).seal(words, PLACE), PLACE) == words


@given(st.text(max_size=60), st.text(max_size=60))
def test_sixty_characters_of_any_script_are_of_one_length(one: str, other: str) -> None:
    assert len(UnitWords(UNIT).seal(one, PLACE)) == len(UnitWords(UNIT).seal(other, PLACE)) < 2 * STEP


def test_the_same_words_are_never_sealed_alike() -> None:
    assert UnitWords(UNIT).seal("Red house", PLACE) != UnitWords(UNIT).seal("Red house", PLACE)


def test_neither_another_key_nor_another_place_opens_them() -> None:
    sealed = UnitWords(UNIT).seal("Red house", PLACE)
    for words, place in ((UnitWords(new_key()), PLACE), (UnitWords(UNIT), "nickname 8")):
        with pytest.raises(CannotOpen):
            words.open(sealed, place)


@given(st.data())
def test_one_changed_byte_or_a_shorter_end_opens_nothing(data: st.DataObject) -> None:
    sealed = bytearray(UnitWords(UNIT).seal("Red house", PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    for altered in (sealed[:at], sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]):
        with pytest.raises(CannotOpen):
            UnitWords(UNIT).open(bytes(altered), PLACE)


def test_a_key_gives_each_use_a_secret_of_its_own() -> None:
    assert UNIT.secret_for("one") == UNIT.secret_for("one")
    assert len({UNIT.secret_for("one"), UNIT.secret_for("another"), new_key().secret_for("one")}) == 3
