from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.check_digits import check_digit
from cases.errors import BadCode, BadReference
from cases.references import new_reference, parse_reference, written
from cases.vault.codes import LENGTH, Code, derive, parse_code
from cases.vault.pepper import new_pepper
from cases.vault.stretching import Cost

PEPPER = new_pepper(code_cost=Cost(memory_kib=8, passes=1))

codes = st.text("0123456789", min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda digits: Code(digits + check_digit(digits))
)
references = st.builds(lambda year, rest: written(f"{year}{rest:06}"), st.integers(1000, 9999), st.integers(0, 999_999))


@given(codes)
def test_a_code_reads_back_from_its_spelling(code: Code) -> None:
    assert parse_code(str(code)) == code
    assert parse_code(code.digits) == code


@given(codes, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_one_wrong_digit_in_a_code_is_found(code: Code, place: int, by: int) -> None:
    wrong = str((int(code.digits[place]) + by) % 10)
    with pytest.raises(BadCode):
        parse_code(code.digits[:place] + wrong + code.digits[place + 1 :])


@given(codes, st.integers(0, LENGTH - 2))
def test_two_swapped_neighbours_in_a_code_are_found(code: Code, place: int) -> None:
    left, right = code.digits[place], code.digits[place + 1]
    swapped = code.digits[:place] + right + left + code.digits[place + 2 :]
    if left == right:
        assert parse_code(swapped) == code
    else:
        with pytest.raises(BadCode):
            parse_code(swapped)


@given(codes, st.integers(0, LENGTH - 1))
def test_a_digit_left_out_or_said_twice_is_found(code: Code, place: int) -> None:
    for typed in (code.digits[:place] + code.digits[place + 1 :], code.digits[: place + 1] + code.digits[place:]):
        with pytest.raises(BadCode):
            parse_code(typed)


@given(st.text(max_size=300))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    with suppress(BadCode):
        code = parse_code(text)
        assert parse_code(str(code)) == code


@given(codes, codes)
@settings(deadline=None)
def test_two_codes_share_neither_look_up_value_nor_key(one: Code, other: Code) -> None:
    first, second = derive(one, PEPPER), derive(other, PEPPER)
    assert (one == other) == (first.lookup == second.lookup) == (first.key == second.key)


@given(references)
def test_a_reference_reads_back_from_its_spelling(reference: str) -> None:
    assert parse_reference(reference) == reference
    assert parse_reference(reference.replace("-", "")) == reference


@given(references, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_in_a_reference_is_found(reference: str, place: int, by: int) -> None:
    digits = reference.replace("-", "")
    with pytest.raises(BadReference):
        parse_reference(digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :])


@given(references, st.integers(0, 9))
def test_two_swapped_neighbours_in_a_reference_are_found(reference: str, place: int) -> None:
    digits = reference.replace("-", "")
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped != digits:
        with pytest.raises(BadReference):
            parse_reference(swapped)


@given(st.integers(1000, 9999))
def test_a_new_reference_of_any_year_reads_back(year: int) -> None:
    reference = new_reference(year)
    assert parse_reference(reference) == reference
