"""The small numbers that reports add up, moved forward by every act in its own transaction.

What a step of the main proceeding means for the numbers is read from the `status` of the stage it reaches (design 01 §1.6b): the
closed list of words that complainants are told. A pack may name its stages as it likes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from cases.records import Case, Measure
from cases.records.prepared import ask_one
from cases.records.rows import insert_rows, table_of, update_row, update_rows
from cases.reports.indicators import FELT
from workflows.calendars import Calendar, add_working_days
from workflows.procedure import Stage

COUNTED = "case"
"""Kind of the cases that have numbers; visits and systemic issues are counted as what they are."""
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

measures = table_of(Measure)
SPELLS_OF_CASES = (
    select(measures)
    .where(measures.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(measures.c.case_id, measures.c.spell)
)
WALL = update(measures).where(measures.c.case_id == bindparam("case")).values(walled=bindparam("walled_now"))
LAST_SPELL = select(measures).where(measures.c.case_id == bindparam("case")).order_by(measures.c.spell.desc()).limit(1)


@dataclass(kw_only=True)
class Spell:
    """A row of `measures` in hand: its fields are the columns, and mean what `records.Measure` says."""

    case_id: int
    spell: int
    unit: str
    track: str
    channel: str
    urgency: int
    day: date
    until: date | None = None
    open: bool = True
    registered: date | None = None
    acknowledged: date | None = None
    acknowledged_in_time: bool | None = None
    first_minutes: int | None = None
    due: date | None = None
    decided: date | None = None
    decided_days: int | None = None
    decided_in_time: bool | None = None
    told: date | None = None
    redirected: date | None = None
    redirected_in_time: bool | None = None
    extended: bool = False
    outcome: str | None = None
    closed: date | None = None
    remedies: int = 0
    verified: int = 0
    answered: date | None = None
    fairness_felt: str | None = None
    outcome_felt: str | None = None
    walled: bool = False


def felt_in(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """What an act's *facts* say of fairness and of the outcome, as the complainant saw them; None for all other acts."""
    fairness, outcome = map(facts.get, FELT)
    return None if fairness is None or outcome is None else (str(fairness), str(outcome))


@dataclass(frozen=True, kw_only=True)
class Step:
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


def begin_spell(case: Case, *, channel: str, day: date) -> Spell:
    """The first spell of a case, at filing; nothing is written yet."""
    return Spell(
        case_id=case.id, spell=1, unit=case.unit, track=case.track, channel=channel, urgency=case.urgency, day=day,
        walled=case.walled,
    )  # fmt: skip


def begin_next_spell(before: Spell, *, day: date) -> Spell:
    """A new spell after a transfer or a reopening; the old one keeps what it counted. Nothing is written yet."""
    before.until, before.open = day, False
    return Spell(
        case_id=before.case_id, spell=before.spell + 1, unit=before.unit, track=before.track, channel=before.channel,
        urgency=before.urgency, day=day, walled=before.walled,
    )  # fmt: skip


def hand_over(before: Spell, unit: str, *, day: date) -> Spell:
    """The spell of *unit*, which has the case from *day* on; the clock of an undecided case goes on. Nothing is written yet."""
    spell = begin_next_spell(before, day=day)
    spell.unit = unit
    if before.decided is None:
        spell.due, spell.extended = before.due, before.extended
    return spell


def count_move(session: Session, case: Case, *, day: date) -> None:
    """The case is another unit's now: its numbers go on in a spell of that unit; what has ended stays where it ended."""
    if case.kind != COUNTED:
        return
    spell = current_spell(session, case)
    if spell.open and spell.unit != case.unit:
        before = replace(spell)
        after = hand_over(spell, case.unit, day=day)
        write_spell(session, spell, before)
        write_spell(session, after)


def count_wall(session: Session, case: Case) -> None:
    """Every spell of the case counts where walled cases do, or no longer."""
    if case.kind == COUNTED:
        session.connection().execute(WALL, {"case": case.id, "walled_now": case.walled})


def current_spell(session: Session, case: Case) -> Spell:
    """The spell that acts of today belong to."""
    return Spell(**ask_one(session, LAST_SPELL, {"case": case.id})._asdict())


def write_spell(session: Session, spell: Spell, before: Spell | None = None) -> None:
    """Write a new spell, or what has changed in it since *before*."""
    if before is None:
        insert_rows(session, Measure, dict(vars(spell)))
        return
    was = vars(before)
    changed = {name: value for name, value in vars(spell).items() if value != was[name]}
    update_row(session, Measure, {"case_id": spell.case_id, "spell": spell.spell}, changed)


def count_act(
    session: Session, case: Case, step: Step | None, *, recommended: int = 0, verified: int = 0, calendar: Calendar
) -> None:
    """Move the case's numbers on by one act: a *step* of the main proceeding, remedies recommended and verified."""
    if case.kind != COUNTED:
        return
    spell = current_spell(session, case)
    before = replace(spell)
    now = move_on(spell, step, calendar=calendar) if step else spell
    now.remedies += recommended
    now.verified += verified
    write_spell(session, spell, before)
    if now is not spell:
        write_spell(session, now)


def note_facts(session: Session, case: Case) -> None:
    """What the numbers are broken down by follows the case's facts."""
    if case.kind != COUNTED:
        return
    spell = current_spell(session, case)
    write_spell(session, replace(spell, track=case.track, urgency=case.urgency), spell)


def move_due(session: Session, case: Case, due: date | None) -> None:
    """The last day of the review is another than it was, by no act of the case."""
    if due is not None:
        move_dues(session, {case.id: due})


def move_dues(session: Session, dues: Mapping[int, date]) -> None:
    """As `move_due`, for several cases at once: case → day."""
    rows = session.connection().execute(SPELLS_OF_CASES, {"cases": list(dues)}).mappings() if dues else ()
    last = {row["case_id"]: Spell(**row) for row in rows}
    moved = [
        {"case_id": spell.case_id, "spell": spell.spell, "due": due_moved(spell, dues[spell.case_id])}
        for spell in last.values()
    ]
    update_rows(session, Measure, ("case_id", "spell"), moved)


def due_moved(spell: Spell, due: date | None) -> date | None:
    """The last day that a spell is measured by: what was decided stays measured by the day that held then."""
    return due if due and spell.due and spell.decided is None else spell.due


def move_on(measure: Spell, step: Step, *, calendar: Calendar) -> Spell:
    """Count one act in *measure*, or in the new spell that it begins; gives the one that is now the current one."""
    if not step.ended and not measure.open:
        measure = begin_next_spell(measure, day=step.day)
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
