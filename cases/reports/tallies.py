"""What one case adds to the numbers of reports, told by its spells alone: events by day, and what stands open.

The same as `conditions` says in SQL, said of rows in hand, so that sums can be kept (`books`) instead of counted again:
that both mean the same is held by a property test, and by `arasha verify`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from cases.reports.about import About
from cases.reports.conditions import SOON, URGENT
from cases.reports.in_hand import Spell
from cases.reports.spells import FIRST

STANDING: Final = 0
"""In place of a day or a month: what stands today, whenever it began."""
CAME_BY, OUTCOME, FELT, GROUND = "came_by:", "outcome:", "felt:", "ground:"
"""What is counted by a code has the code behind its name."""
VALUES: Final = 1 << 24
"""Every value is less: as minutes, thirty years."""
LAST_DAY: Final = date.max.toordinal()
Day = Annotated[int, Meta(ge=STANDING, le=LAST_DAY)]
Value = Annotated[int, Meta(ge=0, lt=VALUES)]
Moved = Annotated[int, Meta(ge=-1000, le=1000)]
"""How often one change may move one thing."""


class Place(NamedTuple):
    """Where something is counted. *day*: an ordinal, or STANDING; the first four: as `About`."""

    track: str
    channel: str
    facility: str
    body: str
    day: int
    unit: str
    walled: bool


class Tally(NamedTuple):
    """One thing that is counted. *value*: days, minutes or a day's ordinal where it has one, else 0."""

    place: Place
    what: str
    value: int


Tallies = Mapping[Tally, int]


def tallies_of(spells: Sequence[Spell]) -> Counter[Tally]:
    """What the case whose *spells* these are, all of them in order, adds."""
    found: Counter[Tally] = Counter()
    for number, spell in enumerate(spells):
        about = about_spell(spell)
        for day, what, value, times in added(spells, number):
            found[Tally(Place(*about, day, spell.unit, spell.walled), what, value)] += times
    return found


def about_spell(spell: Spell) -> About:
    return About(spell.track, spell.channel, spell.facility or "", spell.body or "")


def added(spells: Sequence[Spell], place: int) -> Iterator[tuple[int, str, int, int]]:
    """What the spell at *place* adds: day, what, value, how many."""
    spell = spells[place]
    for begun, what, value in chain(events(spells, place), decisions(spell)):
        yield begun.toordinal(), what, value, 1
    for what, begun, over, value in levels(spell, origin_of(spells, place)):
        if over is None:
            yield STANDING, what, value, 1
        elif over <= begun:
            continue
        else:
            yield over.toordinal(), what, value, -1
        yield begun.toordinal(), what, value, 1


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
    """What counts by the day on which a case came, however far it got since on the same side of a wall."""
    yield spell.day, "received", 0
    yield spell.day, f"{CAME_BY}{spell.channel}", 0
    if spell.acknowledged_in_time:
        yield spell.day, "acknowledged_in_time", 0
    if spell.urgency == URGENT:
        yield spell.day, "urgent", 0
    spells = [one for one in spells if one.walled == spell.walled] if spell.until else [spell]
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
    if spell.decided:
        left = spell.until if spell.closed is None else None
        yield "not_told", spell.decided, min((one for one in (spell.told, left) if one), default=None), 0


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


Written = list[tuple[str, str, str, str, Day, str, bool, str, Value, Moved]]
"""Tallies as they are kept until they are added: the place, what, value, how many."""
READ_CHANGE: Final = msgspec.json.Decoder(Written).decode


def write_change(tallies: Tallies) -> str:
    return msgspec.json.encode(
        [(*tally.place, tally.what, tally.value, number) for tally, number in tallies.items()]
    ).decode()


def written_in(text: str) -> Written:
    """What `write_change` wrote. Raises: msgspec.DecodeError."""
    return READ_CHANGE(text)
