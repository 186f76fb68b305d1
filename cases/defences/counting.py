"""How often a source did something this hour. Rows, because several processes serve one institution."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Insert, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.defences.sources import Source, hour_of, name_in
from cases.records import SourceCount, SourceKey
from cases.records.prepared import ask_one, change_one, connection_of
from cases.records.rows import table_of
from cases.viewer import Viewer

table = table_of(SourceCount)
counts = table.c
COUNTED = select(counts.count.label("seen")).where(
    counts.hour == bindparam("hour"), counts.what == bindparam("what"), counts.source == bindparam("source")
)


def one_more(database: Any) -> Insert:
    """Counts the first or the next, by a *database*'s own insert; gives how many it makes."""
    inserting = database.insert(table)
    following: Insert = inserting.on_conflict_do_update(
        index_elements=["hour", "what", "source"], set_={"count": counts.count + 1}
    ).returning(counts.count.label("now"))
    return following


ONE_MORE = {kind: one_more(of) for kind, of in (("sqlite", sqlite), ("postgresql", postgresql))}
"""Not looked for first: of two who count at once, one would begin again."""
What = Literal["draft", "filing", "code", "staff", "link"]
"""A form begun, a complaint filed, a wrong code at a mailbox, a wrong try at the staff door, a wrong PIN of a body."""


def count(session: Session, source: Source, what: What, *, viewer: Viewer, at: datetime) -> int:
    """Count one more; gives how many it makes."""
    hour = hour_of(at)
    name = name_in(session, source, hour, make=True)
    counting = ONE_MORE[connection_of(session).dialect.name]
    return int(change_one(session, counting, {"hour": hour, "what": what, "source": name, "count": 1}).now)


def seen(session: Session, source: Source, what: What, *, viewer: Viewer, at: datetime) -> int:
    """How many were counted this hour."""
    hour = hour_of(at)
    name = name_in(session, source, hour, make=False)
    row = ask_one(session, COUNTED, {"hour": hour, "what": what, "source": name})
    return int(row.seen) if row else 0


def forget_hours(session: Session, *, viewer: Viewer, at: datetime) -> None:
    """Delete what earlier hours counted, and their keys: from then on nothing leads from a name to an address."""
    for record in (SourceCount, SourceKey):
        session.execute(delete(record).where(record.hour < hour_of(at)))
