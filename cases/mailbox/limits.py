"""Time limits elsewhere, from the dates that the complainant told us: only their own key opens these."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.sealed_answers import MESSAGE
from cases.filing.intake import FIRST
from cases.filing.time_limits import Running, limits_of
from cases.mailbox.view import opened
from cases.packs.jurisdiction import Pack
from cases.records import Case, Complaint, Message
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.viewer import Complainant
from workflows.calendars import local_day

FILING = "filing"
"""The slot of what was filed, and what messages with further answers are about."""


said = table_of(Message).c
ADDED = (
    select(said.case_id, said.sequence, said.payload)
    .where(said.complaint_id == bindparam("complaint"), said.about == FILING, said.sender == "complainant")
    .order_by(said.sequence)
)


def limits_elsewhere(
    session: Session, complaint: Complaint, case: Case, *, pack: Pack, viewer: Complainant, at: datetime
) -> list[Running]:
    """What runs elsewhere, with dates where they are known; the newest answer to a question counts."""
    answers: dict[str, Any] = dict(opened(complaint.filing, viewer, case.id, FILING, FIRST)["answers"])
    for row in ask(session, ADDED, {"complaint": complaint.id}):
        answers |= opened(row.payload, viewer, row.case_id, MESSAGE, row.sequence)["answers"]
    return limits_of(pack.time_limits, answers, track=case.track, today=local_day(pack.calendar, at))
