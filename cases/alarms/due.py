"""Due clocks: taken in batches, asked of the engine, carried out with their journal entry in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.acts.acting import decide, follow_through
from cases.acts.proceedings import Running, clocks_of, find_proceeding, open_counts, write_clocks, write_state
from cases.alarms import notices
from cases.alarms.clocks import BATCH, DUE, Taken, put_off, take_due
from cases.alarms.entries import NOBODY, entry_of, notice_of, ring_people
from cases.alarms.ringing import ring_case, ring_clock, write_ringing
from cases.defences.counting import forget_hours
from cases.doors import sessions, unsent
from cases.doors.inviting import end_old_invitations
from cases.errors import ActRefused, ArashaError, InvalidAnswers
from cases.filing import held
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, Entry
from cases.records.prepared import savepoint
from cases.records.rows import insert_rows
from cases.unit_keys.resetting import end_old_resets
from cases.viewer import System, Viewer
from cases.worklist.desk_rows import project_case
from workflows import engine

__all__ = ["BATCH", "DUE", "fire", "fire_due", "tidy"]

TROUBLE = (ArashaError, LookupError, TypeError, ValueError)
"""What a pack or a row that is not as it should be leads to: it stops one clock and no other."""


def fire_due(session: Session, *, pack: Pack, viewer: Viewer, at: datetime, most: int = BATCH) -> int:
    """Let every clock whose alarm is due *at* do what its procedure says, up to *most*; gives how many clocks it took.

    Run it through `database.claim`; call again while it gives any. An alarm fires once: what it did and that it did are one
    transaction. Cases on which alarms only tell somebody are written together; one on which an act is due, the duty desk is rung
    up or something is amiss, is carried out alone. A clock that cannot be fired (a pack that no longer has its procedure)
    is put off.
    """
    at = whole_second(at)
    taken = take_due(session, most=most, at=at)
    together, alone = [], []
    for one in taken:
        try:
            ringing = ring_case(one, pack=pack, at=at)
        except TROUBLE:
            alone.append(one)
        else:
            (alone.append(one) if ringing.does_more else together.append((one, ringing)))
    try:
        if together:
            with savepoint(session):
                write_ringing(session, [ringing for _, ringing in together], pack=pack, at=at)
    except (*TROUBLE, IntegrityError):
        alone += [one for one, _ in together]
    for one in alone:
        fire_alone(session, one, pack=pack, at=at)
    return sum(len(one.due) for one in taken)


def fire_alone(session: Session, taken: Taken, *, pack: Pack, at: datetime) -> None:
    """Fire the due clocks of one case, each with what it does or not at all; one that cannot be fired is put off."""
    for clock in taken.due:
        try:
            with session.begin_nested():
                case = fire(session, clock.proceeding_id, clock.name, pack=pack, at=at)
                project_case(session, case, clocks_of(session, case))
        except (*TROUBLE, IntegrityError) as error:
            put_off(session, clock, error, at=at)


def fire(session: Session, proceeding_id: int, clock: str, *, pack: Pack, at: datetime) -> Case:
    """Fire what is due on one clock, once per alarm; gives its case, whose desk rows are to be written anew."""
    each = find_proceeding(session, proceeding_id, pack=pack)
    if clock not in each.state.clocks:
        raise LookupError(clock)
    case = session.get_one(Case, each.row.case_id)
    rang = False
    for fired in ring_clock(each, clock, pack=pack, at=at):
        write_state(session, case, each, fired.state, pack=pack, at=at)
        ring(session, case, each, fired, pack=pack, at=at)
        rang = True
    if not rang:  # the row was not what the clock says, and would be taken again and again
        write_clocks(session, each, [clock], pack=pack)
    return case


def ring(session: Session, case: Case, each: Running, fired: engine.Fired, *, pack: Pack, at: datetime) -> None:
    """Do and journal one alarm. An act that the procedure does not allow as things stand is journaled as refused."""
    if fired.act is None:
        reached = ring_people(session, case, each, fired, pack=pack, at=at)
        note(session, case, each, fired, pack=pack, at=at, reached=reached)
        if told := notice_of(case, each, fired):
            notices.notify_all(session, [told], pack=pack, at=at)
        return
    system = System()
    counts = open_counts(session, case)
    try:
        decision = decide(session, case, each, fired.act, {}, counts=counts, pack=pack, viewer=system, at=at)
    except (ActRefused, InvalidAnswers) as error:
        refused = error.refusal.reason if isinstance(error, ActRefused) else "missing_answers"
        note(session, case, each, fired, refused=refused, pack=pack, at=at)
        return
    key = note(session, case, each, fired, pack=pack, at=at)
    follow_through(
        session, case, each, decision, counts=counts, pack=pack, key=f"{key}:{decision.act}", viewer=system, at=at
    )


def note(
    session: Session, case: Case, each: Running, fired: engine.Fired, *,
    pack: Pack, at: datetime, refused: str | None = None, reached: Mapping[str, Any] = NOBODY,
) -> str:  # fmt: skip
    """Journal the alarm; gives the key of its entry."""
    place = journal.next_place(session, Entry, case.id)
    row = entry_of(case, each, fired, place=place, pack=pack, at=at, refused=refused, reached=reached)
    insert_rows(session, Entry, row)
    key: str = row["act_key"]
    return key


def tidy(session: Session, *, viewer: Viewer, at: datetime) -> None:
    """Forget what is over: drafts, receipts, sessions, invitations, numbers for new keys, and who came how often."""
    held.drop_expired(session, viewer=viewer, at=at)
    sessions.end_old_sessions(session, viewer=viewer, at=at)
    forget_hours(session, viewer=viewer, at=at)
    unsent.forget_old(session, at=at)
    end_old_resets(session, viewer=viewer, at=at)
    end_old_invitations(session, viewer=viewer, at=at)
