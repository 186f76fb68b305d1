"""Since when a case is behind a wall, written down: what is counted goes by it (`cases/reports/walled.py`)."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from cases.records import Case, Entry, Wall
from cases.records.base import Moment
from cases.records.prepared import change
from cases.records.rows import insert_rows, table_of
from cases.reports.walled import Walls, recorded
from workflows.calendars import Calendar, local_day

walls = table_of(Wall)
STANDING: Final = (walls.c.case_id == bindparam("case"), walls.c.until.is_(None))
NEVER_STOOD: Final = delete(walls).where(*STANDING, walls.c.since == bindparam("now", type_=Moment()))
END: Final = update(walls).where(*STANDING).values(until=bindparam("now", type_=Moment()))


class Drawn(NamedTuple):
    """All walls of a case before and after one was drawn or taken down; *since*: None where neither was done."""

    before: Walls
    after: Walls
    since: datetime | None
    """From when on the case counts on the side on which it is now."""


def follow(session: Session, case: Case, *, was: bool, calendar: Calendar, at: datetime) -> Drawn:
    """Note whether the case's wall is drawn, or taken down, by now. *was*: it was walled before.

    One that is drawn on the day on which the case was written down counts from the case's first moment: it is in no number of a
    day that is over, and then nothing tells that it ever was there.
    """
    before = recorded(session, case)
    if was == case.walled:
        return Drawn(before, before, None)
    since = at
    if case.walled:
        if not before and local_day(calendar, session.get_one(Entry, (case.id, 1)).at) == local_day(calendar, at):
            since = case.received_at
        insert_rows(session, Wall, {"case_id": case.id, "since": since, "until": None})
    else:
        now = {"case": case.id, "now": at}
        change(session, NEVER_STOOD, now)
        change(session, END, now)
    return Drawn(before, recorded(session, case), since)
