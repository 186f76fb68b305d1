"""Check digits of numbers as the pack describes them: vectors of IIN and BIN, and the slips that they find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.packs.files import read_document
from cases.packs.jurisdiction import read_folder
from cases.settings import PACKS
from workflows.number_reading import read_numbers
from workflows.numbers import is_sound

FILE = "numbers.yaml"
NUMBERS = read_numbers(read_document(FILE, read_folder(PACKS / "kz")[FILE]).data, ("kk", "ru", "en"))


@pytest.mark.parametrize(
    ("name", "text", "sound"),
    [
        ("iin", "061211600012", True),
        ("bin", "940140000385", True),
        ("iin", "900101300811", True),
        ("iin", "900101 300-811", True),
        ("iin", "061211600013", False),
        ("iin", "06121160001", False),
        ("iin", "0612116000123", False),
        ("iin", "٠٦١٢١١٦٠٠٠١٢", False),
        ("iin", "don't know", False),
        ("iin", "", False),
        *[("iin", f"90010130080{digit}", False) for digit in range(10)],
    ],
)
def test_the_vectors_of_the_law_hold(name: str, text: str, *, sound: bool) -> None:
    assert is_sound(NUMBERS[name], text) == sound


@given(st.text("0123456789", min_size=11, max_size=11))
def test_of_ten_last_digits_at_most_one_checks(first: str) -> None:
    assert sum(is_sound(NUMBERS["iin"], f"{first}{last}") for last in range(10)) <= 1


@given(st.text(max_size=40))
def test_whatever_is_typed_is_judged_calmly(text: str) -> None:
    assert is_sound(NUMBERS["bin"], text) in {True, False}
