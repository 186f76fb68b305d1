"""The parts of the queue: which rows each holds, and how many."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, cast, exists, false, func, not_, or_, select
from sqlalchemy.orm import Session

from cases.alarms import notices
from cases.packs.jurisdiction import Pack
from cases.records import Case, DeskRow, Exclusion, Proceeding, Remedy, Wrap
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
UNITS, OWN = 0, 1
"""A tab's desks: the unit's, and the officer's own with what only single officers of it may read.

Each is asked by itself, so that the rows come in the order of one index. No case lies on both.
"""
COUNTED_TO = 201
"""Counts stop here: a page says "200+" instead of scanning a country's cases for an exact number. Nobody plans a day by more,
reports count exactly, and at a million cases each hundred costs every page of the queue some milliseconds.
"""


def desks_of(tab: Tab) -> tuple[int, ...]:
    """Which desks the tab looks at; what waits at the duty desk lies on the desks of other units."""
    return (UNITS,) if tab in {"duty", "closed"} else (UNITS, OWN)


def in_tab(tab: Tab, desk: int, asker: Asker) -> ColumnElement[bool]:
    """The rows of a tab on one desk. What somebody must do, and not only may read, is the responsible unit's alone."""
    ours = DeskRow.unit == (asker.actor if desk == OWN else asker.unit)
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
            told = DeskRow.case_id.in_(notices.noticed(told_to(asker)))
            return and_(ours, or_(told, decided_by(asker), waits_at_our_side(asker)))
        case _:
            return ours


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


def closed_held_by(asker: Asker) -> Select[int]:
    """Ids of `closed_to`, found from the keys: the count stops early, and of a country's cases a region holds a few."""
    held = or_(
        and_(Wrap.holder_kind == "unit", Wrap.holder.in_(asker.units)),
        and_(Wrap.holder_kind == "officer", Wrap.holder == asker.holder),
    )
    kept_out = exists().where(Exclusion.case_id == Wrap.case_id, Exclusion.officer_id == asker.id)
    return (
        select(Wrap.case_id)
        .distinct()
        .join(Case, and_(Case.id == Wrap.case_id, Case.epoch == Wrap.epoch))
        .where(held, Case.open.is_(False), not_(kept_out))
    )


def decided_by(asker: Asker) -> ColumnElement[bool]:
    """For those who decide in their unit: a decision is theirs, beside the case too, or an act waits for a second person."""
    if LEADS.isdisjoint(asker.roles):
        return false()
    led = DeskRow.lead == asker.unit
    return or_(and_(led, DeskRow.ball == "supervisor"), waits_beside(asker))


def waits_at_our_side(asker: Asker) -> ColumnElement[bool]:
    """Another unit's case has an open side proceeding that is the officer's unit's: a transfer offered, a review."""
    offered = select(Proceeding.case_id).where(
        Proceeding.main.is_(False), Proceeding.ended_at.is_(None), Proceeding.unit == asker.unit, not_(IS_ABOVE)
    )
    return and_(DeskRow.lead != asker.unit, DeskRow.case_id.in_(offered))


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
    """How many cases each tab holds on each of its desks, all in one statement."""
    values = values_of(viewer, at, pack=pack) | {"counted_to": COUNTED_TO}
    counted = ask_one(session, counting(asker_of(viewer)), values)
    desks = ((tab, desk) for tab in TABS for desk in desks_of(tab))
    return dict(zip(desks, counted, strict=True))


@cache
def counting(asker: Asker) -> Select[Any]:
    rows = [
        closed_held_by(asker) if tab == "closed" else select(DeskRow.case_id).where(in_tab(tab, desk, asker))
        for tab in TABS
        for desk in desks_of(tab)
    ]
    end = bindparam("counted_to", type_=Integer())
    return select(*(select(func.count()).select_from(cases.limit(end).subquery()).scalar_subquery() for cases in rows))


def totals_of(counted: Mapping[tuple[Tab, int], int]) -> dict[str, int]:
    """How many cases each tab holds; at most `COUNTED_TO`."""
    return {tab: min(sum(counted[tab, desk] for desk in desks_of(tab)), COUNTED_TO) for tab in TABS}
