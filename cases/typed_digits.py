"""Digits as people type, paste and read them out: grouped, with any dash, or with the wide digits of some keyboards."""

import unicodedata

LONGEST = 200
"""Characters looked at; no number of ours comes near it even with a blank around every digit."""
IGNORED = {"Zs", "Pd", "Cc", "Cf"}
"""Unicode categories that may stand between digits: blanks, dashes, line ends, invisible marks of copied text."""


def read_digits(text: str) -> str | None:
    """The decimal digits of *text* as 0 to 9, or None if anything stands there that is no digit and no separator."""
    if len(text) > LONGEST:
        return None
    digits = []
    for character in text:
        value = unicodedata.decimal(character, None)
        if value is not None:
            digits.append(str(value))
        elif unicodedata.category(character) not in IGNORED and character != "\N{MINUS SIGN}":
            return None
    return "".join(digits)
