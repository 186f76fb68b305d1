"""Which part of a time nobody stands in: plain spans, no rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Span(NamedTuple):
    """From a moment until another, the end not counted."""

    start: datetime
    end: datetime


def gaps(covered: Iterable[Span], within: Span) -> list[Span]:
    """The parts of *within* that no span of *covered* covers, in order, none of them empty."""
    found = []
    here = within.start
    for start, end in sorted(covered):
        if here >= within.end:
            break
        if start > here:
            found.append(Span(here, min(start, within.end)))
        here = max(here, end)
    if here < within.end:
        found.append(Span(here, within.end))
    return [span for span in found if span.start < span.end]
