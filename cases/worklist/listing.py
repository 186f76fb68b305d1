"""The queue: what waits, for whom and until when. A page is three statements, however many cases there are."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Integer, Select, bindparam, null, select, tuple_
from sqlalchemy.orm import Session

from cases.alarms import notices
from cases.errors import BadReference
from cases.packs.jurisdiction import Pack
from cases.records import Case, DeskRow
from cases.records import Officer as OfficerRow
from cases.records.base import BigInt, Moment
from cases.records.prepared import ask, ask_one
from cases.records.rows import table_of
from cases.references import parse_reference
from cases.viewer import Officer
from cases.worklist.asking import Asker, asker_of, values_of
from cases.worklist.desk_rows import NEVER, rank_of
from cases.worklist.needs import told_to
from cases.worklist.nicknames import nicknames_of
from cases.worklist.orders import ORDERS, Sort
from cases.worklist.rows import COLUMNS, STANDING, QueueRow, Standing, moment, row_of
from cases.worklist.tabs import OWN, Tab, closed_to, count_desks, desks_of, in_tab, totals_of

PAGE = 50
NUMBER = re.compile(r"-?[0-9]{1,11}")
BY_REFERENCE: Final = select(table_of(Case).c.id).where(table_of(Case).c.reference == bindparam("reference"))
Found = Any
"""A row of `on_desk` or `closed`: COLUMNS of the case, `clocks`, `handler`, `said`."""


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """Filters by clear facts."""

    track: str | None = None
    stage: str | None = None
    urgency: int | None = None
    facility: str | None = None
    handler_id: int | None = None


class Asked(Narrowed, frozen=True, kw_only=True):
    """Which part of the queue: a tab, filters, and where the page before ended (`Queue.after`)."""

    tab: Tab = "mine"
    sort: Sort = "queue"
    after: str | None = None


FILTERS: Final = Narrowed.__struct_fields__


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """One page."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    """By tab that is counted, without the filters; at most 201."""
    after: str | None
    """Where the next page begins; None on the last one."""


def queue(session: Session, asked: Asked, *, pack: Pack, viewer: Officer, at: datetime) -> Queue:
    """One page of the viewer's queue: pin first, then what is due next, then what came first (design 05 §5.2).

    Only cases of circles that the viewer's unit is in; the tab `duty` holds those of the desk that they are on duty for.
    An *after* that this function never gave means the first page.
    """
    counted = count_desks(session, viewer, at, pack=pack)
    if asked.tab == "closed":
        found = closed_page(session, asked, viewer, at, pack=pack)
    else:
        both = counted.get((asked.tab, OWN), 0) > 0
        found = open_page(session, asked, viewer, at, pack=pack, both=both)
    shown = found[:PAGE]
    standings = standings_of(session, [case.id for case in shown])
    names = nicknames_of(session, shown, viewer)
    rows = tuple(
        row_of(
            case, case.clocks or (), case.handler, standings[case.id], nickname=names.get(case.id), said=case.said,
            pack=pack, viewer=viewer, at=at,
        )
        for case in shown
    )  # fmt: skip
    after = place_of(shown[-1], asked) if len(found) > PAGE else None
    return Queue(rows=rows, counts=totals_of(counted), after=after)


def open_page(
    session: Session, asked: Asked, viewer: Officer, at: datetime, *, pack: Pack, both: bool
) -> Sequence[Found]:
    """One case more than a page, in the order asked for; *both*: something lies on the officer's own desk too."""
    order = ORDERS[asked.sort]
    place = read_place(session, asked.after, numbers=order.numbers)
    values = values_of(viewer, at, pack=pack) | values_asked(asked, place)
    asker, narrowed = asker_of(viewer, pack), filters_of(asked)
    desks = desks_of(asked.tab)
    found = [
        ask(session, on_desk(asked.tab, desk, asker, narrowed, sort=asked.sort, further=place is not None), values)
        for desk in (desks if both else desks[:1])
    ]
    if len(found) == 1:
        return found[0]
    rows = (row for rows in found for row in rows)
    return sorted(rows, key=order.place, reverse=order.backwards)[: PAGE + 1]


