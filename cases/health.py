"""Whether the house is at work: what workers and senders should have done by now, and have not. Counts and ages, no case."""

from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.alarms.clocks import count_backlog
from cases.records import ClockRow, Outbox
from cases.records.rows import table_of
from cases.sending import outbox
from cases.viewer import Viewer

clocks, messages = table_of(ClockRow), table_of(Outbox)


class Health(msgspec.Struct, frozen=True):
    """What waits at one moment."""

    late: int
    """Clocks whose alarm should have rung."""
    oldest_due: datetime | None
    """When the longest overdue of them should have rung."""
    put_off: int
    """Clocks whose alarm could not be fired, tried again later and later."""
    waiting: int
    """Messages that should have gone out."""
    oldest_waiting: datetime | None
    """When the first of them should have."""
    failing: int
    """Messages that were tried in vain and are tried again."""
    given_up: int
    """Messages of the last day that reached nobody."""


def look_at_health(session: Session, *, viewer: Viewer, at: datetime) -> Health:
    """How the house stands *at* a moment."""
    backlog = count_backlog(session, viewer=viewer, at=at)
    due = select(func.min(clocks.c.alarm_at)).where(clocks.c.alarm_at < at)
    unsent = select(func.min(messages.c.due)).where(outbox.WAITING, messages.c.due <= at)
    failing = select(func.count()).select_from(messages).where(outbox.WAITING, messages.c.failure.is_not(None))
    return Health(
        late=backlog.late,
        oldest_due=session.scalar(due),
        put_off=backlog.put_off,
        waiting=outbox.count_waiting(session, viewer=viewer, at=at),
        oldest_waiting=session.scalar(unsent),
        failing=session.scalar(failing) or 0,
        given_up=outbox.count_given_up(session, viewer=viewer, at=at),
    )
