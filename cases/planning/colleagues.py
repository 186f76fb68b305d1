"""Who works in a unit: whom a task can be given to, and whose cases a queue can be narrowed to."""

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.doors.staff import reads_content
from cases.records import Officer as OfficerRow
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.viewer import Officer

officers = table_of(OfficerRow).c
COLLEAGUES = (
    select(officers.id, officers.name, officers.roles)
    .where(officers.unit == bindparam("unit"), officers.active)
    .order_by(officers.id != bindparam("me", type_=officers.id.type), officers.name, officers.id)
)


class Person(msgspec.Struct, frozen=True):
    """Somebody a task can be given to."""

    id: int
    name: str


def people_of(session: Session, *, viewer: Officer) -> tuple[Person, ...]:
    """The viewer, then those of their unit who read what cases hold, by name."""
    rows = ask(session, COLLEAGUES, {"unit": viewer.unit, "me": viewer.id})
    return tuple(Person(one.id, one.name) for one in rows if one.id == viewer.id or reads_content(one.roles))
