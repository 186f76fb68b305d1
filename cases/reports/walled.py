"""On which side of a wall something counts: that on which its case was when it happened.

What happened in front of a wall stays where it was counted, however late the wall is drawn, or whoever wrote the number down
before would find the case by subtraction. What happens behind it counts for the integrity unit alone. What stands *now*
(silence, warnings, what lies) is asked of `cases.walled` instead.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from cases.records import Case, Entry, Wall
from cases.records.base import Moment
from cases.records.prepared import ask
from cases.records.rows import table_of

walls, journal = table_of(Wall).c, table_of(Entry).c
OF_CASE: Final = (
    select(walls.since, walls.until).where(walls.case_id == bindparam("case")).order_by(walls.case_id, walls.since)
)
EVERY: Final = select(walls.case_id, walls.since, walls.until).order_by(walls.case_id, walls.since)
WALLED: Final = select(walls.case_id)
"""The few cases that are or were behind a wall."""
LATE: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""What cannot be shown to have happened in front of a wall that stands happened behind it."""


class Span(NamedTuple):
    """A time behind a wall; *until*: None while it stands."""

    since: datetime
    until: datetime | None = None


Walls = tuple[Span, ...]
"""All walls of one case, in their order."""


def stands(spans: Walls) -> bool:
    """Whether the case is behind a wall now."""
    return bool(spans) and spans[-1].until is None


def was_behind(spans: Walls, moment: datetime) -> bool:
    """Whether the case was behind a wall at *moment*: that in which one is drawn is behind it already."""
    return any(one.since <= moment and (one.until is None or moment < one.until) for one in spans)


def from_the_first(case: Case, before: Walls, after: Walls) -> bool:
    """Whether the case is behind a wall from its first moment, as it was not *before*, or the other way round."""
    return {before, after} == {(), (Span(case.received_at),)}


def walls_of(session: Session, case: Case) -> Walls:
    """Nothing is asked of a case that nobody acted on yet: it has no wall but the one that it was filed behind."""
    if case.version == 0:
        return (Span(case.received_at),) if case.walled else ()
    return recorded(session, case)


def recorded(session: Session, case: Case) -> Walls:
    """As `walls_of`, as it is written down by now."""
    return tuple(Span(row.since, row.until) for row in ask(session, OF_CASE, {"case": case.id}))


def all_walls(connection: Connection) -> Mapping[int, Walls]:
    """By case; of those without any, nothing."""
    found: dict[int, list[Span]] = defaultdict(list)
    for case_id, since, until in connection.execute(EVERY):
        found[case_id].append(Span(since, until))
    return {case_id: tuple(spans) for case_id, spans in found.items()}


def behind(case_id: ColumnElement[int], moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """As `was_behind`, of rows: whose case, and when what they tell happened."""
    then = exists(1).where(
        walls.case_id == case_id, walls.since <= moment, or_(walls.until.is_(None), moment < walls.until)
    )
    return and_(case_id.in_(WALLED), then.correlate_except(table_of(Wall)))


def in_front(case_id: ColumnElement[int], moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """Not `behind`. Of nearly all rows it is told by the few walled cases, which are read once."""
    return not_(behind(case_id, moment))


def moment_of(case_id: ColumnElement[int], sequence: ColumnElement[int]) -> ColumnElement[datetime]:
    """When the journal's entry of this number was written, looked up for those of walled cases alone; or LATE."""
    entry = select(journal.at).where(journal.case_id == case_id, journal.sequence == sequence)
    return func.coalesce(entry.correlate_except(table_of(Entry)).scalar_subquery(), literal(LATE, Moment()))
