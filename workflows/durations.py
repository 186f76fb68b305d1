"""Lengths of time as law and procedures say them."""

import re
from typing import Final

import msgspec

UNITS: Final = ("minutes", "hours", "working hours", "days", "working days", "weeks", "months", "years")
SAME_DAY: Final = "same working day"
"""The working day on which something arrives; after closing time, the next one."""

_DURATION = re.compile(r"([0-9]{1,5}) (working )?(minute|hour|day|week|month|year)s?")


class Duration(msgspec.Struct, frozen=True):
    """A length of time as law and procedures say it: `15 working days`, `2 months`, `30 minutes`."""

    amount: int
    unit: str

    def __str__(self) -> str:
        if self.unit == SAME_DAY:
            return SAME_DAY
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit.removesuffix('s')}"


def parse_duration(text: str) -> Duration | None:
    """`15 working days`, `same working day` and the like; None when it is not a duration."""
    if text == SAME_DAY:
        return Duration(1, SAME_DAY)
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    unit = f"{match[2] or ''}{match[3]}s"
    return Duration(int(match[1]), unit) if unit in UNITS else None
