"""What the page of assisted intake lists: what the viewer entered lately, and entries that a second person should look at."""

from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from cases.errors import CaseNotFound
from cases.records import Case, Complaint, EnteredComplaint, Exclusion, Mailbox
from cases.viewer import Officer
from cases.visibility import seen_by

LATELY: Final = timedelta(days=7)
SHOWN: Final = 25


class Line(msgspec.Struct, frozen=True):
    """An entered complaint in a list; `open_to_me`: the viewer may open the case."""

    reference: str
    unit: str
    channel: str
    received: date
    entered_at: datetime
    urgency: int
    checked: bool
    open_to_me: bool
    coded: bool = False


def entered_lately(
    session: Session, *, viewer: Officer, at: datetime, box: int | None = None, limit: int = SHOWN
) -> tuple[list[Line], int]:
    """What the viewer entered in the last week (of one *box*: ever), the newest first, and how many that are."""
    mine = [EnteredComplaint.entered_by == viewer.id, *known_to(viewer)]
    mine.append(EnteredComplaint.entered_at > at - LATELY if box is None else EnteredComplaint.box_id == box)
    newest = (EnteredComplaint.entered_at.desc(), EnteredComplaint.complaint_id)
    rows = session.execute(lines(viewer).where(*mine).order_by(*newest).limit(limit))
    total = session.scalar(
        select(func.count()).select_from(EnteredComplaint).join(Case, Case.id == EnteredComplaint.case_id).where(*mine)
    )
    return [Line(*row) for row in rows], total or 0


def to_look_at(session: Session, *, viewer: Officer, limit: int = SHOWN) -> list[Line]:
    """Entries of others in cases of the viewer's unit that nobody has compared with the paper, the oldest first."""
    waiting = (
        EnteredComplaint.checked_at.is_(None),
        EnteredComplaint.entered_by != viewer.id,
        Case.unit == viewer.unit,
        seen_by(viewer),
    )
    oldest = (EnteredComplaint.entered_at, EnteredComplaint.complaint_id)
    return [Line(*row) for row in session.execute(lines(viewer).where(*waiting).order_by(*oldest).limit(limit))]


def own_entry(session: Session, reference: str, *, viewer: Officer) -> Line:
    """What the viewer entered under this number, for its slip, whichever office it went to. Raises: CaseNotFound."""
    row = session.execute(
        lines(viewer).where(Case.reference == reference, EnteredComplaint.entered_by == viewer.id, *known_to(viewer))
    ).one_or_none()
    if row is None:
        raise CaseNotFound(reference)
    return Line(*row)


def lines(viewer: Officer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Case.reference, Case.unit, Complaint.channel, EnteredComplaint.received, EnteredComplaint.entered_at,
            Case.urgency, EnteredComplaint.checked_at.is_not(None), seen_by(viewer), Mailbox.lookup.is_not(None),
        )
        .join(Case, Case.id == EnteredComplaint.case_id)
        .join(Complaint, Complaint.id == EnteredComplaint.complaint_id)
        .join(Mailbox, Mailbox.complaint_id == Complaint.id)
    )  # fmt: skip


def known_to(viewer: Officer) -> list[Any]:
    """Not what a wall keeps the viewer out of, even where they typed it themselves."""
    kept_out = exists().where(Exclusion.case_id == Case.id, Exclusion.officer_id == viewer.id)
    return [~kept_out]
