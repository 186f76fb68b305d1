"""Numbers of signed letters: year, six random digits, check digit, as references are. No counter, so no gap tells anything."""

from secrets import randbelow

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.check_digits import check_digit
from cases.records import OfficialLetter

RANDOM_DIGITS = 6
START = 3
"""Where the check begins: a letter's number is no reference of a case, and the other way round."""


def new_number(year: int) -> str:
    """A random number such as 2026/481516-0. Two may meet: see `free_number`."""
    if not 1000 <= year <= 9999:
        raise ValueError("a year of four digits")
    digits = f"{year}{randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}}"
    return f"{digits[:4]}/{digits[4:]}-{check_digit(digits, start=START)}"


def free_number(session: Session, year: int) -> str:
    """A number that no letter has; two transactions that draw one at once are told apart by its unique constraint."""
    while True:
        number = new_number(year)
        if session.scalar(select(OfficialLetter.id).where(OfficialLetter.number == number)) is None:
            return number
