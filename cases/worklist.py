"""The queue: what waits, for whom and until when. A page is four statements, however many cases there are."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, null, or_, select, tuple_
from sqlalchemy.orm import Session

from cases import notices
from cases.availability import LEADS
from cases.desk_rows import HIGHEST_PIN, NEVER
from cases.errors import BadReference
from cases.jurisdiction import Pack
from cases.records import Case, DeskRow, Proceeding
from cases.records import Officer as OfficerRow
from cases.references import parse_reference
from cases.viewer import Officer
from cases.visibility import seen_by
from cases.worklist_rows import QueueRow, moment, row_of

Tab = Literal["mine", "unassigned", "unit", "duty", "late", "needs_me", "closed"]
TABS: tuple[Tab, ...] = get_args(Tab)
PAGE = 50
COUNTED_TO = 1001
"""Counts stop here: a page says "1,000+" instead of scanning a country's cases for an exact number (design 09)."""
NUMBER = re.compile(r"-?[0-9]{1,11}")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which part of the queue: a tab, filters by clear facts, and where the page before ended (`Queue.after`)."""

    tab: Tab = "mine"
    track: str | None = None
    stage: str | None = None
    urgency: int | None = None
    facility: str | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One page."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    """By tab, without the filters; at most 1001."""
    after: str | None
    """Where the next page begins; None on the last one."""


def queue(session: Session, asked: Asked, *, pack: Pack, viewer: Officer, at: datetime) -> Queue:
    """One page of the viewer's queue: pin first, then what is due next, then what came first (design 05 §5.2).

    Only cases of circles that the viewer's unit is in; the tab `duty` holds those of the desk that they are on duty for.
    An *after* that this function never gave means the first page.
    """
    page = closed_page if asked.tab == "closed" else open_page
    found = session.execute(page(session, asked, viewer, at).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    proceedings = proceedings_of(session, [case.id for case, *_ in shown])
    rows = tuple(
        row_of(case, clocks or (), handler, proceedings[case.id], said=said, pack=pack, viewer=viewer, at=at)
        for case, clocks, handler, said in shown
    )
    after = place_of(shown[-1][0], asked.tab) if len(found) > PAGE else None
    return Queue(rows=rows, counts=count_tabs(session, viewer, at), after=after)


def in_tab(tab: Tab, viewer: Officer, at: datetime) -> ColumnElement[bool]:
    """The desk rows of a tab. What somebody must do, and not only may read, is the responsible unit's alone."""
    ours = DeskRow.unit == viewer.unit
    led = DeskRow.row["lead"].as_string() == viewer.unit
    match tab:
        case "mine":
            return and_(ours, DeskRow.handler_id == viewer.id)
        case "unassigned":
            return and_(ours, led, DeskRow.handler_id.is_(None))
        case "duty":
            return DeskRow.unit.in_(viewer.units - {viewer.unit})
        case "late":
            return and_(ours, DeskRow.next_due < at)
        case "needs_me":
            told = DeskRow.case_id.in_(notices.noticed(viewer))
            return and_(ours, or_(told, and_(led, decided_by(viewer)), waits_at_our_side(viewer)))
        case _:
            return ours


def decided_by(viewer: Officer) -> ColumnElement[bool]:
    """For those who decide in their unit: a decision is theirs, or an act of somebody else waits for a second person."""
    if LEADS.isdisjoint(viewer.roles):
        return false()
    return or_(DeskRow.row["ball"].as_string() == "supervisor", waits_for_other_than(viewer))


def waits_at_our_side(viewer: Officer) -> ColumnElement[bool]:
    """Another unit's case has an open side proceeding that is the viewer's unit's: a transfer offered, a review."""
    return exists().where(
        Proceeding.case_id == DeskRow.case_id,
        Proceeding.main.is_(False),
        Proceeding.ended_at.is_(None),
        Proceeding.unit == viewer.unit,
        DeskRow.row["lead"].as_string() != viewer.unit,
    )


