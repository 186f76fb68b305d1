"""What happened at the desk while somebody was away, or while they were looking at a page of it."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.planning.listing import TaskView, tasks_of
from cases.records import DeskRow, Entry, Presence
from cases.records.base import Moment
from cases.viewer import Officer
from cases.worklist.desk_rows import ASIDE
from workflows.calendars import local_day

SHORTEST = timedelta(hours=12)
MOST = 1001


class SinceLeft(msgspec.Struct, frozen=True, kw_only=True):
    """What came, what is late and what is the viewer's to do. Counts stop at 1001; `left`: None on the first day."""

    left: datetime | None
    came: int
    """Cases that came to the unit."""
    unread: int
    """Cases of the viewer with messages that nobody has opened."""
    late: int
    """Cases of the viewer whose time is over."""
    moved: int
    """Cases of the viewer on which somebody else did something."""
    tasks: tuple[TaskView, ...]
    """Due by today."""


def since_left(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> SinceLeft:
    """Three statements: the counts at once, the tasks due, their words."""
    left = select(Presence.left_at).where(Presence.officer_id == viewer.id).scalar_subquery()
    since = func.coalesce(left, literal(at, Moment()))
    here = DeskRow.unit.in_((viewer.unit, viewer.actor))
    mine = (here, DeskRow.handler_id == viewer.id)
    came = select(DeskRow.case_id).where(here, DeskRow.rank < ASIDE, DeskRow.received_at >= since)
    unread = select(DeskRow.case_id).where(*mine, DeskRow.row["unread"].as_integer() > 0)
    late = select(DeskRow.case_id).where(*mine, DeskRow.next_due < at)
    moved = (
        select(Entry.case_id)
        .join(DeskRow, DeskRow.case_id == Entry.case_id)
        .where(*mine, Entry.at >= since, Entry.actor != viewer.actor)
        .distinct()
    )
    row = session.execute(select(left, *(number_of(found) for found in (came, unread, late, moved)))).one()
    tasks = tasks_of(session, viewer=viewer, until=local_day(pack.calendar, at))
    return SinceLeft(left=row[0], came=row[1], unread=row[2], late=row[3], moved=row[4], tasks=tasks)


def number_of(found: Select[int]) -> ColumnElement[int]:
    return select(func.count()).select_from(found.limit(MOST).subquery()).scalar_subquery()


def changed_since(session: Session, since: datetime, *, viewer: Officer, at: datetime) -> int:
    """On how many cases of the viewer's desks somebody else did something since then, at most 1001; of the last 12 hours."""
    found = (
        select(Entry.case_id)
        .join(DeskRow, DeskRow.case_id == Entry.case_id)
        .where(
            DeskRow.unit.in_((viewer.unit, viewer.actor)),
            Entry.at > max(since, at - SHORTEST),
            Entry.actor != viewer.actor,
        )
        .distinct()
        .limit(MOST)
    )
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0
