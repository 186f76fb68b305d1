"""An officer's own sessions: where they are still signed in, and how they end what they left open.

Of a session only its times are known: no address and no browser is ever kept.
"""

from datetime import datetime

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.doors.sessions import IDLE, session_id
from cases.records import StaffSession
from cases.viewer import Officer


class OpenSession(msgspec.Struct, frozen=True):
    """A session that still lives. *name* is how a form names it; it opens nothing."""

    name: str
    started_at: datetime
    seen_at: datetime
    here: bool


def open_sessions(session: Session, cookie: str, *, viewer: Officer, at: datetime) -> tuple[OpenSession, ...]:
    """The viewer's living sessions, the one of *cookie* first and then the last used."""
    here = session_id(cookie)
    rows = session.scalars(
        select(StaffSession).where(
            StaffSession.officer_id == viewer.id, StaffSession.expires_at > at, StaffSession.seen_at > at - IDLE
        )
    )
    found = [OpenSession(row.id.hex(), row.started_at, row.seen_at, row.id == here) for row in rows]
    return tuple(sorted(found, key=lambda one: (not one.here, -one.seen_at.timestamp(), one.name)))


def end_session(session: Session, name: str, *, viewer: Officer) -> None:
    """End one of the viewer's sessions; a name that is none of theirs changes nothing. Run it through `database.write`."""
    try:
        row_id = bytes.fromhex(name)
    except ValueError:
        return
    session.execute(delete(StaffSession).where(StaffSession.id == row_id, StaffSession.officer_id == viewer.id))


def end_others(session: Session, cookie: str, *, viewer: Officer) -> int:
    """End all of the viewer's sessions but the one of *cookie*; gives how many. Run it through `database.write`."""
    ended = session.execute(
        delete(StaffSession).where(StaffSession.officer_id == viewer.id, StaffSession.id != (session_id(cookie) or b""))
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
