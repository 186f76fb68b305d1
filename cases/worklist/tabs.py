"""The parts of the queue: which rows each holds, and how many."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from cases.alarms import notices
from cases.packs.jurisdiction import Pack
from cases.records import Case, DeskRow, Proceeding, Remedy
from cases.records.base import BigInt
from cases.records.prepared import ask_one
from cases.viewer import Officer
from cases.visibility import held_by
from cases.worklist.asking import NOW, QUIET_SINCE, TODAY, Asker, asker_of, values_of
from cases.worklist.availability import LEADS
from cases.worklist.deciding import IS_ABOVE, waits_for_decision
from cases.worklist.desk_rows import ASIDE

Tab = Literal["mine", "needs_me", "unassigned", "late", "silent", "remedies", "unit", "duty", "aside", "closed"]
TABS: tuple[Tab, ...] = get_args(Tab)
COUNTED: tuple[Tab, ...] = tuple(tab for tab in TABS if tab != "closed")
"""How many are closed is nobody's work, and to find out would read a country's archive for each page."""
UNITS, OWN = 0, 1
"""A tab's desks: the unit's, and the officer's own with what only single officers of it may read.

Each is asked by itself, so that the rows come in the order of one index. No case lies on both.
"""
COUNTED_TO = 201
"""Counts stop here: a page says "200+" instead of scanning a country's cases for an exact number. Nobody plans a day by more,
reports count exactly, and at a million cases each hundred costs every page of the queue some milliseconds.
"""


SUPERVISOR: ColumnElement[str] = literal_column("'supervisor'")
"""Written out, because an index holds these rows alone."""


def desks_of(tab: Tab) -> tuple[int, ...]:
    """Which desks the tab looks at; what waits at the duty desk lies on the desks of other units."""
    return (UNITS,) if tab in {"duty", "closed"} else (UNITS, OWN)


def on_desk(desk: int, asker: Asker) -> ColumnElement[bool]:
    return DeskRow.unit == (asker.actor if desk == OWN else asker.unit)


def in_tab(tab: Tab, desk: int, asker: Asker) -> ColumnElement[bool]:
    """The rows of a tab on one desk. What somebody must do, and not only may read, is the responsible unit's alone."""
    ours = on_desk(desk, asker)
    led = DeskRow.lead == asker.unit
    match tab:
        case "mine":
            return and_(ours, DeskRow.handler_id == asker.id)
        case "unassigned":
            return and_(ours, led, DeskRow.handler_id.is_(None), DeskRow.rank < ASIDE)
        case "duty":
            return DeskRow.unit.in_(asker.other_units) if asker.others else false()
        case "late" | "aside" | "silent" | "remedies":
            return and_(ours, overlooked(tab, asker))
        case "needs_me":
            return and_(ours, or_(*needs(asker)))
        case _:
            return ours


def needs(asker: Asker) -> list[ColumnElement[bool]]:
    """What each calls for the officer: somebody told them, a decision is theirs, another unit asks."""
    told = DeskRow.case_id.in_(notices.noticed(told_to(asker)))
    decided = [] if LEADS.isdisjoint(asker.roles) else decided_by(asker)
    return [told, waits_at_our_side(asker), *decided]


def overlooked(tab: Tab, asker: Asker) -> ColumnElement[bool]:
    """What time has passed over: a time limit, the complainant's wait for a word, a body's last day for a reply."""
    match tab:
        case "late":
            return DeskRow.next_due < NOW
        case "silent":
            led = DeskRow.lead == asker.unit
            heard = func.coalesce(cast(DeskRow.row["heard"].as_string(), BigInt), cast(DeskRow.received_at, BigInt))
            return and_(led, DeskRow.rank < ASIDE, heard < QUIET_SINCE)
        case "remedies":
            return exists().where(
                Remedy.case_id == DeskRow.case_id,
                Remedy.unit == asker.unit,
                Remedy.ended.is_(None),
                Remedy.verified.is_(False),
                Remedy.due < TODAY,
            )
        case _:
            return DeskRow.rank == ASIDE


def told_to(asker: Asker) -> ColumnElement[bool]:
    """Notices that the officer is to look at."""
    return notices.told_to(asker.id, asker.unit, asker.roles)


def closed_to(asker: Asker) -> ColumnElement[bool]:
    """Closed cases, which lie on no desk, that the officer may know of."""
    return and_(Case.open.is_(False), held_by(asker.id, asker.holder, asker.units))


def decided_by(asker: Asker) -> list[ColumnElement[bool]]:
    """For those who decide in their unit: a decision is theirs, beside the case too, or an act waits for a second person."""
    return [and_(DeskRow.lead == asker.unit, DeskRow.ball == SUPERVISOR), waits_beside(asker)]


def waits_at_our_side(asker: Asker) -> ColumnElement[bool]:
    """Another unit's case has an open side proceeding that is the officer's unit's: a transfer offered, a review."""
    offered = select(Proceeding.case_id).where(
        Proceeding.main.is_(False), Proceeding.ended_at.is_(None), Proceeding.unit == asker.unit, not_(IS_ABOVE)
    )
    return and_(DeskRow.lead != DeskRow.unit, DeskRow.lead != asker.unit, DeskRow.case_id.in_(offered))


def waits_beside(asker: Asker) -> ColumnElement[bool]:
    """A proceeding holds an act that somebody else began and a second person must confirm, or stands where we decide."""
    began = Proceeding.state["pending"]["by"].as_string()
    led = DeskRow.lead == asker.unit
    return exists().where(
        Proceeding.case_id == DeskRow.case_id,
        Proceeding.ended_at.is_(None),
        or_(and_(led, began.is_not(None), began != asker.actor), waits_for_decision(asker.unit)),
    )


def count_desks(session: Session, viewer: Officer, at: datetime, *, pack: Pack) -> dict[tuple[Tab, int], int]:
    """How many cases each tab that is counted holds on each of its desks, all in one statement."""
    values = values_of(viewer, at, pack=pack) | {"counted_to": COUNTED_TO}
    counted = ask_one(session, counting(asker_of(viewer)), values)
    desks = ((tab, desk) for tab in COUNTED for desk in desks_of(tab))
    return dict(zip(desks, counted, strict=True))


@cache
def counting(asker: Asker) -> Select[Any]:
    end = bindparam("counted_to", type_=Integer())
    rows = [counted_in(tab, desk, asker, end) for tab in COUNTED for desk in desks_of(tab)]
    return select(*(select(func.count()).select_from(cases.limit(end).subquery()).scalar_subquery() for cases in rows))


def counted_in(tab: Tab, desk: int, asker: Asker, end: ColumnElement[int]) -> Select[Any] | CompoundSelect[Any]:
    """Ids of the cases of a tab on one desk, at least as many of them as are counted.

    Each reason why a case needs somebody is looked for by itself, by its own index: as one condition with an "or" PostgreSQL
    reads the rows of the whole country.
    """
    if tab != "needs_me":
        return select(DeskRow.case_id).where(in_tab(tab, desk, asker))
    found = (select(DeskRow.case_id).where(on_desk(desk, asker), why).limit(end).subquery() for why in needs(asker))
    return union(*(select(each.c.case_id) for each in found))


def totals_of(counted: Mapping[tuple[Tab, int], int]) -> dict[str, int]:
    """How many cases each tab holds that is counted; at most `COUNTED_TO`."""
    return {tab: min(sum(counted[tab, desk] for desk in desks_of(tab)), COUNTED_TO) for tab in COUNTED}
