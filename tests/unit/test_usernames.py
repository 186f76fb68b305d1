import pytest

from cases.doors.usernames import as_username


@pytest.mark.parametrize("typed", ["aigerim.s", " Aigerim.S ", "AIGERIM.S", "ａｉｇｅｒｉｍ.s"])
def test_capitals_blanks_and_wide_letters_are_the_same_name(typed: str) -> None:
    assert as_username(typed) == "aigerim.s"


@pytest.mark.parametrize("typed", ["", "   ", "a\0b", "a\nb", "\ud800", "a" * 5_000_000])
def test_what_can_be_no_name_is_nobodys(typed: str) -> None:
    assert as_username(typed) == ""
