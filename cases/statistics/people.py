"""Who complained, by what the pack asks of people: counted once a quarter from rows that nothing clear joins to a case."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import PublishedQuarter, Statistic
from cases.reports.periods import Period
from cases.reports.scopes import Scope, house_of, scope_of
from cases.statistics.quarters import Quarter, read_quarter
from cases.statistics.telling import Line, tell
from cases.viewer import Viewer
from workflows.facts import Kind

PEOPLE: Final = "people"
"""Where a frozen quarter keeps them, beside its published figures."""
OFFICES, WALLED = "offices", "walled"
NOT_SAID: Final = ""
"""Stands first, so that it takes small answers in where it is large itself."""
COUNTRY: Final = ""

Lines = Mapping[str, Sequence[Line]]
"""The lines of each question, by the fact that it asks for."""


def count_people(session: Session, quarter: Quarter, pack: Pack, offices: Sequence[str]) -> dict[str, Any]:
    """What is kept of a quarter: lines of the offices, and apart from them those of what is behind the wall (JSON-able)."""
    rows = session.execute(select(Statistic.unit, Statistic.facts).where(Statistic.quarter == quarter.name))
    by_unit: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for unit, facts in rows:
        by_unit[unit].append(facts)
    return {OFFICES: lines_of(by_unit, offices, pack), WALLED: lines_of(by_unit, (pack.institution.integrity,), pack)}


def lines_of(
    by_unit: Mapping[str, Sequence[Mapping[str, Any]]], units: Sequence[str], pack: Pack
) -> dict[str, list[dict[str, Any]]]:
    told, cases = {}, {unit: len(by_unit.get(unit, ())) for unit in units}
    for name in pack.indicators.people:
        fact = pack.facts[name]
        several = fact.kind is Kind.CHOICES
        answers = list(fact.options) if several else [NOT_SAID, *fact.options]
        counts = {
            unit: Counter(
                answer for facts in by_unit.get(unit, ()) for answer in given(facts.get(name), answers, several=several)
            )
            for unit in units
        }
        lines = tell(
            counts,
            answers,
            least=pack.indicators.least,
            office=pack.indicators.office,
            cases=cases if several else None,
        )
        told[name] = [{"offices": list(one.offices), "total": one.total, "alone": dict(one.alone)} for one in lines]
    return told


def given(answer: Any, answers: Sequence[str], *, several: bool) -> Iterable[str]:
    """The answers of one case to one question; what is no answer of today counts as not said."""
    if several:
        return set(answers).intersection(answer if isinstance(answer, list) else ())
    return (answer if answer in answers else NOT_SAID,)


class People(msgspec.Struct, frozen=True):
    """What is told of one question over whole quarters: of *total* cases so many gave each answer.

    Answers that are not there were too few in every quarter, or not given; a number is of the quarters in which it was large.
    """

    fact: str
    quarters: tuple[str, ...]
    silent: tuple[str, ...]
    """Quarters of which no answer may be told."""
    total: int
    alone: Mapping[str, int]


def read_people(session: Session, period: Period, *, pack: Pack, viewer: Viewer) -> Mapping[str, tuple[People, ...]]:
    """What is told of the frozen quarters that lie within *period*: by unit of the viewer's reports, and of the country (``""``).

    Raises: NotAllowed.
    """
    scope = scope_of(viewer, house_of(pack))
    return people_of(session, period, scope, pack)


def people_of(session: Session, period: Period, scope: Scope, pack: Pack) -> dict[str, tuple[People, ...]]:
    rows = session.scalars(select(PublishedQuarter).order_by(PublishedQuarter.quarter))
    kept = {
        row.quarter: lines_in(row.figures[PEOPLE][WALLED if scope.walled else OFFICES])
        for row in rows
        if PEOPLE in row.figures and within(read_quarter(row.quarter).period, period)
    }
    found = {unit: tuple(sum_up(name, kept, unit) for name in pack.indicators.people) for unit in scope.units}
    if scope.national:
        found[COUNTRY] = tuple(sum_up(name, kept, COUNTRY) for name in pack.indicators.people)
    return found


def within(quarter: Period, period: Period) -> bool:
    return period.first <= quarter.first and quarter.last <= period.last


def lines_in(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> Lines:
    return {
        name: [Line(tuple(one["offices"]), one["total"], one["alone"]) for one in lines] for name, lines in kept.items()
    }


def sum_up(name: str, kept: Mapping[str, Lines], unit: str) -> People:
    """The lines of *unit* alone, quarter by quarter; of the country, all of them."""
    told: list[str] = []
    alone: Counter[str] = Counter()
    total = 0
    for quarter, lines in kept.items():
        mine = [one for one in lines.get(name, ()) if unit == COUNTRY or one.offices == (unit,)]
        mine = [one for one in mine if one.alone]
        if mine:
            told.append(quarter)
        for one in mine:
            alone.update(one.alone)
            total += one.total
    return People(name, tuple(told), tuple(each for each in kept if each not in told), total, dict(alone))


def freeze_people(people: Sequence[People]) -> list[Any]:
    return [[one.fact, list(one.quarters), list(one.silent), one.total, dict(one.alone)] for one in people]


def thaw_people(kept: Sequence[Any]) -> tuple[People, ...]:
    return tuple(
        People(fact, tuple(quarters), tuple(silent), total, alone) for fact, quarters, silent, total, alone in kept
    )
