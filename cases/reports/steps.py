"""What an act of the main proceeding means for the numbers of its case: pure, and nothing is written here.

What a step means is read from the `status` of the stage it reaches (design 01 §1.6b): the closed list of words that complainants
are told. A pack may name its stages as it likes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from cases.case_facts import clear
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.reports.in_hand import Spell
from cases.reports.indicators import FELT
from workflows.calendars import Calendar, add_working_days
from workflows.procedure import Stage

FACILITY = "facility"
"""Fact of a case that says where it happened."""
UNREGISTERED = frozenset({"received", "signal_received"})
REDIRECTED = "redirected"
DECISIONS = frozenset({"decided", "redirected", "inadmissible"})
LATER = frozenset({"follow_up", "closed"})
"""A procedure with a statutory review may come here without ever standing at `decided`; a signal ends without a decision."""
ACKNOWLEDGEMENT = "acknowledgement"
TELLING = frozenset({"decision", "redirection", "refusal"})
"""Letters that tell the complainant how the matter was decided."""
ACKNOWLEDGED_WITHIN, REDIRECTED_WITHIN = 1, 3
"""Working days: design 01 §1.3 (APPC art. 64 and the coupon; redirection to the competent body) and §1.7."""


def felt_in(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """What an act's *facts* say of fairness and of the outcome, as the complainant saw them; None for all other acts."""
    fairness, outcome = map(facts.get, FELT)
    return None if fairness is None or outcome is None else (str(fairness), str(outcome))


class Told(NamedTuple):
    """What a case's facts say that all of its spells repeat, whenever they began."""

    ground: str | None = None
    """Why it was not admitted."""
    facility: str | None = None
    body: str | None = None
    """Complained of."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One act of the main proceeding, as far as the numbers go. `day`: its date in the institution's zone.

    One that waits for its second person, or was dropped by them, stands where the proceeding stood: it counts as somebody's act
    and moves nothing else.
    """

    day: date
    minutes: int
    """Since receipt."""
    by_person: bool
    track: str
    urgency: int
    status: str
    """Of the stage that the act reached."""
    ended: bool
    """That stage is an end."""
    outcome: str | None = None
    due: date | None = None
    """Last day of the statutory review, where it runs."""
    extended: bool = False
    letters: tuple[str, ...] = ()
    """Laid into the mailboxes by this act."""
    felt: tuple[str, str] | None = None
    """What the complainant says of how it went."""
    told: Told | None = None
    """What the case's facts say besides; None where that was not looked at."""


def told_in(facts: Mapping[str, Any], pack: Pack) -> Told:
    """What a case's *facts* say of these."""
    codes = pack.indicators
    ground = facts.get(codes.refusal_fact)
    return Told(None if ground is None else str(ground), clear(facts, FACILITY), clear(facts, codes.body_fact))


def begin_spell(case: Case, *, channel: str, day: date, pack: Pack) -> Spell:
    """The first spell of a case, at filing; nothing is written yet."""
    return Spell(
        case_id=case.id, spell=1, unit=case.unit, track=case.track, channel=channel, urgency=case.urgency, day=day,
        walled=case.walled, **told_in(case.facts, pack)._asdict(),
    )  # fmt: skip


def begin_next_spell(before: Spell, *, day: date, walled: bool) -> Spell:
    """A new spell after a transfer, a wall or a reopening; the old one keeps what it counted. Nothing is written yet.

    Of what ended on the other side of a wall nothing says that it goes on.
    """
    if before.open or before.walled == walled:
        before.until, before.open = day, False
    return Spell(
        case_id=before.case_id, spell=before.spell + 1, unit=before.unit, track=before.track, channel=before.channel,
        urgency=before.urgency, day=day, walled=walled, **told_of(before)._asdict(),
    )  # fmt: skip


def hand_over(before: Spell, unit: str, *, day: date, walled: bool) -> Spell:
    """The spell of *unit*, which has the case from *day* on; the clock of an undecided case goes on. Nothing is written yet.

    *walled*: it is counted behind a wall from then on. Drawn late, a wall ends a spell as a transfer does.
    """
    spell = begin_next_spell(before, day=day, walled=walled)
    spell.unit = unit
    if before.decided is None:
        spell.due, spell.extended = before.due, before.extended
    return spell


def about_nobody(spells: Sequence[Spell]) -> list[Spell]:
    """*spells* of a case that was shredded."""
    return [one if one.facility is one.body is None else replace(one, facility=None, body=None) for one in spells]


def said_of_all(spells: Sequence[Spell], told: Told | None, *, walled: bool) -> list[Spell]:
    """*spells* with what the case's facts have *told*; those that say it already are the same objects. None: as they are.

    Those on the other side of the wall do not hear of it.
    """
    if told is None:
        return list(spells)
    return [one if one.walled != walled or told_of(one) == told else replace(one, **told._asdict()) for one in spells]


def told_of(spell: Spell) -> Told:
    return Told(spell.ground, spell.facility, spell.body)


def due_moved(spell: Spell, due: date | None) -> date | None:
    """The last day that a spell is measured by: what was decided stays measured by the day that held then."""
    return due if due and spell.due and spell.decided is None else spell.due


def move_on(measure: Spell, step: Step, *, walled: bool, calendar: Calendar) -> Spell:
    """Count one act in *measure*, or in the new spell that it begins; gives the one that is now the current one.

    *walled*: the case is behind a wall. Whatever is done to one that had ended on the other side of it counts nowhere, unless it
    is reopened: the office must not see it, and the integrity unit never had it.
    """
    if not step.ended and not measure.open:
        measure = begin_next_spell(measure, day=step.day, walled=walled)
    if measure.walled != walled:
        return measure
    if step.by_person and measure.first_minutes is None:
        measure.first_minutes = max(0, step.minutes)
    measure.track, measure.urgency = step.track, step.urgency
    measure.extended = measure.extended or step.extended
    if step.due is not None:
        measure.due = step.due
    if step.outcome is not None:
        measure.outcome = step.outcome
    count_stage(measure, step, calendar)
    count_letters(measure, step, calendar)
    if step.felt is not None and measure.answered is None:
        measure.answered, (measure.fairness_felt, measure.outcome_felt) = step.day, step.felt
    return measure


def count_stage(measure: Spell, step: Step, calendar: Calendar) -> None:
    """What it means to stand at the stage that the act reached."""
    if measure.registered is None and step.status not in UNREGISTERED:
        measure.registered = step.day
    reviewed = step.status in LATER and measure.due is not None
    if (step.status in DECISIONS or reviewed) and measure.decided is None:
        measure.decided = step.day
        measure.decided_days = (step.day - measure.day).days
        measure.decided_in_time = measure.due is None or step.day <= measure.due
    if step.status == REDIRECTED and measure.redirected is None:
        measure.redirected = step.day
        measure.redirected_in_time = step.day <= add_working_days(calendar, measure.day, REDIRECTED_WITHIN)
    if step.ended and measure.open:
        measure.closed, measure.open = step.day, False


def count_letters(measure: Spell, step: Step, calendar: Calendar) -> None:
    """Note what a letter laid before the complainant settles: an acknowledgement, the telling of a decision."""
    if ACKNOWLEDGEMENT in step.letters and measure.acknowledged is None:
        measure.acknowledged = step.day
        measure.acknowledged_in_time = step.day <= add_working_days(calendar, measure.day, ACKNOWLEDGED_WITHIN)
    if not TELLING.isdisjoint(step.letters) and measure.told is None:
        measure.told = step.day


def status_of(stage: Stage) -> str:
    """What complainants are told at *stage*; one that tells them nothing goes by its name."""
    return stage.status or stage.name
