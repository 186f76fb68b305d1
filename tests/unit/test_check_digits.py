import pytest

from cases.check_digits import QUASIGROUP, check_digit, is_checked


def test_the_published_example_has_its_published_digit() -> None:
    assert check_digit("572") == "4"
    assert is_checked("5724")


def test_the_table_is_a_latin_square() -> None:
    for line in (*QUASIGROUP, *zip(*QUASIGROUP, strict=True)):
        assert sorted(line) == list(range(10))


def test_the_table_is_totally_anti_symmetric() -> None:
    """What makes every swap of neighbours show, from any interim digit."""
    for interim in range(10):
        for left in range(10):
            for right in range(left):
                after = QUASIGROUP[QUASIGROUP[interim][left]][right]
                assert after != QUASIGROUP[QUASIGROUP[interim][right]][left]


@pytest.mark.parametrize("digits", ["", "0", "7"])
def test_nothing_and_a_lone_digit_are_not_checked_numbers(digits: str) -> None:
    assert not is_checked(digits)