@cache
def on_desk(tab: Tab, desk: int, asker: Asker, narrowed: tuple[str, ...], *, sort: Sort, further: bool) -> Select[Any]:
    """*further*: behind the place where another page ended."""
    cases, order = table_of(Case).c, ORDERS[sort]
    statement = (
        select(
            *(cases[name] for name in COLUMNS),
            DeskRow.row["clocks"].label("clocks"),
            OfficerRow.name.label("handler"),
            notices.said_to(told_to(asker), cases.id).label("said"),
        )
        .select_from(DeskRow)
        .join(Case, Case.id == DeskRow.case_id)
        .outerjoin(OfficerRow, OfficerRow.id == DeskRow.handler_id)
        .where(in_tab(tab, desk, asker), *filters(narrowed, DeskRow))
        .order_by(*order.by)
        .limit(bindparam("rows", type_=Integer()))
    )
    return statement.where(order.further) if further else statement


def references_in(
    session: Session, asked: Asked, *, most: int, pack: Pack, viewer: Officer, at: datetime
) -> tuple[str, ...]:
    """Numbers of the open cases of a part of the queue, from its beginning, at most so many."""
    values = values_of(viewer, at, pack=pack) | values_asked(asked, None) | {"rows": most}
    found = [
        row
        for desk in desks_of(asked.tab)
        for row in ask(
            session,
            on_desk(asked.tab, desk, asker_of(viewer, pack), filters_of(asked), sort=asked.sort, further=False),
            values,
        )
    ]
    return tuple(row.reference for row in found[:most])


def closed_page(session: Session, asked: Asked, viewer: Officer, at: datetime, *, pack: Pack) -> Sequence[Found]:
    place = read_place(session, asked.after, numbers=1)
    values = values_of(viewer, at, pack=pack) | values_asked(asked, place)
    return ask(session, closed(asker_of(viewer, pack), filters_of(asked), further=place is not None), values)


@cache
def closed(asker: Asker, narrowed: tuple[str, ...], *, further: bool) -> Select[Any]:
    cases = table_of(Case).c
    statement = (
        select(
            *(cases[name] for name in COLUMNS),
            null().label("clocks"),
            OfficerRow.name.label("handler"),
            null().label("said"),
        )
        .select_from(Case)
        .outerjoin(OfficerRow, OfficerRow.id == Case.handler_id)
        .where(closed_to(asker), *filters(narrowed, Case))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(bindparam("rows", type_=Integer()))
    )
    if further:
        statement = statement.where(
            tuple_(Case.received_at, Case.id) < tuple_(moment_named("after_received_at"), case_named())
        )
    return statement


def moment_named(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=Moment())


def case_named() -> ColumnElement[int]:
    return bindparam("after_case_id", type_=BigInt)


def filters_of(asked: Asked) -> tuple[str, ...]:
    """Names of the facts that the page is narrowed by."""
    return tuple(name for name in FILTERS if getattr(asked, name) is not None)


def filters(narrowed: tuple[str, ...], table: type[DeskRow] | type[Case]) -> list[ColumnElement[bool]]:
    columns = table_of(table).c
    return [columns[name] == bindparam(f"only_{name}", type_=columns[name].type) for name in narrowed]


def values_asked(asked: Asked, place: tuple[int, ...] | None) -> dict[str, Any]:
    """What the names in a page's statement stand for, beside the asker's own; *place*: where the page before ended."""
    values: dict[str, Any] = {f"only_{name}": getattr(asked, name) for name in filters_of(asked)}
    values["rows"] = PAGE + 1
    if place is not None:
        *before, received, values["after_case_id"] = place
        values["after_received_at"] = moment(received)
        if before:
            values["after_rank"], values["after_next_due"] = before[0], moment(before[1])
    return values


def standings_of(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[Standing]]:
    found: dict[int, list[Standing]] = defaultdict(list)
    for row in ask(session, STANDING, {"cases": case_ids}):
        found[row.case_id].append(row)
    return found


def place_of(case: Found, asked: Asked) -> str:
    """Where a page ended: its sort columns, the reference standing for the id, which is never shown."""
    received = int(case.received_at.timestamp())
    if asked.tab == "closed" or asked.sort != "queue":
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
    case = ask_one(session, BY_REFERENCE, {"reference": reference})
    return None if case is None else (*map(int, columns), case.id)
