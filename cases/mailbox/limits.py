"""Time limits elsewhere, from the dates that the complainant told us: only their own key opens these."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.sealed_answers import MESSAGE
from cases.filing.intake import FIRST
from cases.filing.time_limits import Running, limits_of
from cases.mailbox.view import find_complaint, opened
from cases.packs.jurisdiction import Pack
from cases.records import Message
from cases.viewer import Complainant
from workflows.calendars import local_day

FILING = "filing"
"""The slot of what was filed, and what messages with further answers are about."""


def limits_elsewhere(session: Session, *, pack: Pack, viewer: Complainant, at: datetime) -> list[Running]:
    """What runs elsewhere, with dates where they are known; the newest answer to a question counts."""
    complaint, case = find_complaint(session, viewer)
    answers: dict[str, Any] = dict(opened(complaint.filing, viewer, case.id, FILING, FIRST)["answers"])
    added = (
        select(Message)
        .where(Message.complaint_id == complaint.id, Message.about == FILING, Message.sender == "complainant")
        .order_by(Message.sequence)
    )
    for row in session.scalars(added):
        answers |= opened(row.payload, viewer, row.case_id, MESSAGE, row.sequence)["answers"]
    return limits_of(pack.time_limits, answers, track=case.track, today=local_day(pack.calendar, at))
