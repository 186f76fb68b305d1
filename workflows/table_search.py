"""Search the rows of a table for gaps, overlaps and rows that are never reached, and show each by an example.

A row is a conjunction of value sets, so each fact can be split by itself: values that the same rows admit behave alike.
The search splits on the fact that most remaining rows mention and remembers what it has seen (design 09); it is exact.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from workflows.cells import TooManyCells
from workflows.facts import Value

MOST_STEPS: Final = 200_000


class Split(msgspec.Struct, frozen=True):
    """One fact of a table: the rows that mention it, and groups of values with the rows that admit them."""

    name: str
    mentioned: int
    """Bits of the rows that test this fact."""
    groups: tuple[tuple[int, Value], ...]
    """Bits of rows that admit the value (rows that do not mention the fact among them), and one such value."""


def make_splits(
    tests: Sequence[Mapping[str, Callable[[Value], bool]]], values: Mapping[str, Sequence[Value]]
) -> list[Split]:
    """Splits of every fact from the rows' *tests* and the *values* that stand for all cells."""
    splits = []
    for name, candidates in values.items():
        mentioned = sum(1 << row for row, of_row in enumerate(tests) if name in of_row)
        free = (1 << len(tests)) - 1 & ~mentioned
        groups: dict[int, Value] = {}
        for value in candidates:
            admitted = sum(1 << row for row, of_row in enumerate(tests) if name in of_row and of_row[name](value))
            groups.setdefault(free | admitted, value)
        splits.append(Split(name, mentioned, tuple(groups.items())))
    return splits


def find_uncovered(splits: Sequence[Split], rows: int, *, inside: int | None = None) -> dict[str, Value] | None:
    """Values that none of *rows* (bits) admits, within row number *inside* when given; None when there are none.

    Raises: TooManyCells.
    """
    search = _Search(splits, 0 if inside is None else 1 << inside)
    return search.find(rows, tuple(range(len(splits))), {})


class _Search:
    def __init__(self, splits: Sequence[Split], within: int) -> None:
        self.splits = splits
        self.within = within
        self.steps = 0
        self.covered: set[tuple[int, tuple[int, ...]]] = set()

    def find(self, left: int, unsplit: tuple[int, ...], chosen: dict[str, Value]) -> dict[str, Value] | None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManyCells("the table distinguishes too many cases: add an else row or split the table")
        unsplit = tuple(place for place in unsplit if self.splits[place].mentioned & (left | self.within))
        asking = 0
        for place in unsplit:
            asking |= self.splits[place].mentioned
        if not left and not self.within & asking:
            return chosen
        if left & ~asking or (left, unsplit) in self.covered:
            return None  # some row asks nothing more, so it admits everything here
        best = max(unsplit, key=lambda place: (self.splits[place].mentioned & (left | self.within)).bit_count())
        rest = tuple(place for place in unsplit if place != best)
        for admitted, value in self.splits[best].groups:
            if not self.within & ~admitted:
                found = self.find(left & admitted, rest, {**chosen, self.splits[best].name: value})
                if found is not None:
                    return found
        self.covered.add((left, unsplit))
        return None


def find_overlap(splits: Sequence[Split], first: int, second: int) -> dict[str, Value] | None:
    """Values that two rows both admit, or None."""
    both = 1 << first | 1 << second
    shared: dict[str, Value] = {}
    for split in splits:
        value = next((value for admitted, value in split.groups if admitted & both == both), None)
        if value is None:
            return None
        if split.mentioned & both:
            shared[split.name] = value
    return shared
