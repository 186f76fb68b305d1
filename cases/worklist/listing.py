"""The queue: what waits, for whom and until when. A page is four statements, however many cases there are."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, null, or_, select, tuple_
from sqlalchemy.orm import Session

from cases.alarms import notices
from cases.errors import BadReference
from cases.packs.jurisdiction import Pack
from cases.records import Case, DeskRow, Proceeding
from cases.records import Officer as OfficerRow
from cases.references import parse_reference
from cases.viewer import Officer
from cases.visibility import seen_by
from cases.worklist.availability import LEADS
from cases.worklist.desk_rows import ASIDE, NEVER, rank_of
from cases.worklist.nicknames import nicknames_of
from cases.worklist.rows import QueueRow, moment, row_of

Tab = Literal["mine", "unassigned", "unit", "duty", "late", "needs_me", "aside", "closed"]
TABS: tuple[Tab, ...] = get_args(Tab)
PAGE = 50
OWN = 1
"""Which of a tab's desks is the officer's own."""
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
    counted = count_desks(session, viewer, at)
    if asked.tab == "closed":
        found = closed_page(session, asked, viewer, at)
    else:
        found = open_page(session, asked, viewer, at, both=counted.get((asked.tab, OWN), 0) > 0)
    shown = found[:PAGE]
    proceedings = proceedings_of(session, [case.id for case, *_ in shown])
    names = nicknames_of(session, [case for case, *_ in shown], viewer)
    rows = tuple(
        row_of(
            case,
            clocks or (),
            handler,
            proceedings[case.id],
            nickname=names.get(case.id),
            said=said,
            pack=pack,
            viewer=viewer,
            at=at,
        )
        for case, clocks, handler, said in shown
    )
    after = place_of(shown[-1][0], asked.tab) if len(found) > PAGE else None
    return Queue(rows=rows, counts=totals_of(counted), after=after)


def desks_of(tab: Tab, viewer: Officer) -> tuple[str, ...]:
    """Desks that the tab looks at: the unit's, and the officer's own with what only single officers of it may read.

    Each is asked by itself, so that the rows come in the order of one index. No case lies on both.
    """
    return ("",) if tab == "duty" else (viewer.unit, viewer.actor)


def in_tab(tab: Tab, desk: str, viewer: Officer, at: datetime) -> ColumnElement[bool]:
    """The rows of a tab on one desk. What somebody must do, and not only may read, is the responsible unit's alone."""
    ours = DeskRow.unit == desk
    led = DeskRow.row["lead"].as_string() == viewer.unit
    match tab:
        case "mine":
            return and_(ours, DeskRow.handler_id == viewer.id)
        case "unassigned":
            return and_(ours, led, DeskRow.handler_id.is_(None), DeskRow.rank < ASIDE)
        case "duty":
            return DeskRow.unit.in_(viewer.units - {viewer.unit})
        case "late" | "aside":
            return and_(ours, DeskRow.next_due < at if tab == "late" else DeskRow.rank == ASIDE)
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


Found = Row[Case, list[dict[str, Any]] | None, str | None, str | None]
Finding = Select[Case, list[dict[str, Any]] | None, str | None, str | None]


def open_page(session: Session, asked: Asked, viewer: Officer, at: datetime, *, both: bool) -> Sequence[Found]:
    """One case more than a page, in the order of the queue; *both*: something lies on the officer's own desk too."""
    place = read_place(session, asked.after, numbers=3)
    desks = desks_of(asked.tab, viewer)
    found = [
        session.execute(on_desk(desk, asked, place, viewer, at).limit(PAGE + 1)).all()
        for desk in (desks if both else desks[:1])
    ]
    if len(found) == 1:
        return found[0]
    return sorted((row for rows in found for row in rows), key=lambda row: place_in_queue(row[0]))[: PAGE + 1]


def place_in_queue(case: Case) -> tuple[int, datetime, datetime, int]:
    return (rank_of(case), case.next_due or NEVER, case.received_at, case.id)


def on_desk(desk: str, asked: Asked, place: tuple[int, ...] | None, viewer: Officer, at: datetime) -> Finding:
    statement = (
        select(Case, DeskRow.row["clocks"], OfficerRow.name, notices.said_to(viewer, Case.__table__.c.id))
        .select_from(DeskRow)
        .join(Case, Case.id == DeskRow.case_id)
        .outerjoin(OfficerRow, OfficerRow.id == DeskRow.handler_id)
        .where(in_tab(asked.tab, desk, viewer, at), *filters(asked, DeskRow))
        .order_by(DeskRow.rank, DeskRow.next_due, DeskRow.received_at, DeskRow.case_id)
    )
    if place:
        rank, due, received, case_id = place
        columns = tuple_(DeskRow.rank, DeskRow.next_due, DeskRow.received_at, DeskRow.case_id)
        statement = statement.where(columns > (rank, moment(due), moment(received), case_id))
    return statement


def closed_page(session: Session, asked: Asked, viewer: Officer, at: datetime) -> Sequence[Found]:
    statement = (
        select(Case, null(), OfficerRow.name, null())
        .outerjoin(OfficerRow, OfficerRow.id == Case.handler_id)
        .where(Case.open.is_(False), seen_by(viewer), *filters(asked, Case))
        .order_by(Case.received_at.desc(), Case.id.desc())
    )
    if place := read_place(session, asked.after, numbers=1):
        received, case_id = place
        statement = statement.where(tuple_(Case.received_at, Case.id) < (moment(received), case_id))
    return session.execute(statement.limit(PAGE + 1)).all()


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


def count_desks(session: Session, viewer: Officer, at: datetime) -> dict[tuple[str, int], int]:
    """How many cases each tab holds on each of its desks (`desks_of`), all in one statement."""
    closed = select(Case.id).where(Case.open.is_(False), seen_by(viewer))
    counted = {
        (str(tab), number): select(DeskRow.case_id).where(in_tab(tab, desk, viewer, at))
        for tab in TABS
        if tab != "closed"
        for number, desk in enumerate(desks_of(tab, viewer))
    }
    asked = {**counted, ("closed", 0): closed}
    columns = [
        select(func.count()).select_from(cases.limit(COUNTED_TO).subquery()).scalar_subquery().label(f"{tab}_{number}")
        for (tab, number), cases in asked.items()
    ]
    return dict(zip(asked, session.execute(select(*columns)).one(), strict=True))


def totals_of(counted: Mapping[tuple[str, int], int]) -> dict[str, int]:
    """How many cases each tab holds; at most 1001."""
    return {tab: min(sum(counted.get((tab, desk), 0) for desk in (0, OWN)), COUNTED_TO) for tab in TABS}


def place_of(case: Case, tab: Tab) -> str:
    """Where a page ended: its sort columns, the reference standing for the id, which is never shown."""
    received = int(case.received_at.timestamp())
    if tab == "closed":
        return f"{received}.{case.reference}"
    return f"{rank_of(case)}.{int((case.next_due or NEVER).timestamp())}.{received}.{case.reference}"


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
