"""How long something that failed waits before it is tried again: longer each time, so that it is in nobody's way."""

from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(days=1)
FACTOR = 4


def delay_after(failures: int, *, first: timedelta = FIRST, longest: timedelta = LONGEST) -> timedelta:
    """The wait after so many *failures* in a row (from 1): *first*, then four times as long each time, at most *longest*."""
    steps = min(max(failures, 1) - 1, 12)  # four to the twelfth seconds are half a year: nothing is longer than that
    return min(first * int(FACTOR**steps), longest)
