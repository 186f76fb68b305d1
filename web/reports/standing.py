"""Charts of units beside each other and of cases left lying, with their words in the page's language."""

from collections.abc import Mapping, Sequence

import msgspec

from cases.packs.jurisdiction import Pack
from cases.reports.charts import Paint
from cases.reports.concerned import STANDING, Concern
from cases.reports.heat import Heat, heat_table
from cases.reports.indicators import Measured
from cases.reports.lines import Multiples, small_multiples
from cases.reports.queries import MonthFigures
from cases.reports.standing import STANDING_BANDS, Standing
from web.i18n import N_, gettext, label, month
from web.reports.charting import words_of_step
from web.reports.mornings import BAND_WORDS, address_of
from web.reports.words import coded

STANDING_TITLE = N_("How long open cases have stood at their present stage")

UnitMonths = Mapping[str, Sequence[MonthFigures]]


class HeatShown(msgspec.Struct, frozen=True):
    """A heat table with its title, the key of its paints, and the same as a table."""

    title: str
    chart: Heat
    key: tuple[tuple[Paint, str], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    links: tuple[tuple[str, ...], ...] = ()
    """Where the numbers of each row lead."""


class MultiplesShown(msgspec.Struct, frozen=True):
    """Small multiples with their table. *units*: two rows of the table each, received and closed."""

    title: str
    units: tuple[str, ...]
    chart: Multiples
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def show_standing(standing: Standing, pack: Pack, *, unit: str | None = None) -> HeatShown:
    """Every track of the pack, also those without an open case.

    *unit*: whose cases these are, all units' where it is empty; None on paper, where numbers lead nowhere.
    """
    nothing = (0,) * len(STANDING_BANDS)
    tracks = [*pack.taxonomies["tracks"].terms, *sorted(set(standing) - set(pack.taxonomies["tracks"].terms))]
    bands = tuple(gettext(words) for words in BAND_WORDS)
    named = {coded(pack, "tracks", track): standing.get(track, nothing) for track in tracks}
    chart = heat_table(named, bands)
    nothing_paint, *paints = chart.paints
    key = [(paint, words_of_step(chart.steps, step, Measured.CASES)) for step, paint in enumerate(paints)]
    if not chart.steps or chart.steps[0] <= 1:
        key = key[1:]
    return HeatShown(
        gettext(STANDING_TITLE),
        chart,
        ((nothing_paint, gettext("no cases")), *key),
        (gettext("Track"), *bands),
        tuple((words, *numbers) for words, numbers in named.items()),
        () if unit is None else tuple(cells_of(track, unit) for track in tracks),
    )


def cells_of(track: str, unit: str) -> tuple[str, ...]:
    """Where the cells of a row lead."""
    return tuple(address_of(Concern(STANDING, code=track, band=band), unit) for band in range(len(STANDING_BANDS)))


def show_multiples(months: UnitMonths, pack: Pack) -> MultiplesShown:
    """A panel a unit, and a table of what each received and closed month by month."""
    names = {code: label(pack.units[code].name) for code in months}
    every = next(iter(months.values()), ())
    rows: list[tuple[str | int, ...]] = []
    for code, name in names.items():
        rows.append((f"{name}: {gettext('Cases received')}", *(each.received for each in months[code])))
        rows.append((f"{name}: {gettext('Cases closed')}", *(each.closed for each in months[code])))
    return MultiplesShown(
        gettext("Each unit's months"),
        tuple(names),
        small_multiples({code: (names[code], months[code]) for code in months}),
        (gettext("Unit"), *(month(each.month) for each in every)),
        tuple(rows),
    )
