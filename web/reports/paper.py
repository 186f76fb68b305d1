"""A kept report in words: one reading of it for the page, the tables and the paper, so that they cannot differ."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from cases.reports.documents.outside import change_outside, told_outside
from cases.reports.documents.plan import PEOPLE
from cases.reports.documents.reading import Erratum, Kept, Numbers
from cases.reports.figures import Share
from cases.reports.indicators import Indicator
from cases.reports.sheets import Cell
from cases.reports.values import Value, value_of
from web.i18n import day, gettext, label, percent, voice, whole
from web.reports.drawings import Drawing, Pen, draw
from web.reports.fulfilled import table_of
from web.reports.people import printed_tables
from web.reports.tables import Table
from web.reports.words import NOTHING, change, few, in_words, note


class Line(msgspec.Struct, frozen=True):
    """A figure of a report. *before* and *change*: what the last report said, and how much more or less it is now."""

    name: str
    label: str
    value: str
    note: str
    before: str
    change: str
    formula: str
    hidden: bool
    """Whether there is a value that may not be told."""
    plain: Value
    """The number itself, for tables; None where there is none, or none that may be told."""


class Part(msgspec.Struct, frozen=True):
    heading: str
    lines: tuple[Line, ...]
    charts: tuple[Drawing, ...]
    tables: tuple[Table, ...]


class Paper(msgspec.Struct, frozen=True):
    """Everything that a kept report says, in the page's language."""

    title: str
    institution: str
    unit: str
    opening: str
    about: str
    parts: tuple[Part, ...]
    corrections: tuple[Table, ...]
    """What is counted otherwise since, in this report and in the one before it; empty tables are left out."""


def write_paper(kept: Kept, pen: Pen) -> Paper:
    plan, pack = kept.plan, kept.pack
    unit = pack.units[kept.unit] if kept.unit else None
    named = label(unit.name) if unit else gettext("All units")
    span = {"unit": named, "first": day(kept.numbers.period.first), "last": day(kept.numbers.period.last)}
    parts = []
    for number, part in enumerate(plan.parts, 1):
        drawn = [draw(pen, chart, kept, number=number) for chart in part.charts]
        lines = tuple(write_line(pack.indicators[name], kept) for name in part.figures)
        tables = tuple(table for name in part.tables for table in tables_of(name, kept))
        parts.append(Part(label(part.heading), lines, tuple(one for one in drawn if one is not None), tables))
    return Paper(
        title=label(plan.title),
        institution=label(pack.institution.name),
        unit=named,
        opening=filled(label(plan.opening), span),
        about=about(kept),
        parts=tuple(parts),
        corrections=tuple(
            table
            for table in (
                corrections(kept.errata, kept, gettext("Counted otherwise since")),
                corrections(kept.last_errata, kept, gettext("Put right in the report before")),
            )
            if table.rows
        ),
    )


def tables_of(name: str, kept: Kept) -> Sequence[Table]:
    """The tables that a report calls *name*: of who complained, one a question."""
    if name == PEOPLE:
        return printed_tables(kept.numbers.people, kept.pack)
    return (table_of(name, kept.numbers.fulfilled, kept.pack, outside=kept.plan.outside),)


def corrections(errata: Sequence[Erratum], kept: Kept, title: str) -> Table:
    """Figures as they were printed and as they are counted today. For outside, no small number and none that follows."""
    known, least = kept.pack.indicators, kept.pack.indicators.least
    rows = []
    for one in errata:
        indicator = known.by_name.get(one.indicator)
        if indicator is None:
            continue
        outside = kept.plan.outside
        told = not outside or (
            one.indicator not in kept.numbers.told and change_outside(one.before, one.now, least=least)
        )
        was, now = (
            written(value, indicator, outside=outside) if told else gettext("not told: too few")
            for value in (one.before, one.now)
        )
        rows.append((label(indicator.label), was, now, day(one.found_at)))
    heads = (gettext("Figure"), gettext("Was"), gettext("Is now"), gettext("Seen on"))
    about = gettext("The report stays as it was made. These figures of its period are others today.")
    return Table("corrections", title, about, heads, tuple(rows))


def filled(words: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        words = words.replace("{" + name + "}", value)
    return words


def about(kept: Kept) -> str:
    """When it was made, and with what it compares."""
    made = gettext("Made on %(day)s from the figures of that day.", day=day(kept.made_at))
    made += " " + gettext("Its definitions are frozen with it: %(mark)s.", mark=kept.pack.hash[:12])
    if kept.last is None:
        return made + " " + gettext("It is the first of its kind, so there is nothing to compare it with.")
    span = kept.last.period
    before = gettext("The last report covered %(first)s – %(last)s.", first=day(span.first), last=day(span.last))
    return f"{made} {before}"


def write_line(indicator: Indicator, kept: Kept) -> Line:
    value, hidden = told(indicator, kept.numbers, kept)
    before, before_hidden = told(indicator, kept.last, kept) if kept.last else (None, False)
    few_words = gettext("not told: too few cases")
    outside = kept.plan.outside
    return Line(
        name=indicator.name,
        label=label(indicator.label),
        value=few_words if hidden else written(value, indicator, outside=outside),
        note="" if outside or hidden else ", ".join(each for each in (note(value), few(value)) if each),
        before="" if kept.last is None else few_words if before_hidden else written(before, indicator, outside=outside),
        change="" if outside else change(value, before, indicator.unit),
        formula=label(indicator.formula),
        hidden=hidden,
        plain=value,
    )


def told(indicator: Indicator, numbers: Numbers, kept: Kept) -> tuple[Value, bool]:
    """The value, and whether one is held back. What is published by quarters is told as their sum, inside and outside."""
    if not kept.plan.outside:
        return value_of(indicator.name, numbers.figures), False
    if indicator.name in numbers.told:
        published = numbers.told[indicator.name]
        return published, published is None
    return told_outside(indicator, numbers.figures, least=kept.pack.indicators.least)


def written(value: Value, indicator: Indicator, *, outside: bool) -> str:
    """Outside, a share is told in whole per cent: with more digits its parts could be counted."""
    if outside and isinstance(value, Share):
        return NOTHING if value.value is None else percent(round(value.value, 2))
    return in_words(value, indicator.unit)


def for_typst(paper: Paper, kept: Kept) -> dict[str, Any]:
    """What the layout of the pack is handed (JSON-able)."""
    data: dict[str, Any] = msgspec.to_builtins(paper, enc_hook=str)
    for part in data["parts"]:
        for line in part["lines"]:
            del line["plain"]
        for table in part["tables"]:
            table["rows"] = [[in_cell(cell) for cell in row] for row in table["rows"]]
        for chart in part["charts"]:
            chart["svg"] = alone(chart["svg"])
            chart["legend"] = [[alone(sample), words] for sample, words in chart["legend"]]
            chart["rows"] = [[in_cell(cell) for cell in row] for row in chart["rows"]]
    return data | {
        "language": voice().language,
        "day": kept.made_at.astimezone(voice().zone).date().isoformat(),
        "foot": f"{paper.title}. {paper.unit}",
        "heads": [gettext("Figure"), gettext("Value"), gettext("Last report"), gettext("How it is counted")],
        "compared": kept.last is not None,
        "nothing": gettext("None in this period."),
    }


def in_cell(cell: Cell) -> Cell:
    """A number as the page's language writes it; words as they are."""
    return whole(cell) if isinstance(cell, int) else cell


def alone(svg: str) -> str:
    """An SVG as a file of its own: in a page it needs no name of its language."""
    return str(svg).strip().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
