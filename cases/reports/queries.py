"""The figures of a report: a constant number of statements, whatever the number of units and cases."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cases.reports import remedied
from cases.reports.beside import count_beside
from cases.reports.figures import AGE_BANDS, Figures, Histogram, RemedyFigures, add_up
from cases.reports.periods import DAY, Compare, Period, add_months, today
from cases.reports.scopes import House, scope_of
from cases.reports.statements import Statements
from cases.reports.tallied import Sums, figures_of, read_sums
from cases.viewer import Viewer

HANDLING = frozenset({"caseworker", "intake", "representative"})
"""Roles whose holders carry cases: the officers among whom a unit's work is divided."""
CAME_AND_WENT = ("received", "decided", "closed")
"""What months are told of."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is asked for. Empty `units`: all that the viewer may see; an empty code: every one."""

    period: Period
    units: frozenset[str] = frozenset()
    track: str = ""
    channel: str = ""
    facility: str = ""
    body: str = ""
    """Complained of."""
    compare: Compare = Compare.NOTHING


class MonthFigures(msgspec.Struct, frozen=True):
    """What came and went in a calendar month, as far as the period covers it."""

    month: date
    """Its first day."""
    received: int = 0
    decided: int = 0
    closed: int = 0

    @property
    def last(self) -> date:
        """Its last day."""
        return add_months(self.month, 1) - DAY


class Report(msgspec.Struct, frozen=True):
    """All that a report page, a sheet or a letter says; `total` is the sum of `units`, never a count of its own."""

    asked: Asked
    units: Mapping[str, Figures]
    total: Figures
    months: tuple[MonthFigures, ...]
    beside: Period | None
    units_beside: Mapping[str, Figures]
    total_beside: Figures | None


def read_report(session: Session, asked: Asked, *, house: House, viewer: Viewer, at: datetime) -> Report:
    """The figures asked for at the instant *at*: every unit of the viewer's scope, with zeros where nothing happened.

    Run it through `database.read`. Raises: NotAllowed for units that the viewer may not see.
    """
    statements = statements_of(asked, house=house, viewer=viewer, at=at)
    beside = asked.period.beside(asked.compare)
    sums = read_sums(session, statements)
    found = count_units(session, statements, sums)
    compared = count_beside_period(session, statements, beside) if beside else {}
    return Report(
        asked=asked,
        units=found,
        total=add_all(found, house),
        months=count_months(session, statements, sums),
        beside=beside,
        units_beside=compared,
        total_beside=add_all(compared, house) if beside else None,
    )


def statements_of(asked: Asked, *, house: House, viewer: Viewer, at: datetime) -> Statements:
    """The statements behind what is asked. Raises: NotAllowed."""
    scope = scope_of(viewer, house)
    return Statements(
        period=asked.period, units=scope.narrow(asked.units), scope=scope, house=house, now=today(at, house.zone),
        track=asked.track, channel=asked.channel, facility=asked.facility, body=asked.body,
    )  # fmt: skip


def count_beside_period(session: Session, statements: Statements, beside: Period) -> dict[str, Figures]:
    """As `count_units`, of the period that this one is compared with."""
    compared = replace(statements, period=beside)
    return count_units(session, compared, read_sums(session, compared))


def count_units(session: Session, statements: Statements, sums: Mapping[str, Sums] | None) -> dict[str, Figures]:
    """Figures of each unit for one period, in at most thirteen statements. *sums*: what `read_sums` gives for it."""
    counted = (
        count_cases(session, statements)
        if sums is None
        else {unit: figures_of(one, statements) for unit, one in sums.items()}
    )
    for unit, of_unit in count_remedies(session, statements, sums).items():
        counted[unit]["remedies"] = of_unit
    for unit, roles in session.execute(statements.officers()):
        counted[unit]["officers"] = counted[unit].get("officers", 0) + bool(HANDLING & set(roles))
    if sums is None:
        for unit, ground, number in session.execute(statements.refusals()):
            counted[unit].setdefault("grounds", Counter())[ground or ""] += number
    for unit, numbers in count_beside(session, statements, sums).items():
        counted[unit] |= numbers
    return {unit: with_meaning(unit, Figures(**numbers), statements.house) for unit, numbers in counted.items()}


