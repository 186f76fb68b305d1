import pytest

from cases.errors import BadCode
from cases.vault.codes import Code, derive, new_code, parse_code
from cases.vault.pepper import new_pepper
from cases.vault.stretching import Cost

CHEAP = Cost(memory_kib=8, passes=1)


def test_a_code_is_five_groups_of_four_digits() -> None:
    groups = str(new_code()).split(" ")
    assert len(groups) == 5
    assert all(len(group) == 4 and group.isdecimal() for group in groups)


def test_new_codes_differ() -> None:
    assert len({new_code().digits for _ in range(500)}) == 500


def test_a_code_hides_in_its_representation() -> None:
    code = new_code()
    assert code.digits not in repr(code)
    assert str(code) not in repr({"code": code})


@pytest.mark.parametrize(
    "between", ["", " ", "-", "–", "\N{NO-BREAK SPACE}", "\n", "\t", "\N{ZERO WIDTH NO-BREAK SPACE}"]
)
def test_a_code_is_read_with_whatever_stands_between_its_groups(between: str) -> None:
    code = new_code()
    assert parse_code(between.join(str(code).split(" "))) == code


def test_wide_digits_are_read() -> None:
    code = new_code()
    assert parse_code("".join(chr(ord("０") + int(digit)) for digit in code.digits)) == code


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"),
        ("1234 5678", "length"),
        ("0" * 21, "length"),
        ("0000 0000 0000 0000 0001", "check"),
        ("OOOO 0000 0000 0000 0000", "characters"),
        ("½" * 20, "characters"),
        ("²" * 20, "characters"),
        ("0" * 5_000_000, "characters"),
        ("' or 1=1 --", "characters"),
    ],
)
def test_what_is_no_code_is_refused_and_not_repeated(typed: str, reason: str) -> None:
    with pytest.raises(BadCode) as refused:
        parse_code(typed)
    assert refused.value.reason == reason
    assert refused.value.args == (reason,)


def test_no_code_can_be_made_that_does_not_check() -> None:
    with pytest.raises(BadCode):
        Code("1" * 20)


def test_a_code_gives_the_same_keys_again() -> None:
    code, pepper = new_code(), new_pepper(code_cost=CHEAP)
    assert derive(code, pepper) == derive(parse_code(str(code)), pepper)


def test_another_code_pepper_or_cost_gives_other_keys() -> None:
    code, pepper = new_code(), new_pepper(code_cost=CHEAP)
    dearer = type(pepper)(pepper.secret, Cost(memory_kib=16, passes=1), pepper.staff_cost)
    keys = [
        derive(code, pepper),
        derive(new_code(), pepper),
        derive(code, new_pepper(code_cost=CHEAP)),
        derive(code, dearer),
    ]
    assert len({each.lookup for each in keys}) == len({each.key for each in keys}) == 4


def test_what_finds_a_mailbox_says_nothing_of_what_opens_it() -> None:
    keys = derive(new_code(), new_pepper(code_cost=CHEAP))
    assert keys.lookup not in keys.key.dump()
    assert keys.lookup.hex() not in repr(keys)
    assert "SECRET" not in repr(keys)
