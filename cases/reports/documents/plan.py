"""Which reports are made without being asked for: how often, of whom, for whom, and what is in them. Data of the pack."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec

from cases.reports.indicators import Indicator
from cases.reports.values import valued
from workflows.faults import Fault, Faults
from workflows.names import Label
from workflows.reading import Section

LAYOUT: Final = "reports/report.typ"
"""The file of a pack that reports are drawn by."""
CHARTS: Final = ("months", "lines", "ages", "standing", "funnel", "units", "multiples")
OUTSIDE: Final = frozenset({"funnel", "units"})
"""Charts that can leave the house: of the others, one hidden number could be found from the shown ones."""
OF_COUNTRY: Final = frozenset({"units", "multiples"})
PEOPLE: Final = "people"
"""Table of any report: who complained, of the frozen quarters of the twelve months up to its end."""
TABLES: Final = (PEOPLE, "recommendations", "proposals")
"""Tables of a report about the country, beside one for each document of `principles.yaml`."""


class Every(StrEnum):
    """How long a report's period is: a week from Monday, a quarter, a year."""

    WEEK = "week"
    QUARTER = "quarter"
    YEAR = "year"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with figures, charts and tables below it."""

    heading: Label
    figures: tuple[str, ...]
    charts: tuple[str, ...]
    tables: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A report. *outside*: it is for readers outside the institution, so that no small number may stand in it."""

    name: str
    every: Every
    settles: int
    """Days after the period's end until it is made."""
    by_unit: bool
    outside: bool
    title: Label
    opening: Label
    parts: tuple[Part, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.figures)

    @property
    def charts(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.charts)

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.tables)


def read_plans(
    data: Any, languages: Sequence[str], *, indicators: Mapping[str, Indicator], standards: Collection[str] = ()
) -> tuple[Plan, ...]:
    """All reports of a pack, whose *indicators* and *standards* they may show. Raises: Faults."""
    faults: list[Fault] = []
    file = Section(data, faults, (), languages)
    known = valued(indicators)
    plans = [read_plan(item, known, (*standards, *TABLES)) for item in file.items("reports")]
    file.close()
    names = [plan.name for plan in plans]
    for name in {name for name in names if names.count(name) > 1}:
        file.fault(f"{name} is here twice", "reports")
    if faults:
        raise Faults(faults)
    return tuple(plans)


def read_plan(item: Section, known: Collection[str], tables: Collection[str]) -> Plan:
    by_unit = item.word("about", ("unit", "country"), "part of the institution") == "unit"
    outside = item.flag("outside")
    charts = [name for name in CHARTS if (name in OUTSIDE or not outside) and not (name in OF_COUNTRY and by_unit)]
    plan = Plan(
        name=item.name("report"),
        every=Every(item.word("every", list(Every), "span of time", default="week")),
        settles=item.whole("settles", default=0) or 0,
        by_unit=by_unit,
        outside=outside,
        title=item.label("title"),
        opening=item.label("opening"),
        parts=tuple(read_part(part, known, charts, (PEOPLE,) if by_unit else tables) for part in item.items("parts")),
    )
    item.close()
    if outside and by_unit:
        item.fault("what leaves the house is of the whole country: the others could be found by subtraction", "outside")
    if not plan.parts:
        item.fault("parts are missing")
    return plan


def read_part(part: Section, known: Collection[str], charts: Collection[str], tables: Collection[str]) -> Part:
    found = Part(
        heading=part.label("heading"),
        figures=part.words("figures", known, "indicator"),
        charts=part.words("charts", charts, "chart of such a report"),
        tables=part.words("tables", tables, "table of such a report"),
    )
    part.close()
    return found
