"""Due clocks: claimed in batches, asked of the engine, carried out with their journal entry in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from cases import held, journal, notices, sessions
from cases.acting import decide, follow_through
from cases.delays import delay_after
from cases.desk_rows import project_case
from cases.duty import alerting
from cases.errors import ActRefused, ArashaError, InvalidAnswers
from cases.jurisdiction import Pack
from cases.moments import whole_second
from cases.proceedings import Running, clocks_of, find_proceeding, open_counts, write_clocks, write_state
from cases.records import Case, ClockRow
from cases.records.rows import table_of
from cases.viewer import System, Viewer
from workflows import engine

BATCH = 50
"""Clocks in one transaction."""
MOST_COUNTED = 1_000

clocks, cases = table_of(ClockRow), table_of(Case)
DUE = (
    select(clocks.c.proceeding_id, clocks.c.name, clocks.c.put_off)
    .join(cases, cases.c.id == clocks.c.case_id)
    .where(clocks.c.alarm_at <= bindparam("at"))
    .order_by(clocks.c.alarm_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=cases)
)
PUT_OFF = (
    update(clocks)
    .where(clocks.c.proceeding_id == bindparam("proceeding"), clocks.c.name == bindparam("clock"))
    .values(alarm_at=bindparam("later"), put_off=bindparam("times"))
)
NOBODY: Mapping[str, Any] = {}
log = structlog.get_logger()


def fire_due(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Let every clock whose alarm is due *at* do what its procedure says, up to one batch; gives how many clocks it took.

    Run it through `database.claim`; call again while it gives any. A case that another worker or an officer holds is
    passed over (PostgreSQL `SKIP LOCKED`). An alarm fires once: what it did and that it did are one transaction. A clock
    that cannot be fired (a pack that no longer has its procedure) is put off, each time for longer, and takes no other
    with it.
    """
    at = whole_second(at)
    due = session.connection().execute(DUE, {"at": at}).all()
    for proceeding_id, name, put_off in due:
        try:
            with session.begin_nested():
                case = fire(session, proceeding_id, name, pack=pack, at=at)
                project_case(session, case, clocks_of(session, case))
        except (ArashaError, LookupError, TypeError, ValueError) as error:
            times = min(put_off + 1, MOST_COUNTED)
            log.error("alarm put off", clock=name, kind=type(error).__name__, times=times)  # noqa: TRY400 - no rows in the log
            session.connection().execute(
                PUT_OFF, {"proceeding": proceeding_id, "clock": name, "later": at + delay_after(times), "times": times}
            )
    return len(due)


def fire(session: Session, proceeding_id: int, clock: str, *, pack: Pack, at: datetime) -> Case:
    """Fire what is due on one clock, once per alarm; gives its case, whose desk rows are to be written anew."""
    each = find_proceeding(session, proceeding_id, pack=pack)
    case = session.get_one(Case, each.row.case_id)
    rang = False
    while (fired := engine.fire(each.procedure, each.state, clock, calendar=pack.calendar, at=at)) is not None:
        write_state(session, each, fired.state, pack=pack, at=at)
        ring(session, case, each, fired, pack=pack, at=at)
        rang = True
    if not rang:  # the row was not what the clock says, and would be taken again and again
        write_clocks(session, each, [clock] if clock in each.state.clocks else [], pack=pack)
    return case


def ring(session: Session, case: Case, each: Running, fired: engine.Fired, *, pack: Pack, at: datetime) -> None:
    """Do and journal one alarm. An act that the procedure does not allow as things stand is journaled as refused."""
    key, system = f"alarm:{case.id}:{case.version}", System()
    if fired.act is None:
        reached = reach_people(session, case, each, fired, pack=pack, at=at)
        note(session, case, each, fired, None, key=key, pack=pack, at=at, reached=reached)
        return
    counts = open_counts(session, case)
    try:
        decision = decide(case, each, fired.act, {}, counts=counts, pack=pack, viewer=system, at=at)
    except (ActRefused, InvalidAnswers) as error:
        refused = error.refusal.reason if isinstance(error, ActRefused) else "missing_answers"
        note(session, case, each, fired, refused, key=key, pack=pack, at=at)
        return
    note(session, case, each, fired, None, key=key, pack=pack, at=at)
    follow_through(
        session, case, each, decision, counts=counts, pack=pack, key=f"{key}:{decision.act}", viewer=system, at=at
    )


def reach_people(
    session: Session, case: Case, each: Running, fired: engine.Fired, *, pack: Pack, at: datetime
) -> Mapping[str, Any]:
    """Bring an alarm to those it is for: a notice on the desk, or a call; gives what the journal is to say of it.

    In the transaction of the alarm, so that what is to be sent is laid into the outbox with it. Ids and names only.
    """
    if fired.do == "alert":
        return alerting.sound(session, case, each, fired.whom, pack=pack, at=at)
    if fired.do in notices.PEOPLE:
        owner = each.procedure.stages[each.state.stage].owner
        alarm = notices.Alarm(case, each.row.id, each.row.unit, owner, fired.clock, fired.do, fired.due)
        notices.notify(session, alarm, fired.whom, pack=pack, at=at)
    return NOBODY


def note(
    session: Session, case: Case, each: Running, fired: engine.Fired, refused: str | None,
    *, key: str, pack: Pack, at: datetime, reached: Mapping[str, Any] = NOBODY,
) -> None:  # fmt: skip
    """Journal the alarm: which clock, what it did, whom it is for."""
    case.version += 1
    body = {
        "proceeding": each.row.number,
        "clock": fired.clock,
        "due": None if fired.due is None else int(fired.due.timestamp()),
        "whom": list(fired.whom),
        "does": fired.act,
        "refused": refused,
        **reached,
    }
    journal.append(
        session,
        case_id=case.id,
        act=f"alarm.{fired.do}",
        act_key=key,
        actor="system",
        at=at,
        body=body,
        pack=case.pack,
        calendar=pack.calendar.version,
        place=journal.claim_place(session, case.id, key),
    )


def tidy(session: Session, *, viewer: Viewer, at: datetime) -> None:
    """Forget drafts, receipts and sessions whose time is over."""
    held.drop_expired(session, viewer=viewer, at=at)
    sessions.end_old_sessions(session, viewer=viewer, at=at)
