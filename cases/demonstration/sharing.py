"""Which process lives which cases: whole years, because a reference carries its year and two of different years never meet."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo

Arrival = tuple[datetime, bool]
"""When a complaint arrives, and whether it gets a receipt code."""
ALONE = 20
"""Up to so many cases are lived sooner than a second process has started."""


def share_out(arrivals: Sequence[Arrival], zone: tzinfo) -> tuple[list[Arrival], list[Arrival]]:
    """Two shares of *arrivals*, each in order and as even as whole years of *zone* allow, the larger first."""
    if len(arrivals) <= ALONE:
        return list(arrivals), []
    years = Counter(at.astimezone(zone).year for at, _ in arrivals)
    shares: tuple[set[int], set[int]] = (set(), set())
    for year, _ in years.most_common():
        min(shares, key=lambda share: sum(years[each] for each in share)).add(year)
    larger, smaller = sorted(shares, key=lambda share: -sum(years[each] for each in share))
    parts = [[one for one in arrivals if one[0].astimezone(zone).year in share] for share in (larger, smaller)]
    return parts[0], parts[1]
