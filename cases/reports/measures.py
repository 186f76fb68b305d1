"""The small numbers that reports add up, moved forward by every act in its own transaction."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from msgspec.structs import asdict, replace
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Case, Measure, TallyChange
from cases.records.base import new_id
from cases.records.prepared import ask
from cases.records.rows import insert_rows, table_of, update_row, update_rows
from cases.reports import remedied, sides, silence
from cases.reports.about import COUNTED, About, about_case
from cases.reports.in_hand import Spell
from cases.reports.sides import Whose
from cases.reports.steps import (
    Step,
    about_nobody,
    begin_spell,
    due_moved,
    hand_over,
    move_on,
    said_of_all,
    told_in,
)
from cases.reports.tallies import difference, write_change
from cases.reports.walled import Walls, from_the_first
from workflows.calendars import Calendar

measures = table_of(Measure)
SPELLS_OF_CASES = (
    select(measures)
    .where(measures.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(measures.c.case_id, measures.c.spell)
)
SPELLS_OF_CASE = select(measures).where(measures.c.case_id == bindparam("case")).order_by(measures.c.spell)


def count_filing(session: Session, case: Case, *, channel: str, day: date, pack: Pack) -> None:
    """Write the first spell of a case that is new."""
    spell = begin_spell(case, channel=channel, day=day, pack=pack)
    insert_rows(session, Measure, asdict(spell))
    counting = sides.counting_of(pack)
    about = about_case(case, counting.body_fact)
    heard = silence.counted(silence.silent_of(case), about, counting, walled=case.walled)
    sides.lay_down(session, difference([], [spell]) + heard)


def count_move(session: Session, case: Case, *, day: date) -> None:
    """The case is another unit's now: its numbers go on in a spell of that unit; what has ended stays where it ended."""
    if case.kind != COUNTED:
        return
    before = spells_of(session, case)
    last = replace(before[-1])
    if last.open and (last.unit, last.walled) != (case.unit, case.walled):
        after = hand_over(last, case.unit, day=day, walled=case.walled)
        write_spells(session, before, [*before[:-1], last, after])


def count_wall(session: Session, case: Case, *, was: Walls, now: Walls, day: date, pack: Pack) -> None:
    """From *day* on the case is counted where walled cases are, or no longer; what was counted before stays.

    Every spell counts there where it is behind the wall from its first moment. One that has ended before is counted no further,
    unless it is reopened. With the wall it may have become another unit's. *was*, *now*: all of its walls.
    """
    counting = sides.counting_of(pack)
    about = about_case(case, counting.body_fact)
    if was != now:
        follow_whose(session, case, Whose(about, was), Whose(about, now), counting)
    if case.kind == COUNTED and from_the_first(case, was, now):
        before = spells_of(session, case)
        write_spells(session, before, [replace(one, walled=case.walled) for one in before])
    count_move(session, case, day=day)


def follow_beside(session: Session, case: Case, was: About, counting: sides.Counting) -> None:
    """What runs beside the case, and how long nobody heard, count where its facts say now. *was*: what these said before."""
    if was != about_case(case, counting.body_fact):
        now = sides.whose_of(session, case, counting)
        follow_whose(session, case, now._replace(about=was), now, counting)


def follow_whose(session: Session, case: Case, was: Whose, now: Whose, counting: sides.Counting) -> None:
    sides.follow_case(session, case, was, now, counting)
    remedied.follow_case(session, case, was, now, counting)
    silence.follow_case(session, case, was, now, counting)


def spells_of(session: Session, case: Case) -> list[Spell]:
    """All spells of the case in their order: acts of today belong to the last."""
    return [Spell(**row._asdict()) for row in ask(session, SPELLS_OF_CASE, {"case": case.id})]


def write_spells(session: Session, before: Sequence[Spell], after: Sequence[Spell]) -> None:
    """Write the spells of a case, all of them: those that are new, and what has changed in others. Sums hear of it."""
    for was, now in zip(before, after, strict=False):
        if now is not was:
            old = asdict(was)
            changed = {name: value for name, value in asdict(now).items() if value != old[name]}
            update_row(session, Measure, {"case_id": now.case_id, "spell": now.spell}, changed)
    insert_rows(session, Measure, *(asdict(one) for one in after[len(before) :]))
    note_difference(session, (before, after))


def note_difference(session: Session, *moved: tuple[Sequence[Spell], Sequence[Spell]]) -> None:
    """Lay down what cases move in the sums, each *moved* from spells to spells; `folding` adds it up, and nobody waits for it."""
    found = (difference(before, after) for before, after in moved)
    insert_rows(session, TallyChange, *({"id": new_id(), "tallies": write_change(one)} for one in found if one))


def count_act(
    session: Session, case: Case, step: Step | None, *, recommended: int = 0, verified: int = 0, calendar: Calendar
) -> None:
    """Move the case's numbers on by one act: a *step* of the main proceeding, remedies recommended and verified."""
    if case.kind != COUNTED:
        return
    before = spells_of(session, case)
    last = replace(before[-1])
    now = move_on(last, step, walled=case.walled, calendar=calendar) if step else last
    if now.walled == case.walled:
        now.remedies += recommended
        now.verified += verified
    begun = [] if now is last else [now]
    told = step.told if step else None
    write_spells(session, before, said_of_all([*before[:-1], last, *begun], told, walled=case.walled))


def note_facts(session: Session, case: Case, *, pack: Pack) -> None:
    """What the numbers are broken down by follows the case's facts."""
    if case.kind != COUNTED:
        return
    before = spells_of(session, case)
    last = replace(before[-1])
    if last.walled == case.walled:
        last.track, last.urgency = case.track, case.urgency
    told = told_in(case.facts, pack)
    write_spells(session, before, said_of_all([*before[:-1], last], told, walled=case.walled))


def forget_facts(session: Session, case: Case) -> None:
    """Nothing says any more which place or body the case is about."""
    if case.kind == COUNTED:
        before = spells_of(session, case)
        write_spells(session, before, about_nobody(before))


def move_due(session: Session, case: Case, due: date | None) -> None:
    """The last day of the review is another than it was, by no act of the case."""
    if due is not None:
        move_dues(session, {case.id: due})


def move_dues(session: Session, dues: Mapping[int, date]) -> None:
    """As `move_due`, for several cases at once: case → day."""
    rows = session.connection().execute(SPELLS_OF_CASES, {"cases": list(dues)}).mappings() if dues else ()
    moved, changed = [], []
    for case_id, group in groupby((Spell(**row) for row in rows), key=attrgetter("case_id")):
        before = list(group)
        last = replace(before[-1], due=due_moved(before[-1], dues[case_id]))
        changed.append({"case_id": case_id, "spell": last.spell, "due": last.due})
        moved.append((before, [*before[:-1], last]))
    update_rows(session, Measure, ("case_id", "spell"), changed)
    note_difference(session, *moved)
