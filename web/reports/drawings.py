"""Charts drawn once for pages and papers: the picture, its legend, and the table beside it, in the page's language."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from cases.packs.jurisdiction import Pack
from cases.reports.charts import AGES, CAME, WENT, Paint, bars, columns_by_month, funnel, strip
from cases.reports.documents.outside import stages_outside
from cases.reports.documents.reading import Kept
from cases.reports.figures import AGE_BANDS
from cases.reports.lines import MULTIPLIED, STROKES, Stroke, lines_by_month
from web.i18n import gettext, label, month, whole
from web.reports.charting import age_rows, funnel_rows, stages
from web.reports.standing import show_multiples, show_standing
from web.reports.words import FUNNEL_WORDS

Row = Sequence[str | int]
TITLE: Final = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


class Drawing(msgspec.Struct, frozen=True):
    """One chart. *alt*: what it shows, in words; *legend*: samples of its paints with their words."""

    title: str
    svg: Markup
    alt: str
    legend: tuple[tuple[Markup, str], ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    formula: str


class Pen:
    """Draws with the templates that pages draw with."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def draw(self, chart: str, name: str, *args: Any) -> Markup:
        """The macro *name* of a chart's template, as one line of SVG."""
        module: Any = self._environment.get_template(f"reports/charts/{chart}.html").module
        return Markup(" ".join(str(getattr(module, name)(*args)).split("\n")))  # noqa: S704 - drawn by an escaping template

    def legend(self, chart: str, entries: Sequence[tuple[Paint, str]]) -> tuple[tuple[Markup, str], ...]:
        return tuple(
            (self.draw("frame", "swatch", f"{chart}-key{number}", paint), words)
            for number, (paint, words) in enumerate(entries, 1)
        )

    def strokes(self, entries: Iterable[tuple[Stroke, str]]) -> tuple[tuple[Markup, str], ...]:
        """The same for lines."""
        return tuple((self.draw("lines", "stroke_sample", stroke), words) for stroke, words in entries)


def draw(pen: Pen, chart: str, kept: Kept, *, number: int) -> Drawing | None:
    """The chart called *chart* of a kept report; None where nothing of it may be told. *number* keeps its ids apart."""
    return DRAWN[chart](pen, f"{chart}{number}", kept)


def made(
    title: str,
    svg: Markup,
    *,
    heads: tuple[str, ...],
    rows: Sequence[Row],
    legend: tuple[tuple[Markup, str], ...] = (),
    formula: str = "",
) -> Drawing:
    found = TITLE.search(svg)
    alt = Markup(found[1]).unescape() if found else title  # noqa: S704 - only to take escapes out
    return Drawing(title, svg, f"{title}. {alt}", legend, heads, tuple(rows), formula)


def months(pen: Pen, key: str, kept: Kept) -> Drawing:
    title, shown = gettext("Cases received and closed by month"), kept.numbers.months
    svg = pen.draw("columns", "columns_svg", key, title, columns_by_month(shown), shown)
    legend = pen.legend(key, [(CAME, gettext("Cases received")), (WENT, gettext("Cases closed"))])
    heads = (gettext("Calendar month"), gettext("Cases received"), gettext("Cases decided"), gettext("Cases closed"))
    rows = [(month(each.month), each.received, each.decided, each.closed) for each in shown]
    return made(title, svg, heads=heads, rows=rows, legend=legend)


def lines(pen: Pen, key: str, kept: Kept) -> Drawing:
    title, shown = gettext("Cases by month"), kept.numbers.months
    chart = lines_by_month(shown)
    svg = pen.draw("lines", "lines_svg", key, title, chart, shown)
    names = (gettext("Cases received"), gettext("Cases decided"), gettext("Cases closed"))
    legend = pen.strokes(zip((line.stroke for line in chart.lines), names, strict=True))
    rows = [(month(each.month), each.received, each.decided, each.closed) for each in shown]
    return made(title, svg, heads=(gettext("Calendar month"), *names), rows=rows, legend=legend)


def standing(pen: Pen, key: str, kept: Kept) -> Drawing:
    shown = show_standing(kept.numbers.standing, kept.pack)
    svg = pen.draw("heat", "heat_svg", key, shown.title, shown.chart)
    formula = gettext("Open cases on the day the report was made, by the days since their stage began.")
    return made(
        shown.title, svg, heads=shown.heads, rows=shown.rows, legend=pen.legend(key, shown.key), formula=formula
    )


