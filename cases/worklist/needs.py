"""Why a case needs an officer: somebody told them, another unit asks, a decision is theirs.

Each reason is said twice: of a row that is at hand, for a page in its order, and as ids that an index gives, for counting.
Joined by an "or" and cut short by a limit, they made both databases read the rows of the whole country.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, exists, literal_column, not_, or_, select

from cases.alarms import notices
from cases.records import DeskRow, Notice, Proceeding
from cases.worklist.asking import Asker
from cases.worklist.availability import LEADS
from cases.worklist.deciding import open_at, stands_at

SUPERVISOR: Final[ColumnElement[str]] = literal_column("'supervisor'")
"""Written out, because an index holds these rows alone."""
ONE: Final[ColumnElement[int]] = literal_column("1")


class Need(msgspec.Struct, frozen=True):
    """One reason. *holds*: of a row of either desk; *found*: cases of the unit's desk of which it holds, each by an index."""

    holds: ColumnElement[bool]
    found: tuple[Select[Any], ...]


def needs(asker: Asker) -> Iterator[Need]:
    yield told(asker)
    yield asked_of_us(asker)
    if not LEADS.isdisjoint(asker.roles):
        yield our_decision(asker)
        yield second_person(asker)
        yield decided_beside(asker)


def told(asker: Asker) -> Need:
    """Somebody told the officer, or a role of theirs."""
    holds = DeskRow.case_id.in_(notices.noticed(asker.id, asker.unit, asker.roles))
    whom = notices.each_told(asker.id, asker.unit, asker.roles)
    return Need(holds, tuple(lying_with_us(Notice.case_id, asker).where(each) for each in whom))


def told_to(asker: Asker) -> ColumnElement[bool]:
    """Notices that the officer is to look at."""
    return notices.told_to(asker.id, asker.unit, asker.roles)


def asked_of_us(asker: Asker) -> Need:
    """Another unit's case has an open side proceeding that is the officer's unit's: a transfer offered, a review."""
    offered = exists().where(
        Proceeding.case_id == DeskRow.case_id, Proceeding.main.is_(False), Proceeding.ended_at.is_(None),
        Proceeding.unit == asker.unit, not_(stands_at(asker.above)),
    )  # fmt: skip
    return of_rows(and_(DeskRow.asked.is_(True), DeskRow.lead != asker.unit, offered), asker)


def our_decision(asker: Asker) -> Need:
    """The case waits for who decides in the unit that leads it."""
    return of_rows(and_(DeskRow.lead == asker.unit, DeskRow.ball == SUPERVISOR), asker)


def second_person(asker: Asker) -> Need:
    """A proceeding holds an act that somebody else began and a second person must confirm."""
    began = Proceeding.state["pending"]["by"].as_string()
    others = exists().where(
        Proceeding.case_id == DeskRow.case_id, Proceeding.ended_at.is_(None), began.is_not(None), began != asker.actor
    )
    return of_rows(and_(DeskRow.waiting.is_(True), DeskRow.lead == asker.unit, others), asker)


def decided_beside(asker: Asker) -> Need:
    """A side proceeding stands where the officer's unit must decide, or the head office whosever it is."""
    where = [and_(open_at(asker.own), Proceeding.unit == asker.unit)]
    if asker.at_head:
        where.append(open_at(asker.above))
    found = tuple(on_our_desk(Proceeding.case_id, asker).where(each) for each in where)
    return Need(DeskRow.case_id.in_(select(Proceeding.case_id).where(or_(*where))), found)


def of_rows(holds: ColumnElement[bool], asker: Asker) -> Need:
    return Need(holds, (rows_of(asker).where(holds),))


def rows_of(asker: Asker) -> Select[Any]:
    return select(DeskRow.case_id).where(DeskRow.unit == asker.unit)


def on_our_desk(case_id: Any, asker: Asker) -> Select[Any]:
    """*case_id*, each once, of what is looked for elsewhere and lies on the unit's desk."""
    return lying_with_us(case_id, asker).distinct()


def lying_with_us(case_id: Any, asker: Asker) -> Select[Any]:
    """*case_id* of what is looked for elsewhere and lies on the unit's desk.

    Asked of one after the other until there are enough: as "exists" PostgreSQL would first bring together the whole desk.
    """
    row = select(DeskRow.rank).where(DeskRow.case_id == case_id, DeskRow.unit == asker.unit).limit(ONE)
    return select(case_id).where(row.scalar_subquery().is_not(None))
