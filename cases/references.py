"""References that people see: year, six random digits, check digit. No counter, so no gap tells of a walled case."""

from secrets import randbelow

from cases.check_digits import check_digit, is_checked
from cases.errors import BadReference
from cases.typed_digits import read_digits

RANDOM_DIGITS = 6
LENGTH = 4 + RANDOM_DIGITS + 1
START = 5
"""Where the check begins: not as for receipt codes, so that a piece of a code is no reference."""


def new_reference(year: int) -> str:
    """A random reference such as 2026-481516-3. Two may meet: try again on the unique constraint."""
    if not 1000 <= year <= 9999:
        raise ValueError("a year of four digits")
    return written(f"{year}{randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}}")


def parse_reference(text: str) -> str:
    """The reference that a person typed, in its one spelling; the check covers the year too. Raises: BadReference."""
    digits = read_digits(text)
    if digits is None:
        raise BadReference("characters")
    if len(digits) != LENGTH:
        raise BadReference("length")
    if not is_checked(digits, start=START):
        raise BadReference("check")
    return written(digits[:-1])


def written(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:]}-{check_digit(digits, start=START)}"