def multiples(pen: Pen, key: str, kept: Kept) -> Drawing:
    """Beside it stand sums: twelve months of each unit are too wide for a page."""
    shown = show_multiples(kept.numbers.unit_months, kept.pack)
    svg = pen.draw("multiples", "multiples_svg", key, shown.title, shown.chart)
    names = (gettext("Cases received"), gettext("Cases closed"))
    legend = pen.strokes(zip((STROKES[name] for name in MULTIPLIED), names, strict=True))
    rows = [
        (label(kept.pack.units[unit].name), sum(each.received for each in months), sum(each.closed for each in months))
        for unit, months in kept.numbers.unit_months.items()
    ]
    formula = gettext(
        "Twelve months up to the end of the period. All on one scale. The number is the greatest month of each."
    )
    return made(shown.title, svg, heads=(gettext("Unit"), *names), rows=rows, legend=legend, formula=formula)


def ages(pen: Pen, key: str, kept: Kept) -> Drawing:
    rows, indicator = age_rows(kept.numbers.figures), kept.pack.indicators["ages"]
    title = label(indicator.label)
    figure = strip({str(band): kept.numbers.figures.ages[band] for band in range(len(AGE_BANDS))})
    svg = pen.draw("strip", "strip_svg", key, title, figure, rows, AGES)
    entries = [(paint, f"{words}: {whole(count)}") for paint, (words, count, _) in zip(AGES, rows, strict=True)]
    heads = (gettext("Time since receipt"), gettext("Cases"), gettext("Share of all"))
    legend = pen.legend(key, entries)
    return made(title, svg, heads=heads, rows=rows, legend=legend, formula=label(indicator.formula))


def the_funnel(pen: Pen, key: str, kept: Kept) -> Drawing | None:
    figures, known = kept.numbers.figures, kept.pack.indicators
    numbers = stages(figures)
    if kept.plan.outside and not stages_outside(numbers, least=known.least):
        return None
    title, rows = label(known["funnel"].label), funnel_rows(figures)
    chart = funnel(dict(zip(FUNNEL_WORDS, numbers, strict=True)))
    svg = pen.draw("funnel", "funnel_svg", key, title, chart, rows, AGES)
    heads = (gettext("Step of the way"), gettext("Cases"), gettext("Of the received"))
    return made(title, svg, heads=heads, rows=rows, formula=label(known["funnel"].formula))


def units(pen: Pen, key: str, kept: Kept) -> Drawing | None:
    """Offices by what the published quarters say of each; where they say nothing of one alone, it has no bar."""
    received = kept.numbers.units.get("received", {})
    if not received:
        return None
    pack, known = kept.pack, kept.pack.indicators
    names = {code: label(pack.units[code].name) for code in pack.units if code in received}
    title = gettext("Cases received, by office")
    chart = bars({code: (name, received[code]) for code, name in names.items()})
    svg = pen.draw("bars", "bars_svg", key, title, chart)
    decided = kept.numbers.units.get("decided", {})
    heads = (gettext("Unit"), gettext("Cases received"), gettext("Cases decided"))
    rows: list[Row] = [(name, received[code], decided.get(code, NOT_ALONE)) for code, name in names.items()]
    told = kept.numbers.told
    rest = {
        name: (told.get(name) or 0) - sum(kept.numbers.units.get(name, {}).values()) for name in ("received", "decided")
    }
    if len(names) < len(offices(pack)) or any(rest.values()):
        shown = [rest[name] if told.get(name) is not None else NOT_ALONE for name in ("received", "decided")]
        rows.append((gettext("Offices told together"), *shown))
    return made(title, svg, heads=heads, rows=rows, formula=label(known["received"].formula))


NOT_ALONE: Final = "–"


def offices(pack: Pack) -> tuple[str, ...]:
    apart = {pack.institution.integrity, pack.institution.duty}
    return tuple(code for code in pack.units if code not in apart)


DRAWN: Final[Mapping[str, Callable[[Pen, str, Kept], Drawing | None]]] = {
    "months": months, "lines": lines, "ages": ages, "standing": standing, "funnel": the_funnel, "units": units,
    "multiples": multiples,
}  # fmt: skip
"""By the names that plans use."""
