"""What is often, and what it costs: time of who does it, never of anybody else."""

from datetime import timedelta
from typing import Final

FREE_TRIES: Final = 5
"""Wrong codes or passphrases an hour that cost nothing: people mistype."""
LONGEST_PAUSE: Final = 8.0
"""Seconds before a try is looked at, at most."""
AT_A_TIME: Final = 8
"""Tries of one source that a process keeps waiting; with the pause, one a second at most."""
MANY_DRAFTS: Final = 60
SHORT: Final = timedelta(hours=1)
"""How long a form stays open that was begun after MANY_DRAFTS others from its source this hour: they fill the disk."""
SHORTEST_WAIT: Final = 20
LONGEST_WAIT: Final = 60
EACH_BEFORE: Final = 5
"""Seconds that every complaint adds which came from there while one waited: who waits with many at once waits in a line."""
LONGEST_LINE: Final = 600
"""Seconds after which whoever waits is let through, whatever else came from there: an honest neighbour is not shut out."""
FEWEST_BITS: Final = 14
MOST_BITS: Final = 22


def pause_before(wrong: int) -> float:
    """Seconds that a try waits after so many *wrong* ones this hour: none for a few, then 1, 2, 4, 8."""
    return 0.0 if wrong < FREE_TRIES else min(float(1 << min(wrong - FREE_TRIES, 8)), LONGEST_PAUSE)


def draft_lasts(begun: int, usual: timedelta) -> timedelta:
    """How long the form stays open of a source that has begun so many this hour."""
    return SHORT if begun > MANY_DRAFTS else usual


def wait_before(filed: int, free: int) -> int:
    """Seconds between the check page and sending for who files more than *free* an hour; 0: none."""
    return 0 if filed < free else min(SHORTEST_WAIT + 2 * (filed - free), LONGEST_WAIT)


def wait_in_line(wait: int, crossed: int) -> int:
    """Seconds of a *wait* while which so many others from there were sent."""
    return max(wait, min(wait + EACH_BEFORE * crossed, LONGEST_LINE))


def bits_for(filed: int, free: int) -> int:
    """Zero bits that the work in place of the wait must show: 16,000 hashes on average, four million from the sixty-fourth on."""
    return min(FEWEST_BITS + (filed - free) // 8, MOST_BITS)
