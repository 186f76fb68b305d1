"""Numbers of letters tell nothing and are never taken for a case's; names are found in whatever case and ending they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cases.check_digits import is_checked
from cases.errors import BadReference
from cases.letters import numbers
from cases.letters.confidential import Known, Whose, allowed, names_going_out
from cases.letters.numbers import START, new_number
from cases.letters.plan import BODY, COMPLAINANT, gaps_in
from cases.references import new_reference, parse_reference

NAMES = ("Айгүл Ахметова", "Ерлан Сәрсенов", "Мария Ивановна Петренко")
ENDINGS = ("", "ның", "ға", "ой", "у", "ым")
PLAIN = ("Просим сообщить, когда выплатят деньги.", "Іс бойынша жауап күтеміз.", "They must pay by 1 March.")


@given(some.integers(1000, 9999))
def test_a_number_has_its_year_and_a_check_digit_that_no_reference_has(year: int) -> None:
    number = new_number(year)
    digits = number.replace("/", "").replace("-", "")
    assert (number[:5], len(digits), is_checked(digits, start=START)) == (f"{year}/", 11, True)
    with pytest.raises(BadReference):
        parse_reference(f"{digits[:4]}-{digits[4:10]}-{digits[10]}")
    assert not is_checked(new_reference(year).replace("-", ""), start=START)


def test_of_two_letters_nothing_says_which_was_signed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digits come from the system's random source and from nothing else."""
    drawn = iter([999_999, 0, 481_516])
    monkeypatch.setattr(numbers, "randbelow", lambda _: next(drawn))
    assert [new_number(2026)[5:11] for _ in range(3)] == ["999999", "000000", "481516"]


@given(
    some.sampled_from(NAMES), some.integers(0, 1), some.sampled_from(ENDINGS), some.sampled_from(PLAIN), some.booleans()
)
def test_any_part_of_a_name_is_found_and_plain_words_are_not(
    name: str, part: int, ending: str, plain: str, shouted: bool  # noqa: FBT001 - drawn by lot
) -> None:  # fmt: skip
    known = [Known(one, Whose.OTHER) for one in NAMES]
    stem = name.split()[part].rstrip("аы")
    said = f"{plain} {stem}{ending}"
    assert [one.name for one in names_going_out([said.upper() if shouted else said], known)] == [name]
    assert names_going_out([plain], known) == ()


@given(some.sampled_from(Whose), some.sampled_from([COMPLAINANT, BODY]), some.booleans(), some.integers(1, 2))
def test_only_a_complainants_own_name_needs_no_question(whose: Whose, to: str, may_name: bool, owner: int) -> None:  # noqa: FBT001
    one = Known("Айгүл Ахметова", whose, owner if whose is Whose.COMPLAINANT else None)
    wanted = whose is Whose.COMPLAINANT and (may_name if to == BODY else owner == 1)
    assert allowed(one, to=to, complaint_id=None if to == BODY else 1, may_name=may_name) == wanted


@given(some.lists(some.sampled_from([*PLAIN, "[какой]", "[қай күнге]", "[a\nb]", "[]"])))
def test_what_is_still_to_be_written_stands_in_brackets_on_one_line(parts: list[str]) -> None:
    assert gaps_in(" ".join(parts)) == [part for part in parts if part in {"[какой]", "[қай күнге]", "[]"}]
