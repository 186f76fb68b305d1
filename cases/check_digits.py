"""Check digits by Damm's algorithm (H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004).

It finds every single wrong digit and every swap of two neighbours, the two commonest slips of hand and ear, with one
decimal digit and no letter; ISO/IEC 7064 MOD 11,10 and the Luhn formula miss some swaps.
"""

QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""Totally anti-symmetric of order 10, with zeros on the diagonal: the check digit of digits that check is 0."""


def check_digit(digits: str, *, start: int = 0) -> str:
    """The digit to put behind *digits* (0 to 9 only). Numbers of another *start* do not pass for it."""
    interim = start
    for digit in digits:
        interim = QUASIGROUP[interim][int(digit)]
    return str(interim)


def is_checked(digits: str, *, start: int = 0) -> bool:
    """Whether the last of *digits* is the check digit of those before it."""
    return len(digits) > 1 and check_digit(digits[:-1], start=start) == digits[-1]
