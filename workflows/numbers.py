"""Numbers that carry a check digit, as the pack describes them: a mistyped one is asked about once more, never refused."""

from collections.abc import Mapping
from typing import Final

import msgspec

_BETWEEN: Final = str.maketrans("", "", " \u00a0\u202f-–")


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A number whose last digit is a weighted sum of the others, modulo *modulus*.

    Where the sum with one row of *weights* gives ten or more, the next row is tried; a number that none of them gives a
    digit for was never issued.
    """

    name: str
    weights: tuple[tuple[int, ...], ...]
    modulus: int
    doubt: Mapping[str, str]
    """What is said beside a number that does not check."""

    @property
    def length(self) -> int:
        """Digits, the check digit among them."""
        return len(self.weights[0]) + 1


def is_sound(number: Number, text: str) -> bool:
    """Whether *text* can be such a number; blanks and dashes between digits do not count."""
    digits = text.translate(_BETWEEN)
    if len(digits) != number.length or not digits.isascii() or not digits.isdecimal():
        return False
    for weights in number.weights:
        rest = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % number.modulus
        if rest < 10:
            return rest == int(digits[-1])
    return False