def waits_for_other_than(viewer: Officer) -> ColumnElement[bool]:
    """A proceeding of the case holds an act that somebody else began and a second person must confirm."""
    began = Proceeding.state["pending"]["by"].as_string()
    return exists().where(
        Proceeding.case_id == DeskRow.case_id, Proceeding.ended_at.is_(None), began.is_not(None), began != viewer.actor
    )


Found = Select[Case, list[dict[str, Any]] | None, str | None, str | None]


def open_page(session: Session, asked: Asked, viewer: Officer, at: datetime) -> Found:
    statement = (
        select(Case, DeskRow.row["clocks"], OfficerRow.name, notices.said_to(viewer, Case.__table__.c.id))
        .select_from(DeskRow)
        .join(Case, Case.id == DeskRow.case_id)
        .outerjoin(OfficerRow, OfficerRow.id == DeskRow.handler_id)
        .where(in_tab(asked.tab, viewer, at), *filters(asked, DeskRow))
        .order_by(DeskRow.rank, DeskRow.next_due, DeskRow.received_at, DeskRow.case_id)
    )
    if place := read_place(session, asked.after, numbers=3):
        rank, due, received, case_id = place
        columns = tuple_(DeskRow.rank, DeskRow.next_due, DeskRow.received_at, DeskRow.case_id)
        statement = statement.where(columns > (rank, moment(due), moment(received), case_id))
    return statement


def closed_page(session: Session, asked: Asked, viewer: Officer, at: datetime) -> Found:
    statement = (
        select(Case, null(), OfficerRow.name, null())
        .outerjoin(OfficerRow, OfficerRow.id == Case.handler_id)
        .where(Case.open.is_(False), seen_by(viewer), *filters(asked, Case))
        .order_by(Case.received_at.desc(), Case.id.desc())
    )
    if place := read_place(session, asked.after, numbers=1):
        received, case_id = place
        statement = statement.where(tuple_(Case.received_at, Case.id) < (moment(received), case_id))
    return statement


def filters(asked: Asked, table: type[DeskRow] | type[Case]) -> list[ColumnElement[bool]]:
    wanted = (
        (table.track, asked.track),
        (table.stage, asked.stage),
        (table.urgency, asked.urgency),
        (table.facility, asked.facility),
    )
    return [column == value for column, value in wanted if value is not None]


def proceedings_of(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[Proceeding]]:
    """The main proceeding of each case and its open side proceedings, by number."""
    found = defaultdict(list)
    rows = session.scalars(
        select(Proceeding)
        .where(Proceeding.case_id.in_(case_ids), Proceeding.main | Proceeding.ended_at.is_(None))
        .order_by(Proceeding.case_id, Proceeding.number)
    )
    for row in rows:
        found[row.case_id].append(row)
    return found


def count_tabs(session: Session, viewer: Officer, at: datetime) -> dict[str, int]:
    """How many cases each tab holds, all in one statement."""
    closed = select(Case.id).where(Case.open.is_(False), seen_by(viewer))
    tabs = {tab: closed if tab == "closed" else select(DeskRow.case_id).where(in_tab(tab, viewer, at)) for tab in TABS}
    counted = [
        select(func.count()).select_from(cases.limit(COUNTED_TO).subquery()).scalar_subquery().label(tab)
        for tab, cases in tabs.items()
    ]
    return dict(session.execute(select(*counted)).mappings().one())


def place_of(case: Case, tab: Tab) -> str:
    """Where a page ended: its sort columns, the reference standing for the id, which is never shown."""
    received = int(case.received_at.timestamp())
    if tab == "closed":
        return f"{received}.{case.reference}"
    return f"{HIGHEST_PIN - case.pin}.{int((case.next_due or NEVER).timestamp())}.{received}.{case.reference}"


def read_place(session: Session, after: str | None, *, numbers: int) -> tuple[int, ...] | None:
    """The sort columns and case id that *after* stands for; None when it is nothing that `place_of` gave."""
    *columns, written = (after or "").split(".")
    if len(columns) != numbers or not all(NUMBER.fullmatch(column) for column in columns):
        return None
    try:
        reference = parse_reference(written)
    except BadReference:
        return None
    case_id = session.scalar(select(Case.id).where(Case.reference == reference))
    return None if case_id is None else (*map(int, columns), case_id)