def count_remedies(
    session: Session, statements: Statements, sums: Mapping[str, Sums] | None
) -> dict[str, dict[str, RemedyFigures]]:
    """By unit and kind; those of no unit, and units of none, are not there."""
    found: dict[str, dict[str, RemedyFigures]] = {}
    if sums is not None:
        implemented = statements.house.implemented
        for unit, one in sums.items():
            by_kind = remedied.figures_of(one.by_name(remedied.REMEDY), now=statements.now, implemented=implemented)
            if by_kind:
                found[unit] = by_kind
        return found
    for row in session.execute(statements.remedies()).mappings():
        numbers = dict(row)
        unit, kind = numbers.pop("home"), numbers.pop("kind")
        found.setdefault(unit, {})[kind] = RemedyFigures(**numbers)
    return found


def count_cases(session: Session, statements: Statements) -> dict[str, dict[str, Any]]:
    """By unit what `Figures` says of its cases, counted from their rows: the same as `figures_of` reads from sums."""
    counted: dict[str, dict[str, Any]] = {unit: {} for unit in statements.units}
    for row in session.execute(statements.counts()).mappings():
        numbers = dict(row)
        ages = {band: numbers.pop(f"age_{band}") for band in range(len(AGE_BANDS))}
        counted[numbers.pop("home")] |= numbers | {
            "ages": Counter({band: number for band, number in ages.items() if number})
        }
    for unit, since, number in session.execute(statements.open_since()):
        counted[unit].setdefault("open_days", Histogram())[(statements.end - since).days] += number
    for name, histogram in (("days", statements.days()), ("minutes", statements.minutes())):
        for unit, value, number in session.execute(histogram):
            counted[unit].setdefault(name, Histogram())[value] = number
    for unit, outcome, number in session.execute(statements.outcomes()):
        counted[unit].setdefault("outcomes", Counter())[outcome] = number
    for unit, fairness, outcome, number in session.execute(statements.felt()):
        counted[unit].setdefault("felt", Counter())[fairness, outcome] = number
    return counted


def with_meaning(unit: str, figures: Figures, house: House) -> Figures:
    """*figures* with what its codes mean: decisions on the merits, violations found, complainants who are content."""
    outcomes = figures.outcomes
    first, second, third = house.weights
    ordinary = figures.open_at_end - figures.open_u1 - figures.open_u2
    return msgspec.structs.replace(
        figures,
        refused=sum(outcomes[code] for code in house.inadmissible),
        load=first * figures.open_u1 + second * figures.open_u2 + third * ordinary,
        merits=sum(outcomes[code] for code in house.merits),
        found=sum(outcomes[code] for code in house.found),
        fair=sum(number for (fairness, _), number in figures.felt.items() if fairness in house.fair),
        population=house.populations.get(unit, 0),
        uncounted=int(unit in house.regions and unit not in house.populations),
        content=sum(number for (_, outcome), number in figures.felt.items() if outcome in house.content),
    )


def add_all(units: Mapping[str, Figures], house: House) -> Figures:
    """All *units* together; of all regions that is the country, whose number of people may be known where a region's is not."""
    total = add_up(units.values())
    if house.population is None or not house.regions <= units.keys():
        return total
    return msgspec.structs.replace(total, population=house.population, uncounted=0)


def count_months(session: Session, statements: Statements, sums: Mapping[str, Sums] | None) -> tuple[MonthFigures, ...]:
    """What came and went by calendar month, in one statement or from *sums*; months without anything are there too."""
    months: dict[date, Counter[str]] = {month: Counter() for month in statements.period.months()}
    if sums is None:
        for what, day, number in session.execute(statements.by_day()):
            months[day.replace(day=1)][what] += number
    for one in (sums or {}).values():
        for month, counter in months.items():
            counter.update(one.in_month(month, CAME_AND_WENT))
    return tuple(MonthFigures(month, **counter) for month, counter in months.items())
