"""What one case adds to the numbers of reports, told by its spells alone: events by month, and what stands open.

The same as `conditions` says in SQL, said of rows in hand, so that sums can be kept (`tally_pages`) instead of counted again:
that both mean the same is held by a property test, and by `arasha verify`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Final, NamedTuple

import msgspec

from cases.reports.conditions import SOON, URGENT
from cases.reports.in_hand import Spell
from cases.reports.spells import FIRST

STANDING: Final = 0
"""In place of a month: what stands today, whenever it began."""
CAME_BY, OUTCOME, FELT, GROUND = "came_by:", "outcome:", "felt:", "ground:"
"""What is counted by a code has the code behind its name."""


class Page(NamedTuple):
    """Which sums stand together. *month*: `month_of`, or STANDING; an empty *track* or *channel*: all of them."""

    track: str
    channel: str
    month: int
    unit: str
    walled: bool


class Tally(NamedTuple):
    """One thing that is counted. *value*: days, minutes or a day's ordinal where it has one, else 0."""

    page: Page
    what: str
    value: int


Tallies = Mapping[Tally, int]
Numbers = dict[str, dict[int, int]]
"""What a page holds: name → value → how many."""


def month_of(day: date) -> int:
    """Calendar months since the year 0, so that they can be counted on; never STANDING."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def tallies_of(spells: Sequence[Spell]) -> Counter[Tally]:
    """What the case whose *spells* these are, all of them in order, adds to pages of its own track and channel."""
    found: Counter[Tally] = Counter()
    for place, spell in enumerate(spells):
        for month, what, value, number in added(spells, place):
            found[Tally(page_of(spell, month), what, value)] += number
    return found


def added(spells: Sequence[Spell], place: int) -> Iterator[tuple[int, str, int, int]]:
    """What the spell at *place* adds: month, what, value, how many."""
    spell = spells[place]
    for begun, what, value in chain(events(spells, place), decisions(spell)):
        yield month_of(begun), what, value, 1
    for what, begun, over, value in levels(spell, origin_of(spells, place)):
        if over is None:
            yield STANDING, what, value, 1
        elif over <= begun:
            continue
        else:
            yield month_of(over), what, value, -1
        yield month_of(begun), what, value, 1


def page_of(spell: Spell, month: int) -> Page:
    return Page(spell.track, spell.channel, month, spell.unit, spell.walled)


Event = tuple[date, str, int]
"""Day, what, value."""


def events(spells: Sequence[Spell], place: int) -> Iterator[Event]:
    """What happened in a spell but for its decision: once a case, where it stands among the other *spells*; else once a spell."""
    spell, earlier = spells[place], spells[:place]
    if spell.spell == FIRST:
        yield from arrival(spell, spells)
    else:
        yield spell.day, "taken_over", 0
    if spell.registered and not any(one.registered for one in earlier):
        yield spell.registered, "registered", 0
    if (
        spell.urgency == URGENT
        and spell.first_minutes is not None
        and all(one.first_minutes is None for one in earlier)
    ):
        yield spell.day, "minutes", spell.first_minutes
    if spell.closed:
        yield spell.closed, "closed", 0
    if spell.until:
        yield spell.until, "reopened" if spell.closed else "handed_on", 0
    if spell.redirected:
        yield spell.redirected, "redirected", 0
        if spell.redirected_in_time:
            yield spell.redirected, "redirected_in_time", 0
    if spell.answered:
        yield spell.answered, f"{FELT}{spell.fairness_felt}/{spell.outcome_felt}", 0


def arrival(spell: Spell, spells: Sequence[Spell]) -> Iterator[Event]:
    """What counts by the day on which a case came, however far it got since."""
    yield spell.day, "received", 0
    yield spell.day, f"{CAME_BY}{spell.channel}", 0
    if spell.acknowledged_in_time:
        yield spell.day, "acknowledged_in_time", 0
    if spell.urgency == URGENT:
        yield spell.day, "urgent", 0
    decided = [one.decided for one in spells if one.decided]
    if decided:
        yield spell.day, "cohort_decided", max(decided).toordinal()
    remedies, verified = sum(one.remedies for one in spells), sum(one.verified for one in spells)
    if remedies > 0:
        yield spell.day, "cohort_remedied", 0
        if verified >= remedies:
            yield spell.day, "cohort_verified", 0


def decisions(spell: Spell) -> Iterator[Event]:
    """What counts by the day of the decision; of what ended without one, by its end."""
    came_out = spell.decided or spell.closed
    if spell.outcome is not None and came_out:
        yield came_out, f"{OUTCOME}{spell.outcome}", 0
        if spell.ground:
            yield came_out, f"{GROUND}{spell.outcome}/{spell.ground}", 0
    if spell.decided is None:
        if spell.closed and spell.due and spell.closed > spell.due:
            yield spell.closed, "ended_late", 0
        return
    yield spell.decided, "decided", 0
    if spell.decided_in_time:
        yield spell.decided, "decided_in_time", 0
    if spell.decided_days is not None:
        yield spell.decided, "days", spell.decided_days
    if spell.due:
        yield spell.decided, "termed", 0
        if spell.extended:
            yield spell.decided, "extended", 0


def levels(spell: Spell, origin: date) -> Iterator[tuple[str, date, date | None, int]]:
    """What stands for a while: its name, the first day, the first day on which it stands no more, its value."""
    ended = spell.closed or spell.until
    yield "open", spell.day, ended, origin.toordinal()
    if spell.urgency in (URGENT, SOON):
        yield f"open_u{spell.urgency}", spell.day, ended, 0
    if spell.urgency == URGENT and spell.first_minutes is None:
        yield "urgent_waiting", spell.day, ended, 0
    if spell.due:
        over = min((one for one in (spell.decided, ended) if one), default=None)
        yield "undecided", spell.day, over, spell.due.toordinal()
    kept = spell.until is None or spell.closed is not None
    if spell.decided and kept:
        yield "not_told", spell.decided, spell.told, 0


def origin_of(spells: Sequence[Spell], place: int) -> date:
    """As `spells.age_origin`: receipt, whoever had the case since; after a reopening, the reopening."""
    if not place:
        return spells[0].day
    begun = [
        one.day
        for number, one in enumerate(spells[: place + 1])
        if number == 0 or spells[number - 1].closed is not None
    ]
    return max(begun)


def difference(before: Sequence[Spell], after: Sequence[Spell]) -> Counter[Tally]:
    """What has to be added where *before* was counted, so that *after* is."""
    if before == after:
        return Counter()
    found = tallies_of(after)
    found.subtract(tallies_of(before))
    return Counter({tally: number for tally, number in found.items() if number})


Written = list[tuple[str, str, int, str, bool, str, int, int]]
"""Tallies as they are kept until they are added: the page, what, value, how many."""
READ_CHANGE: Final = msgspec.json.Decoder(Written).decode
READ_PAGE: Final = msgspec.json.Decoder(Numbers).decode


def write_change(tallies: Tallies) -> str:
    return msgspec.json.encode(
        [(*tally.page, tally.what, tally.value, number) for tally, number in tallies.items()]
    ).decode()


def written_in(text: str) -> Written:
    """What `write_change` wrote. Raises: msgspec.DecodeError."""
    return READ_CHANGE(text)


def read_change(text: str) -> Iterator[tuple[Tally, int]]:
    """Raises: msgspec.DecodeError."""
    for track, channel, month, unit, walled, what, value, number in READ_CHANGE(text):
        yield Tally(Page(track, channel, month, unit, walled), what, value), number


def write_page(numbers: Numbers) -> str:
    """Without what is nothing, in one order: two pages that say the same are the same text."""
    said = {
        what: {str(value): number for value, number in sorted(by.items()) if number}
        for what, by in sorted(numbers.items())
    }
    return msgspec.json.encode({what: by for what, by in said.items() if by}).decode()


def read_page(text: str) -> Numbers:
    """Raises: msgspec.DecodeError."""
    return READ_PAGE(text)


def add_into(numbers: Numbers, more: Numbers, *, times: int = 1) -> Numbers:
    for what, by_value in more.items():
        sums = numbers.setdefault(what, {})
        for value, number in by_value.items():
            sums[value] = sums.get(value, 0) + times * number
    return numbers


class Book:
    """Sums by page: what a case adds goes to three, that of all, of its track, and of its channel; what has neither, to one."""

    def __init__(self) -> None:
        self.pages: dict[Page, Numbers] = defaultdict(lambda: defaultdict(dict))
        self._three: dict[Page, tuple[Numbers, ...]] = {}

    def add(self, tally: Tally, number: int) -> None:
        page, what, value = tally
        for numbers in self._three.get(page) or self._open(page):
            sums = numbers[what]
            sums[value] = sums.get(value, 0) + number

    def _open(self, page: Page) -> tuple[Numbers, ...]:
        keys = page._replace(track="", channel=""), page._replace(channel=""), page._replace(track="")
        self._three[page] = found = tuple(self.pages[key] for key in dict.fromkeys(keys))
        return found

    def add_all(self, tallies: Iterable[tuple[Tally, int]]) -> None:
        for tally, number in tallies:
            self.add(tally, number)

    def add_written(self, change: Written) -> None:
        """As `add_all` of `read_change`, without making a record of each."""
        three = self._three
        for track, channel, month, unit, walled, what, value, number in change:
            key = (track, channel, month, unit, walled)
            for numbers in three.get(key) or self._open(Page(*key)):  # type: ignore[call-overload]
                sums = numbers[what]
                sums[value] = sums.get(value, 0) + number

    def add_page(self, page: Page, numbers: Numbers) -> None:
        add_into(self.pages[page], numbers)

    def add_case(self, spells: Sequence[Spell]) -> None:
        """As the sums of `tallies_of`, without making a record of each: a million cases are counted by this."""
        three = self._three
        for place, spell in enumerate(spells):
            track, channel, unit, walled = spell.track, spell.channel, spell.unit, spell.walled
            for month, what, value, number in added(spells, place):
                key = (track, channel, month, unit, walled)
                for numbers in three.get(key) or self._open(Page(*key)):  # type: ignore[call-overload]
                    sums = numbers[what]
                    sums[value] = sums.get(value, 0) + number
