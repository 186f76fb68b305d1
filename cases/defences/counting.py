"""How often a source did something this hour. Rows, because several processes serve one institution."""

from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from cases.defences.sources import Source, hour_of, name_in
from cases.records import SourceCount, SourceKey
from cases.records.prepared import ask_one
from cases.records.rows import table_of
from cases.viewer import Viewer

counts = table_of(SourceCount).c
COUNTED = select(counts.count.label("seen")).where(
    counts.hour == bindparam("hour"), counts.what == bindparam("what"), counts.source == bindparam("source")
)
What = Literal["draft", "filing", "code", "staff", "link"]
"""A form begun, a complaint filed, a wrong code at a mailbox, a wrong try at the staff door, a wrong PIN of a body."""


def count(session: Session, source: Source, what: What, *, viewer: Viewer, at: datetime) -> int:
    """Count one more; gives how many it makes."""
    hour = hour_of(at)
    name = name_in(session, source, hour, make=True)
    row = SourceCount.__table__.c
    mine = (row.hour == hour, row.what == what, row.source == name)
    number = session.execute(update(SourceCount).where(*mine).values(count=row.count + 1).returning(row.count)).scalar()
    if number is not None:
        return int(number)
    session.execute(insert(SourceCount).values(hour=hour, what=what, source=name, count=1))
    return 1


def seen(session: Session, source: Source, what: What, *, viewer: Viewer, at: datetime) -> int:
    """How many were counted this hour."""
    hour = hour_of(at)
    name = name_in(session, source, hour, make=False)
    row = ask_one(session, COUNTED, {"hour": hour, "what": what, "source": name})
    return int(row.seen) if row else 0


def forget_hours(session: Session, *, viewer: Viewer, at: datetime) -> None:
    """Delete what earlier hours counted, and their keys: from then on nothing leads from a name to an address."""
    for table in (SourceCount, SourceKey):
        session.execute(delete(table).where(table.hour < hour_of(at)))
