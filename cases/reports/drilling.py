"""The cases behind a number, page by page: those that the number counts, and of them those that the viewer may open.

Cases are listed by the conditions that the figure counts by, so a list can say nothing that the figure does not. A walled case is
in neither for anybody but the integrity unit.
"""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Label, Row, Select, and_, func, null, or_, select
from sqlalchemy.orm import Session

from cases.records import Case
from cases.records.base import Moment
from cases.reports.behind import Listed, listed
from cases.reports.conditions import Conditions, cases
from cases.reports.periods import today
from cases.reports.queries import Asked, statements_of
from cases.reports.scopes import House
from cases.reports.spells import row, table
from cases.viewer import Viewer
from cases.visibility import seen_by

PAGE = 50
BATCH = 2000
"""Rows of a table to take along that are in memory at once."""

Place = tuple[date | datetime, str, int]
"""Where a page ends: day or instant, reference of the case, number of its spell or remedy. Inner ids are never shown."""


class Line(msgspec.Struct, frozen=True):
    """One case behind a number, or one remedy of it."""

    reference: str
    unit: str
    track: str
    channel: str
    urgency: int
    day: date
    """Of receipt, or on which this unit got it; of what runs beside the case, its own."""
    due: date | None
    decided: date | None
    closed: date | None
    outcome: str | None
    kind: str | None
    """Of the remedy; of persons held to account, to what."""
    counted: bool | None
    """Whether it counts towards the share; None where the number is no share."""
    value: int | None
    """What an average is made of: days or minutes."""


class Drilled(msgspec.Struct, frozen=True):
    """One page of them, the newest first. *closed*: counted on this page and not listed, since the viewer does not read them."""

    lines: tuple[Line, ...]
    closed: int
    more: Place | None
    """Where the next page begins; None on the last."""


def read_drilled(
    session: Session, asked: Asked, figure: str, part: str = "", *,
    after: Place | None = None, limit: int = PAGE, house: House, viewer: Viewer, at: datetime,
) -> Drilled:  # fmt: skip
    """The cases behind *figure* as *asked*, *limit* at most, those after a page that ended at *after*; one statement.

    Run it through `database.read`. Raises: NotAllowed; KeyError for a figure without a list.
    """
    conditions = statements_of(asked, house=house, viewer=viewer, at=at)
    rows = session.execute(statement_of(conditions, figure, part, after=after, limit=limit + 1, viewer=viewer)).all()
    page = rows[:limit]
    seen = [line_of(each, conditions) for each in page if each.seen]
    last = page[-1] if len(rows) > limit else None
    more = (last.day, last.reference, last.number) if last else None
    return Drilled(tuple(seen), len(page) - len(seen), more)


def statement_of(
    conditions: Conditions, figure: str, part: str, *, after: Place | None, limit: int, viewer: Viewer
) -> Select[*tuple[Any, ...]]:
    """Rows behind the figure, the newest first; each says whether the viewer may know more of it than that it is counted.

    The page is chosen before its cases are looked up: a list of many thousands costs as many rows as one page has. Of spells
    only the keys are chosen, so that an index tells all that is asked, and the rows of one page are found again by these.
    """
    behind = listed(conditions, figure, part)
    keys = [behind.case_id.label("case_id"), behind.number.label("number"), behind.day.label("day")]
    said: list[ColumnElement[Any]] = [
        conditions.home(behind.unit), row.track, row.channel, row.urgency, row.due, row.decided, row.closed, row.outcome,
        said_or_null(behind.counted, "counted"), said_or_null(behind.value, "value"), said_or_null(behind.kind, "kind"),
    ]  # fmt: skip
    by_key = behind.source is table
    beyond = [is_beyond(after, behind)] if after and suits(after, behind) else []
    chosen = (
        select(*keys, *([] if by_key else said))
        .select_from(behind.source)
        .where(*behind.conditions, *beyond)
        .order_by(behind.day.desc(), behind.case_id.desc(), behind.number.desc())
        .limit(limit)
        .subquery("chosen")
    )
    source = chosen.join(Case.__table__, cases.c.id == chosen.c.case_id)
    if by_key:
        source = source.join(table, and_(row.case_id == chosen.c.case_id, row.spell == chosen.c.number))
    own = {"track": cases.c.track, "urgency": cases.c.urgency}
    found = said if by_key else [chosen.c[one.name] for one in said]
    shown = [func.coalesce(one, own[one.name]).label(one.name) if one.name in own else one for one in found]
    return (
        select(cases.c.reference, seen_by(viewer).label("seen"), chosen.c.number, chosen.c.day, *shown)
        .select_from(source)
        .order_by(chosen.c.day.desc(), chosen.c.case_id.desc(), chosen.c.number.desc())
    )


def suits(after: Place, behind: Listed) -> bool:
    """Whether a place is one of this list, and not of another that somebody put into the address."""
    return isinstance(after[0], datetime) == isinstance(behind.day.type, Moment)


def is_beyond(after: Place, behind: Listed) -> ColumnElement[bool]:
    """The rows that come after the place where a page ended."""
    ended, reference, number = after
    last = select(cases.c.id).where(cases.c.reference == reference).scalar_subquery()
    same_case = and_(behind.case_id == last, behind.number < number)
    return or_(behind.day < ended, and_(behind.day == ended, or_(behind.case_id < last, same_case)))


def said_or_null(column: ColumnElement[Any] | None, name: str) -> Label[Any]:
    return (null() if column is None else column).label(name)


def line_of(found: Row[Any], asked: Conditions) -> Line:
    day = today(found.day, asked.house.zone) if isinstance(found.day, datetime) else found.day
    value = (asked.end - found.value).days if isinstance(found.value, date) else found.value
    counted = None if found.counted is None else bool(found.counted)
    return Line(
        reference=found.reference, unit=found.home, track=found.track, channel=found.channel or "", urgency=found.urgency,
        day=day, due=found.due, decided=found.decided, closed=found.closed, outcome=found.outcome, kind=found.kind,
        counted=counted, value=value,
    )  # fmt: skip
