"""A quarter is counted once, some weeks after its end, and kept as it was published."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Measure, PublishedQuarter
from cases.reports.indicators import FELT as ANSWERS
from cases.reports.periods import today
from cases.statistics.people import PEOPLE, count_people
from cases.statistics.quarters import Quarter, quarter_of, read_quarter
from cases.statistics.suppressing import Cell, Group, divide
from cases.viewer import Viewer

FIRST_SPELL: Final = 1
FIGURES: Final = ("received", "decided")
"""What is published by office and subject. No figure is part of another (decided of received, found of decided): the difference
would be a third table whose small cells nobody divided. And none tells where things stand (open at the end): two of those and
what came in between would give what went."""
FELT: Final = "felt"
"""How it went in complainants' eyes, for the whole country: fairness by outcome in *one* table. Two tables of the same people
have the same sums, and what one of them hides the other could tell. By the day of the answer, which is no day of `FIGURES`."""


def freeze_quarters(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Freeze every quarter that is over for long enough and is not frozen yet; gives how many.

    Walled cases are in no published figure: with them, an outsider could compare what an office says of itself.
    """
    begun = session.scalar(select(func.min(Measure.day)))
    if begun is None:
        return 0
    frozen = set(session.scalars(select(PublishedQuarter.quarter)))
    quarter, made = quarter_of(begun), 0
    while is_due(quarter, pack, today(at, pack.zone)):
        if quarter.name not in frozen:
            session.add(
                PublishedQuarter(quarter=quarter.name, figures=figures_of(session, quarter, pack), frozen_at=at)
            )
            made += 1
        quarter = quarter.following
    return made


def is_due(quarter: Quarter, pack: Pack, day: date) -> bool:
    return quarter.period.last + timedelta(days=pack.indicators.settles) < day


def any_due(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> bool:
    """Whether the newest quarter that can be frozen is not: a look at one row, for a worker that asks often."""
    newest = session.scalar(select(func.max(PublishedQuarter.quarter)))
    if newest is not None:
        return is_due(read_quarter(newest).following, pack, today(at, pack.zone))
    begun = session.scalar(select(func.min(Measure.day)))
    return begun is not None and is_due(quarter_of(begun), pack, today(at, pack.zone))


def figures_of(session: Session, quarter: Quarter, pack: Pack) -> dict[str, Any]:
    """What is stored of a quarter, published but for who complained."""
    days = {"received": Measure.day, "decided": Measure.decided}
    told = {name: grouped(count(session, days[name], name, quarter), pack) for name in FIGURES}
    told[FELT] = divide(count_felt(session, quarter), *answers_of(pack), least=pack.indicators.least)
    people = count_people(session, quarter, pack, offices_of(pack))
    return {name: in_json(groups) for name, groups in told.items()} | {PEOPLE: people}


def count(session: Session, day: Any, name: str, quarter: Quarter) -> Mapping[Cell, int]:
    period = quarter.period
    conditions = [day >= period.first, day <= period.last, Measure.walled.is_(False)]
    if name == "received":  # a case that was passed on was received once
        conditions.append(Measure.spell == FIRST_SPELL)
    rows = session.execute(
        select(Measure.unit, Measure.track, func.count()).where(*conditions).group_by(Measure.unit, Measure.track)
    )
    return {(unit, track): number for unit, track, number in rows}


def count_felt(session: Session, quarter: Quarter) -> Mapping[Cell, int]:
    """Complainants who said in the quarter how it went, by both of their answers."""
    period, both = quarter.period, (Measure.fairness_felt, Measure.outcome_felt)
    conditions = (Measure.answered >= period.first, Measure.answered <= period.last, Measure.walled.is_(False))
    rows = session.execute(select(*both, func.count()).where(*conditions).group_by(*both))
    return {(fairness, outcome): number for fairness, outcome, number in rows if fairness and outcome}


def answers_of(pack: Pack) -> tuple[list[str], list[str]]:
    """What can be answered about fairness, and about the outcome."""
    fairness, outcome = (list(pack.facts[name].options) for name in ANSWERS)
    return fairness, outcome


def grouped(counts: Mapping[Cell, int], pack: Pack) -> tuple[Group, ...]:
    """Head office and the subject that stands for nothing in particular come first: what is taken together stands there."""
    return divide(counts, offices_of(pack), subjects_of(pack), least=pack.indicators.least)


def offices_of(pack: Pack) -> list[str]:
    """Offices that lead cases, but for the integrity unit, all of whose cases are behind a wall."""
    house = pack.institution
    first = house.head_office
    apart = {first, house.integrity, house.duty}
    return [first, *(code for code in pack.units if code not in apart)]


def subjects_of(pack: Pack) -> list[str]:
    return list(reversed(list(pack.taxonomies["tracks"].labels)))


def in_json(groups: tuple[Group, ...]) -> list[dict[str, Any]]:
    return [{"cells": [list(cell) for cell in sorted(group.cells)], "count": group.count} for group in groups]
