"""Digits as words, for ears: a screen reader would read 4815 as a number."""

from web.i18n import N_, gettext

DIGITS = (
    N_("zero"),
    N_("one"),
    N_("two"),
    N_("three"),
    N_("four"),
    N_("five"),
    N_("six"),
    N_("seven"),
    N_("eight"),
    N_("nine"),
)


def spoken(group: str) -> str:
    """Each digit by its name: 4815 → "four, eight, one, five"."""
    return ", ".join(gettext(DIGITS[int(digit)]) for digit in group)
