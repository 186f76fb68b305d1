"""When an officer was last here: what the start page counts from. Two moments an officer, no history of them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cases.moments import whole_second
from cases.records import Presence

AWAY = timedelta(minutes=30)
"""Who did nothing here for so long had left; a session falls idle after the same time."""


def note_here(session: Session, officer_id: int, *, at: datetime) -> None:
    """The officer is at their desk. Run it in the `write` that lets them in or keeps their session alive."""
    at = whole_second(at)
    row = session.get(Presence, officer_id)
    if row is None:
        session.add(Presence(officer_id=officer_id, here_at=at, left_at=None))
        return
    if at - row.here_at >= AWAY:
        row.left_at = row.here_at
    row.here_at = max(row.here_at, at)


def left_at(session: Session, officer_id: int) -> datetime | None:
    """When they left before they came back; None for somebody who is here for the first time."""
    row = session.get(Presence, officer_id)
    return None if row is None else row.left_at
