"""When a worker was heard of last: a house without one rings nobody, and looks as well as any other from outside."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cases.moments import whole_second
from cases.records import Heartbeat
from cases.records.rows import insert_rows
from cases.viewer import Viewer

WORKER = "worker"
BACKUP = "backup"
"""Its beat is the moment of the newest whole backup, for processes that have no way to where backups lie."""
EVERY = timedelta(seconds=30)
"""Between two beats: each is a commit, and several workers say it for each other."""
SILENT = timedelta(minutes=5)
"""After this long without a beat nobody is at work; one round may take minutes when the calendar has changed."""


def beat(session: Session, name: str, *, viewer: Viewer, at: datetime) -> None:
    """Note that *name* was heard of *at* a moment. A clock that runs behind another's does not turn it back."""
    at = whole_second(at)
    row = session.get(Heartbeat, name)
    if row is None:
        insert_rows(session, Heartbeat, {"name": name, "at": at})
    elif row.at < at:
        row.at = at


def is_fresh(session: Session, name: str, *, viewer: Viewer, at: datetime) -> bool:
    """Whether there is nothing to add: some process said so a moment ago."""
    row = session.get(Heartbeat, name)
    return row is not None and row.at > at - EVERY


def last_beat(session: Session, name: str, *, viewer: Viewer) -> datetime | None:
    """When *name* was heard of last; None for one that never was."""
    row = session.get(Heartbeat, name)
    return None if row is None else row.at
