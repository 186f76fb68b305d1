"""The parts of the queue: which rows each holds, and how many."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Case, DeskRow, Remedy
from cases.records.prepared import ask_one
from cases.viewer import Officer
from cases.visibility import held_by
from cases.worklist.asking import NOW, QUIET_SINCE, TODAY, Asker, asker_of, values_of
from cases.worklist.desk_rows import ASIDE
from cases.worklist.needs import needs, on_our_desk, rows_of

Tab = Literal["mine", "needs_me", "unassigned", "late", "silent", "remedies", "unit", "duty", "aside", "closed"]
TABS: tuple[Tab, ...] = get_args(Tab)
COUNTED: tuple[Tab, ...] = tuple(tab for tab in TABS if tab != "closed")
"""How many are closed is nobody's work, and to find out would read a country's archive for each page."""
UNITS, OWN = 0, 1
"""A tab's desks: the unit's, and the officer's own with what only single officers of it may read.

Each is asked by itself, so that the rows come in the order of one index. No case lies on both.
"""
COUNTED_TO = 101
"""Counts stop here: a page says "100+" instead of scanning a country's cases for an exact number. Nobody plans a day by more,
reports count exactly, and at a million cases each hundred costs every page of the queue some milliseconds.
"""

RANKS: Final[list[ColumnElement[int]]] = [literal_column(str(rank)) for rank in range(ASIDE + 1)]
"""All that there are: named one by one, each is a range of the key in which what is late comes first."""
WAITS_ITS_TURN: Final = DeskRow.rank < literal_column(str(ASIDE))
"""It is not held aside."""


def desks_of(tab: Tab) -> tuple[int, ...]:
    """Which desks the tab looks at; what waits at the duty desk lies on the desks of other units."""
    return (UNITS,) if tab in {"duty", "closed"} else (UNITS, OWN)


def on_desk(desk: int, asker: Asker) -> ColumnElement[bool]:
    return DeskRow.unit == (asker.actor if desk == OWN else asker.unit)


def in_tab(tab: Tab, desk: int, asker: Asker) -> ColumnElement[bool]:
    """The rows of a tab on one desk. What somebody must do, and not only may read, is the responsible unit's alone."""
    if tab == "duty":
        return DeskRow.unit.in_(asker.other_units) if asker.others else false()
    return and_(on_desk(desk, asker), *kept_in(tab, asker))


def kept_in(tab: Tab, asker: Asker) -> Iterator[ColumnElement[bool]]:
    """By what a row of the desk stands in the tab; by nothing in that of all."""
    match tab:
        case "mine":
            yield DeskRow.handler_id == asker.id
        case "needs_me":
            yield or_(*(each.holds for each in needs(asker)))
        case "unassigned":
            yield from (DeskRow.lead == asker.unit, DeskRow.handler_id.is_(None), WAITS_ITS_TURN)
        case "late":
            yield DeskRow.next_due < NOW
        case "silent":
            yield from (DeskRow.lead == asker.unit, WAITS_ITS_TURN, DeskRow.heard_at < QUIET_SINCE)
        case "remedies":
            yield exists().where(Remedy.case_id == DeskRow.case_id, overdue(asker))
        case "aside":
            yield DeskRow.rank == ASIDE


def overdue(asker: Asker) -> ColumnElement[bool]:
    """A remedy of the unit is neither ended nor seen to be there, and its last day is over."""
    return and_(Remedy.unit == asker.unit, Remedy.ended.is_(None), Remedy.verified.is_(False), Remedy.due < TODAY)


def closed_to(asker: Asker) -> ColumnElement[bool]:
    """Closed cases, which lie on no desk, that the officer may know of."""
    return and_(Case.open.is_(False), held_by(asker.id, asker.holder, asker.units))


def count_desks(session: Session, viewer: Officer, at: datetime, *, pack: Pack) -> dict[tuple[Tab, int], int]:
    """How many cases each tab that is counted holds on each of its desks, all in one statement."""
    counted = ask_one(session, counting(asker_of(viewer, pack), COUNTED_TO), values_of(viewer, at, pack=pack))
    desks = [*((tab, UNITS) for tab in COUNTED), *((tab, OWN) for tab in COUNTED if OWN in desks_of(tab))]
    return dict(zip(desks, counted, strict=True))


@cache
def counting(asker: Asker, end: int) -> Select[Any]:
    """Few cases lie on an officer's own desk: its rows are read once for all tabs.

    *end* stands in the text: for a limit that comes later PostgreSQL would plan anew each time, longer than it then counts.
    """
    own = select(
        *(func.count().filter(in_tab(tab, OWN, asker)).label(f"own_{tab}") for tab in COUNTED if OWN in desks_of(tab))
    ).where(on_desk(OWN, asker))
    limit: ColumnElement[int] = literal_column(str(end))
    numbers: list[Any] = [number_in(tab, asker, limit) for tab in COUNTED]
    return select(*numbers, *own.subquery().c)


def number_in(tab: Tab, asker: Asker, end: ColumnElement[int]) -> ColumnElement[int]:
    if tab == "duty" and not asker.others:
        return literal_column("0")
    return select(func.count()).select_from(counted_in(tab, asker, end).limit(end).subquery()).scalar_subquery()


def counted_in(tab: Tab, asker: Asker, end: ColumnElement[int]) -> Select[Any] | CompoundSelect[Any]:
    """Ids of the cases of a tab on the unit's desk, at least as many of them as are counted, each part by an index of its own."""
    match tab:
        case "needs_me":
            found = (each.limit(end).subquery() for need in needs(asker) for each in need.found)
            return union(*(select(*each.c) for each in found))
        case "remedies":
            return on_our_desk(Remedy.case_id, asker).where(overdue(asker))
        case "late":
            return rows_of(asker).where(DeskRow.rank.in_(RANKS), DeskRow.next_due < NOW)
        case _:
            return select(DeskRow.case_id).where(in_tab(tab, UNITS, asker))


def totals_of(counted: Mapping[tuple[Tab, int], int]) -> dict[str, int]:
    """How many cases each tab holds that is counted; at most `COUNTED_TO`."""
    return {tab: min(sum(counted[tab, desk] for desk in desks_of(tab)), COUNTED_TO) for tab in COUNTED}
