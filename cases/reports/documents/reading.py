"""Kept reports as pages and papers are given them: which there are, and one with the one before it and its errata."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.records import KeptReport, ReportErratum
from cases.reports.documents.frozen import thaw, thaw_value
from cases.reports.documents.making import COUNTRY, STANDING, UNIT_MONTHS
from cases.reports.documents.plan import PEOPLE, Plan
from cases.reports.documents.told import TOLD, UNITS
from cases.reports.figures import Figures
from cases.reports.periods import Period
from cases.reports.principles.frozen import FULFILLED, thaw_fulfilled
from cases.reports.principles.reading import Fulfilled
from cases.reports.queries import MonthFigures
from cases.reports.scopes import House, scope_of
from cases.reports.standing import Standing
from cases.reports.values import Value
from cases.statistics.people import People, thaw_people
from cases.viewer import Viewer

MOST = 200
"""Reports that a list shows, the newest first."""


class Listed(msgspec.Struct, frozen=True):
    """A line of the list. *unit*: empty for the country."""

    id: int
    report: str
    unit: str
    period: Period
    made_at: datetime


class Erratum(msgspec.Struct, frozen=True):
    indicator: str
    before: Value
    now: Value
    found_at: datetime


class Numbers(msgspec.Struct, frozen=True):
    """What is kept of one period."""

    period: Period
    figures: Figures
    months: tuple[MonthFigures, ...]
    told: Mapping[str, int | None]
    """Of a report for outside: sums of published quarters."""
    units: Mapping[str, Mapping[str, int]]
    standing: Standing
    """Open cases when the report was made, by track and time at their stage."""
    unit_months: Mapping[str, tuple[MonthFigures, ...]]
    """Of a report about the country: the twelve months up to its end, unit by unit."""
    fulfilled: Fulfilled
    """Of a report with tables of what is asked of us."""
    people: tuple[People, ...]
    """Of a report that tells who complained."""


class Kept(msgspec.Struct, frozen=True):
    """One report, with the pack whose words and definitions it has."""

    id: int
    unit: str
    plan: Plan
    pack: Pack
    made_at: datetime
    numbers: Numbers
    last: Numbers | None
    """The same report of the period before, if there was one."""
    errata: tuple[Erratum, ...]
    last_errata: tuple[Erratum, ...]
    """Of the report before: what was printed there is put right here."""


def list_kept(session: Session, *, house: House, viewer: Viewer) -> tuple[Listed, ...]:
    """Reports of the viewer's own scope. Raises: NotAllowed."""
    rows = session.scalars(
        select(KeptReport)
        .where(KeptReport.unit.in_(readable(house, viewer)))
        .order_by(KeptReport.last.desc(), KeptReport.report, KeptReport.unit)
        .limit(MOST)
    )
    return tuple(Listed(row.id, row.report, row.unit, Period(row.first, row.last), row.made_at) for row in rows)


def readable(house: House, viewer: Viewer) -> tuple[str, ...]:
    """Whose reports the viewer reads: the integrity unit none, for no walled case is in them, and head office the country's."""
    scope = scope_of(viewer, house)
    if scope.walled:
        return ()
    return (*scope.units, COUNTRY) if scope.national else scope.units


def read_kept(session: Session, report: int, *, house: House, pack: Pack, viewer: Viewer) -> Kept | None:
    """One report, None where there is none that the viewer may read. Raises: NotAllowed; PackFault for a damaged pack."""
    row = session.get(KeptReport, report)
    if row is None or row.unit not in readable(house, viewer):
        return None
    theirs = pack_of(session, row, pack)
    plan = next((plan for plan in theirs.reports if plan.name == row.report), None)
    if plan is None:
        return None
    before = session.scalars(
        select(KeptReport)
        .where(KeptReport.report == row.report, KeptReport.unit == row.unit, KeptReport.first < row.first)
        .order_by(KeptReport.first.desc())
        .limit(1)
    ).first()
    return Kept(
        id=row.id,
        unit=row.unit,
        plan=plan,
        pack=theirs,
        made_at=row.made_at,
        numbers=numbers_of(row),
        last=numbers_of(before) if before else None,
        errata=errata_of(session, row),
        last_errata=errata_of(session, before) if before else (),
    )


def errata_of(session: Session, row: KeptReport) -> tuple[Erratum, ...]:
    """What is counted otherwise since, in the order it was found."""
    found = session.scalars(
        select(ReportErratum)
        .where(ReportErratum.report_id == row.id)
        .order_by(ReportErratum.found_at, ReportErratum.id)
    )
    return tuple(
        Erratum(one.indicator, thaw_value(one.numbers["before"]), thaw_value(one.numbers["now"]), one.found_at)
        for one in found
    )


def pack_of(session: Session, row: KeptReport, pack: Pack) -> Pack:
    """The pack that the report was made by: its definitions are frozen with the numbers."""
    if row.pack == pack.hash:
        return pack
    stored = session.get(records.Pack, row.pack)
    return load_stored(stored.files) if stored else pack


def numbers_of(row: KeptReport) -> Numbers:
    return Numbers(
        period=Period(row.first, row.last),
        figures=thaw(row.numbers["figures"]),
        months=months_in(row.numbers["months"]),
        told=row.numbers.get(TOLD, {}),
        units=row.numbers.get(UNITS, {}),
        standing={track: tuple(bands) for track, bands in row.numbers.get(STANDING, {}).items()},
        unit_months={unit: months_in(each) for unit, each in row.numbers.get(UNIT_MONTHS, {}).items()},
        fulfilled=thaw_fulfilled(row.numbers.get(FULFILLED, {})),
        people=thaw_people(row.numbers.get(PEOPLE, [])),
    )


def months_in(kept: Sequence[Sequence[Any]]) -> tuple[MonthFigures, ...]:
    return tuple(MonthFigures(date.fromisoformat(month), *counts) for month, *counts in kept)
