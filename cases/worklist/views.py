"""Parts of the queue that somebody comes back to: kept for themselves, or by who leads the unit for everybody in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec
from msgspec.structs import asdict
from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from cases.errors import NotAllowed
from cases.moments import whole_second
from cases.records import SavedView
from cases.records.base import new_id
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.viewer import Officer
from cases.worklist.availability import LEADS
from cases.worklist.listing import Asked
from cases.worklist.orders import SORTS
from cases.worklist.tabs import TABS

Columns = Literal["work", "lead"]
COLUMNS: tuple[Columns, ...] = get_args(Columns)
MOST = 20
"""Views of one person, and of one unit."""


kept = table_of(SavedView).c
KEPT = (
    select(kept.id, kept.officer_id, kept.asked)
    .where(kept.unit == bindparam("unit"), or_(kept.officer_id == bindparam("me"), kept.officer_id.is_(None)))
    .order_by(kept.officer_id.is_(None), kept.made_at, kept.id)
)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the queue, its order and its columns (`work`: a caseworker's, `lead`: of who decides)."""

    id: int
    shared: bool
    asked: Asked
    columns: Columns
    removable: bool


def views_of(session: Session, *, viewer: Officer) -> tuple[View, ...]:
    """The viewer's own, then their unit's, in the order in which they were kept."""
    rows = ask(session, KEPT, {"unit": viewer.unit, "me": viewer.id})
    return tuple(
        View(
            id=row.id,
            shared=row.officer_id is None,
            asked=read_asked(row.asked),
            columns="lead" if row.asked.get("columns") == "lead" else "work",
            removable=row.officer_id is not None or not LEADS.isdisjoint(viewer.roles),
        )
        for row in rows
    )


def read_asked(stored: Mapping[str, Any]) -> Asked:
    """The part of the queue as it was stored; what this version does not know is left out."""
    tab, sort = stored.get("tab"), stored.get("sort")
    return Asked(
        tab=tab if tab in TABS else "mine",
        sort=sort if sort in SORTS else "queue",
        track=stored.get("track"),
        stage=stored.get("stage"),
        urgency=stored.get("urgency"),
        facility=stored.get("facility"),
        handler_id=stored.get("handler_id"),
    )


def save_view(session: Session, asked: Asked, columns: Columns, *, shared: bool, viewer: Officer, at: datetime) -> None:
    """Keep this part of the queue; the same again changes nothing. Run it through `database.write`.

    Beyond twenty the oldest is forgotten. Raises: NotAllowed for a unit's view by who does not lead it.
    """
    if shared and LEADS.isdisjoint(viewer.roles):
        raise NotAllowed
    whose = None if shared else viewer.id
    stored = {name: value for name, value in asdict(asked).items() if value is not None and name != "after"}
    stored["columns"] = columns
    kept = session.scalars(select(SavedView).where(SavedView.unit == viewer.unit, SavedView.officer_id == whose)).all()
    if any(row.asked == stored for row in kept):
        return
    for row in kept[: max(0, len(kept) - MOST + 1)]:
        session.delete(row)
    session.add(SavedView(id=new_id(), unit=viewer.unit, officer_id=whose, asked=stored, made_at=whole_second(at)))


def drop_view(session: Session, view_id: int, *, viewer: Officer) -> None:
    """It is not needed any more; one that is gone changes nothing. Raises: NotAllowed for somebody else's."""
    row = session.get(SavedView, view_id)
    if row is None:
        return
    leads = row.officer_id is None and row.unit == viewer.unit and not LEADS.isdisjoint(viewer.roles)
    if row.officer_id != viewer.id and not leads:
        raise NotAllowed
    session.delete(row)
