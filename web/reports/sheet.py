"""A report as rows of a sheet: one figure a row, so that programs and people read it alike."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from cases.packs.jurisdiction import Pack
from cases.reports.figures import AGE_BANDS, Figures, Share
from cases.reports.indicators import Indicator
from cases.reports.periods import Period
from cases.reports.queries import MonthFigures, Report
from cases.reports.sheets import Cell
from cases.reports.standing import Standing
from cases.reports.values import plain, value_of, valued
from cases.statistics.people import People
from web.i18n import N_, gettext, label, voice
from web.reports.asking import BODIES, FACILITIES
from web.reports.charting import stages
from web.reports.mornings import BAND_WORDS, STANDING_RULE
from web.reports.people import people_rows
from web.reports.standing import STANDING_TITLE
from web.reports.words import AGE_WORDS, FUNNEL_WORDS, UNIT_WORDS, coded, felt_words, ground_words

HEADS = (
    N_("Unit"), N_("Name of the unit"), N_("From day"), N_("To day"), N_("Track"), N_("Channel"), N_("Indicator"),
    N_("What it is called"), N_("Which part"), N_("Value"), N_("Counted"), N_("Out of"), N_("Measured in"),
    N_("How it is counted"), N_("Facility"), N_("Body complained of"),
)  # fmt: skip


def rows_of(
    report: Report,
    pack: Pack,
    *,
    unit: str = "",
    months: Mapping[str, Sequence[MonthFigures]] = MappingProxyType({}),
    standing: Mapping[str, Standing] = MappingProxyType({}),
    people: Mapping[str, Sequence[People]] = MappingProxyType({}),
) -> Iterator[list[Cell]]:
    """Heads, then every figure of the period and of the one beside it, unit by unit; then the months.

    *unit*: the one that the report is of; without it, the sum of all stands below the units, and *months* are of each. Then
    comes how long open cases have been *standing* at their stage, unit by unit, which is of the day that the sheet was asked for;
    and *people*, who complained, of the frozen quarters of the period.
    """
    yield [gettext(head) for head in HEADS]
    asked = report.asked
    everything = "" if unit else gettext("All units")
    periods = (
        (asked.period, report.units, report.total),
        (report.beside, report.units_beside, report.total_beside),
    )
    for period, units, total in periods:
        if period is None or total is None:
            continue
        for code, figures in units.items():
            yield from figure_rows([code, label(pack.units[code].name)], period, figures, report, pack)
        if everything:
            yield from figure_rows(["", everything], period, total, report, pack)
    head = [unit, label(pack.units[unit].name)] if unit else ["", everything]
    yield from month_rows(head, report.months, report, pack)
    for code, each in months.items():
        yield from month_rows([code, label(pack.units[code].name)], each, report, pack)
    for code, stood in standing.items():
        yield from standing_rows([code, label(pack.units[code].name)], stood, pack)
    yield from people_rows(people, pack)


def coded_filters(report: Report, pack: Pack) -> list[Cell]:
    return [coded(pack, "tracks", report.asked.track), coded(pack, "channels", report.asked.channel)]


def narrowed_to(report: Report, pack: Pack) -> list[Cell]:
    """The place and the body that the report was narrowed to."""
    chosen = ((FACILITIES, report.asked.facility), (BODIES, report.asked.body))
    return [label(pack.registers[register][code].label) if code else "" for register, code in chosen]


def figure_rows(
    whose: Sequence[Cell], period: Period, figures: Figures, report: Report, pack: Pack
) -> Iterator[list[Cell]]:
    head = [*whose, f"{period.first}", f"{period.last}", *coded_filters(report, pack)]
    for indicator, part, value in figures_of(figures, pack):
        share = value if isinstance(value, Share) else None
        yield [
            *head,
            indicator.name,
            label(indicator.label),
            part,
            plain(value),
            share.part if share else None,
            share.whole if share else None,
            gettext(UNIT_WORDS[indicator.unit]),
            label(indicator.formula),
            *narrowed_to(report, pack),
        ]


def month_rows(
    whose: Sequence[Cell], months: Sequence[MonthFigures], report: Report, pack: Pack
) -> Iterator[list[Cell]]:
    known, period = pack.indicators, report.asked.period
    for month in months:
        for name in ("received", "decided", "closed"):
            yield [
                *whose,
                f"{max(month.month, period.first)}",
                f"{min(month.last, period.last)}",
                *coded_filters(report, pack),
                name,
                label(known[name].label),
                f"{month.month:%Y-%m}",
                getattr(month, name),
                None,
                None,
                gettext(UNIT_WORDS["cases"]),
                label(known[name].formula),
                *narrowed_to(report, pack),
            ]


def standing_rows(whose: Sequence[Cell], standing: Standing, pack: Pack) -> Iterator[list[Cell]]:
    today = f"{voice().today}"
    for track, numbers in standing.items():
        for words, number in zip(BAND_WORDS, numbers, strict=True):
            yield [
                *whose, today, today, coded(pack, "tracks", track), "", "standing", gettext(STANDING_TITLE), gettext(words),
                number, None, None, gettext(UNIT_WORDS["cases"]), gettext(STANDING_RULE), "", "",
            ]  # fmt: skip


def figures_of(figures: Figures, pack: Pack) -> Iterator[tuple[Indicator, str, int | float | Share | None]]:
    """Every indicator with its value; distributions with one row a part."""
    known = pack.indicators
    for name in valued(known.by_name):
        yield known[name], "", value_of(name, figures)
    for band in range(len(AGE_BANDS)):
        yield known["ages"], gettext(AGE_WORDS[band]), figures.ages[band]
    for code, number in sorted(figures.outcomes.items()):
        yield known["outcomes"], coded(pack, "outcomes", code), number
    yield from parts_beside(figures, pack)
    for answers, number in sorted(figures.felt.items()):
        yield known["felt"], felt_words(pack, answers), number
    for words, number in zip(FUNNEL_WORDS.values(), stages(figures), strict=True):
        yield known["funnel"], gettext(words), number
    for kind, remedies in sorted(figures.remedies.items()):
        for name in ("recommended", "served", "due", "implemented", "verified", "overdue"):
            yield known[f"remedies_{name}"], coded(pack, "remedies", kind), getattr(remedies, name)


def parts_beside(figures: Figures, pack: Pack) -> Iterator[tuple[Indicator, str, int]]:
    """Why cases were not admitted, and by what means persons were held to account."""
    known = pack.indicators
    for code, number in sorted(figures.grounds.items()):
        yield known["refusals"], ground_words(pack, code), number
    for (what, sanction), number in sorted(figures.people.items()):
        if sanction:
            yield known[f"persons_{what}"], coded(pack, "sanctions", sanction), number
