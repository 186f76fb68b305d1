"""The clear half of urgent alerts: kept beside the proceeding for the duty page, the mailbox and reports."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running
from cases.records import Case, DutyAlert
from cases.records.rows import insert_record
from cases.sending import outbox
from cases.viewer import Officer, Viewer
from workflows.engine import Decision

PROCEDURE = "duty_alert"
HAVE_IT, LOG_CALL, MISS, RESUME = "have_it", "log_call", "miss", "resume_ladder"
"""Acts of that procedure which mean something beyond it."""


def note_opened(session: Session, case: Case, opened: Iterable[Running], *, at: datetime) -> None:
    """Write down the alerts among the side proceedings that were opened."""
    for side in opened:
        if side.row.procedure == PROCEDURE:
            insert_record(
                session,
                DutyAlert(
                    proceeding_id=side.row.id, case_id=case.id, unit=case.unit, open=True, sent_at=at, taken_at=None,
                    taken_by=None, called_at=None, missed_at=None, alerted=[],
                ),
            )  # fmt: skip


def follow(session: Session, proceeding: Running, decision: Decision, *, viewer: Viewer, at: datetime) -> None:
    """Note where an act has brought an alert; once somebody has it, whoever was not rung yet need not be any more."""
    if proceeding.row.procedure != PROCEDURE or decision.pending is not None:
        return
    alert = session.get_one(DutyAlert, proceeding.row.id)
    match decision.act:
        case str(act) if act == HAVE_IT:
            alert.taken_at = alert.taken_at or at
            alert.taken_by = viewer.id if isinstance(viewer, Officer) else None
            outbox.call_off(session, key_of(alert.proceeding_id), at=at)
        case str(act) if act == LOG_CALL:
            alert.called_at = alert.called_at or at
        case str(act) if act == MISS:
            alert.missed_at = alert.missed_at or at
        case str(act) if act == RESUME:
            alert.taken_by = None
    alert.open = proceeding.row.ended_at is None
    if not alert.open:
        outbox.call_off(session, key_of(alert.proceeding_id), at=at)


def note_cancelled(session: Session, proceedings: Sequence[int], *, at: datetime) -> None:
    """Alerts among proceedings that an act of the main one cancelled ring no longer."""
    for alert in (
        session.scalars(select(DutyAlert).where(DutyAlert.proceeding_id.in_(proceedings))) if proceedings else ()
    ):
        alert.open = False
        outbox.call_off(session, key_of(alert.proceeding_id), at=at)


def key_of(proceeding_id: int) -> str:
    """What keys of an alert's messages begin with."""
    return f"alert:{proceeding_id}:"
