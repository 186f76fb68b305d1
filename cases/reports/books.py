"""What many cases add, collected before it goes to its pages: packed into whole numbers, so that a million fit into memory."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from cases.reports.about import About, pages_about
from cases.reports.in_hand import Spell
from cases.reports.pages import Bundle, Lot, Numbers, Page, Parts, month_of
from cases.reports.tallies import STANDING, VALUES, Tally, Written, about_spell, added

WHATS: Final = 1 << 14
"""So many kinds of things are counted at most."""
WHOSE: Final = itemgetter(0, 1)
"""Of a key: unit, and whether behind the wall."""


class Collected(NamedTuple):
    """What belongs to one unit, on one side of the wall."""

    pages: dict[Page, Numbers]
    days: dict[Lot, Parts]
    months: dict[Bundle, Parts]

    @property
    def parts(self) -> Iterator[tuple[Lot | Bundle, Parts]]:
        """Of days, then of months."""
        yield from self.days.items()
        yield from self.months.items()


class Book:
    """Everything that is to be added.

    A tally is one whole number, of what the case is about, what is counted, and its value; a negative one takes it away.
    """

    def __init__(self) -> None:
        self._abouts: dict[tuple[str, ...], int] = {}
        self._whats: dict[str, int] = {}
        self._lots: dict[tuple[str, bool, int], array[int]] = defaultdict(lambda: array("q"))

    def add(self, tally: Tally, number: int) -> None:
        place, what, value = tally
        self.add_written([(*place, what, value, number)])

    def add_all(self, tallies: Iterable[tuple[Tally, int]]) -> None:
        for tally, number in tallies:
            self.add(tally, number)

    def add_written(self, change: Written) -> None:
        """What a change says."""
        for *about, day, unit, walled, what, value, number in change:
            code = (self._about(tuple(about)) + self._what(what)) * VALUES + value + 1
            self._lots[unit, walled, day].extend([code if number > 0 else -code] * abs(number))

    def add_case(self, spells: Sequence[Spell]) -> None:
        """As `tallies.tallies_of`, without making a record of each."""
        whats, lots = self._whats, self._lots
        for place, spell in enumerate(spells):
            about, unit, walled = self._about(about_spell(spell)), spell.unit, spell.walled
            for day, what, value, number in added(spells, place):
                code = (about + (whats[what] if what in whats else self._what(what))) * VALUES + value + 1
                lots[unit, walled, day].append(code if number > 0 else -code)

    def _about(self, about: tuple[str, ...]) -> int:
        return self._abouts.setdefault(about, len(self._abouts)) * WHATS

    def _what(self, what: str) -> int:
        return self._whats.setdefault(what, len(self._whats))

    def collected(self) -> Iterator[Collected]:
        """Unit by unit, in their order."""
        for _, lots in groupby(sorted(self._lots), key=WHOSE):
            yield self._collect(lots)

    def _collect(self, lots: Iterable[tuple[str, bool, int]]) -> Collected:
        abouts, whats = [About(*each) for each in self._abouts], list(self._whats)
        found = Collected(defaultdict(lambda: defaultdict(dict)), {}, defaultdict(dict))
        to: dict[tuple[int, int], tuple[Parts, list[Numbers]]] = {}
        """By what a case is about, and the month: the parts and the pages that its tallies go to."""
        for unit, walled, day in lots:
            month = STANDING if day == STANDING else month_of(date.fromordinal(day))
            parts: Parts = {}
            for code, number in added_up(self._lots[unit, walled, day]).items():
                rest, value = divmod(code - 1, VALUES)
                about, named = divmod(rest, WHATS)
                what = whats[named]
                key = abouts[about], what, value
                parts[key] = number
                if (about, month) not in to:
                    which = abouts[about]
                    bundle = found.months[Bundle(month, unit, walled, which.track, which.channel)]
                    pages = [found.pages[Page(*each, month, unit, walled)] for each in pages_about(which)]
                    to[about, month] = bundle, pages
                bundle, pages = to[about, month]
                bundle[key] = bundle.get(key, 0) + number
                for numbers in pages:
                    by_value = numbers[what]
                    by_value[value] = by_value.get(value, 0) + number
            if day != STANDING and parts:
                found.days[Lot(date.fromordinal(day), unit, walled)] = parts
        return found


def added_up(codes: Iterable[int]) -> dict[int, int]:
    """How often each code, those that are taken away against those that are added; without what comes to nothing."""
    found: dict[int, int] = {}
    for code, number in Counter(codes).items():
        signed, bare = (number, code) if code > 0 else (-number, -code)
        found[bare] = found.get(bare, 0) + signed
    return {code: number for code, number in found.items() if number}
