"""The charts of a report, with their words in the page's language."""

from collections.abc import Mapping, Sequence

import msgspec

from cases.packs.jurisdiction import Pack
from cases.reports.charts import (
    AGES,
    Paint,
    Place,
    Strip,
    TileMap,
    funnel,
    paint_of_step,
    steps_of,
    strip,
    tile_map,
)
from cases.reports.figures import AGE_BANDS, Figures, Share
from cases.reports.indicators import Direction, Indicator, Measured
from cases.reports.lines import Lines, lines_by_month
from cases.reports.queries import Report
from cases.reports.values import plain, value_of
from web.i18n import decimal, gettext, label, percent, whole
from web.reports.words import AGE_WORDS, FUNNEL_WORDS, has_cases, in_words

SHARES = (0.5, 0.75, 0.9)
ON_THE_MAP = ("timeliness", "received", "open_at_end", "overdue", "days_median", "open_per_officer", "not_told")
"""Indicators that the tile map can show; the first is shown when none is asked for."""


class Charts(msgspec.Struct, frozen=True):
    """What every report draws."""

    months: Lines
    ages: Strip
    funnel: Strip
    age_paints: tuple[Paint, ...] = AGES
    stages: tuple[str, ...] = tuple(FUNNEL_WORDS)


class Map(msgspec.Struct, frozen=True):
    """The tile map of one indicator with its legend: a paint and what it stands for.

    *values*: in words, by unit; *listed*: units with cases behind their number.
    """

    indicator: Indicator
    tiles: TileMap
    legend: tuple[tuple[Paint, str], ...]
    values: Mapping[str, str]
    listed: frozenset[str]


def draw_charts(report: Report) -> Charts:
    figures = report.total
    return Charts(
        months=lines_by_month(report.months),
        ages=strip({str(band): figures.ages[band] for band in range(len(AGE_BANDS))}),
        funnel=funnel(dict(zip(FUNNEL_WORDS, stages(figures), strict=True))),
    )


def stages(figures: Figures) -> tuple[int, int, int, int]:
    return figures.received, figures.cohort_decided, figures.cohort_remedied, figures.cohort_verified


def draw_map(report: Report, indicator: Indicator, pack: Pack) -> Map:
    """Every unit that has a place on the map, painted by *indicator*."""
    values = {code: value_of(indicator.name, figures) for code, figures in report.units.items()}
    numbers = {code: plain(value) for code, value in values.items()}
    words = {code: in_words(value, indicator.unit) for code, value in values.items()}
    steps = SHARES if indicator.unit is Measured.SHARE else steps_of(numbers.values())
    up = indicator.direction is Direction.UP
    places = [
        Place(code, *unit.tile, unit.city, label(unit.name), words[code], numbers[code])
        for code, unit in pack.units.items()
        if unit.tile is not None and code in report.units
    ]
    legend = tuple(
        (paint_of_step(step, high_is_better=up), words_of_step(steps, step, indicator.unit))
        for step in range(len(steps) + 1)
    )
    listed = frozenset(code for code, value in values.items() if has_cases(value, indicator.unit))
    return Map(indicator, tile_map(places, steps, high_is_better=up), legend, words, listed)


def words_of_step(steps: Sequence[float], step: int, unit: Measured) -> str:
    """What the values of one paint are: below the first step, between two, or from the last on."""

    def number(value: float) -> str:
        if unit is Measured.SHARE:
            return percent(value)
        return whole(int(value)) if value == int(value) else decimal(value)

    if not steps:
        return gettext("no cases")
    if step == 0:
        return gettext("below %(number)s", number=number(steps[0]))
    if step == len(steps):
        return gettext("%(number)s and more", number=number(steps[-1]))
    return gettext("from %(low)s to below %(high)s", low=number(steps[step - 1]), high=number(steps[step]))


def age_rows(figures: Figures) -> list[tuple[str, int, str]]:
    """Age bands as a table says them: words, number, share."""
    whole_number = sum(figures.ages.values())
    shares = [Share(figures.ages[band], whole_number) for band in range(len(AGE_BANDS))]
    return [
        (gettext(words), share.part, in_words(share, Measured.SHARE))
        for words, share in zip(AGE_WORDS, shares, strict=True)
    ]


def funnel_rows(figures: Figures) -> list[tuple[str, int, str]]:
    """Stages of the funnel as a table says them: words, number, share of the received."""
    return [
        (gettext(words), number, in_words(Share(number, figures.received), Measured.SHARE))
        for words, number in zip(FUNNEL_WORDS.values(), stages(figures), strict=True)
    ]
