import unicodedata
from math import log2

import pytest

from cases.errors import CannotOpen
from cases.vault.passphrases import CONSONANTS, SALT, SYLLABLES, VOWELS, WORDS, derive, new_salt, suggest, weakness
from cases.vault.pepper import Pepper, new_pepper
from cases.vault.stretching import Cost

CHEAP = Cost(memory_kib=8, passes=1)


@pytest.fixture(scope="module")
def pepper() -> Pepper:
    return new_pepper(staff_cost=CHEAP)


def test_a_suggestion_has_at_least_seventy_bits() -> None:
    assert WORDS * SYLLABLES * log2(len(set(CONSONANTS)) * len(set(VOWELS))) >= 70
    assert len({suggest() for _ in range(200)}) == 200


def test_a_suggestion_is_never_weak() -> None:
    assert [weakness(suggest()) for _ in range(200)] == [None] * 200


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "short"),
        ("Тауда бұлақ", "short"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeated"),
        ("ababababababababab", "repeated"),
        ("қазан24қазан24қазан24", "repeated"),
        ("qwertyuiopasdfgh", "run"),
        ("1234567890123456", "run"),
        ("9876543210zyxwvu", "run"),
        ("йцукенгшщзфывапр", "run"),
        ("aigerim.saparova", "named"),
        ("Saparova Aigerim 1", "named"),
    ],
)
def test_what_can_be_guessed_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert weakness(text, about=("aigerim.saparova", "Aigerim Saparova")) == reason


@pytest.mark.parametrize("text", ["жаңбыр терезеде тыныш", "correct horse battery", "Снег лежит до апреля"])
def test_a_sentence_of_ones_own_is_taken(text: str) -> None:
    assert weakness(text, about=("aigerim.saparova", "Aigerim Saparova")) is None


def test_the_same_letters_typed_in_another_way_are_the_same_passphrase(pepper: Pepper) -> None:
    salt = new_salt(CHEAP)
    composed = "Йод в\N{NO-BREAK SPACE}аптечке лежит"
    decomposed = unicodedata.normalize("NFD", "Йод в аптечке лежит")
    assert derive(composed, pepper, salt) == derive(decomposed, pepper, salt)


def test_capitals_and_outer_blanks_are_part_of_a_passphrase(pepper: Pepper) -> None:
    salt = new_salt(CHEAP)
    verifiers = {derive(text, pepper, salt).verifier for text in ("ab", "Ab", " ab", "ab ")}
    assert len(verifiers) == 4


def test_another_salt_or_pepper_gives_other_keys(pepper: Pepper) -> None:
    salt = new_salt(CHEAP)
    keys = [
        derive("words", pepper, salt),
        derive("words", pepper, new_salt(CHEAP)),
        derive("words", new_pepper(staff_cost=CHEAP), salt),
    ]
    assert len({each.verifier for each in keys}) == len({each.key for each in keys}) == 3


def test_the_cost_that_the_salt_names_is_used(pepper: Pepper) -> None:
    cheap, dear = SALT.pack(1, 8, 1, bytes(16)), SALT.pack(1, 8, 2, bytes(16))
    assert derive("words", pepper, cheap) != derive("words", pepper, dear)


@pytest.mark.parametrize(
    "salt",
    [
        b"",
        bytes(16),
        SALT.pack(2, 8, 1, bytes(16)),
        SALT.pack(1, 0xFFFFFFFF, 1, bytes(16)),
        SALT.pack(1, 8, 0, bytes(16)),
    ],
)
def test_a_forged_salt_costs_nothing_and_opens_nothing(pepper: Pepper, salt: bytes) -> None:
    with pytest.raises(CannotOpen):
        derive("words", pepper, salt)


def test_keys_of_a_passphrase_hide_in_their_representation(pepper: Pepper) -> None:
    keys = derive("words", pepper, new_salt(CHEAP))
    assert repr(keys) == "PassphraseKeys()"
