"""One unit's dashboard, and the same as a table."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.concerns import read_concerns
from cases.reports.periods import today
from cases.reports.queries import Report, read_report
from cases.reports.scopes import house_of, scope_of
from cases.reports.standing import Standing, count_standing
from cases.statistics.people import People, read_people
from cases.viewer import Officer
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.reports.asking import COMPARE_WORDS, PRESET_WORDS, presets, read_question
from web.reports.behind import way_to_cases, ways_of
from web.reports.charting import age_rows, draw_charts, funnel_rows
from web.reports.downloads import ending_of, send_table
from web.reports.mornings import concern_words
from web.reports.people import people_tables
from web.reports.sheet import rows_of
from web.reports.standing import show_standing
from web.reports.words import coded, ground_words, show_groups
from web.security import Access


@get("/reports/units/{code:str}", access=Access.REPORTS, sync_to_thread=True)
def show_unit(
    request: Request,  # type: ignore[type-arg]
    *,
    code: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page | Stream:
    """The unit's page; its table where the address ends in `.csv` or `.xlsx`."""
    ending = ending_of(code)
    unit = code.removesuffix(ending)
    if unit not in pack.units:
        raise NotFoundException
    house = house_of(pack)
    day = today(now, house.zone)
    question = read_question(request.query_params, pack=pack, today=day, units=frozenset({unit}))
    report = database.read_across(read_report, question.asked, house=house, viewer=viewer, at=now)
    standing = database.read_across(count_standing, question.asked.units, house=house, viewer=viewer, at=now)
    known = database.read_across(read_people, question.asked.period, pack=pack, viewer=viewer)
    people = known.get(unit, ())
    if ending:
        return sheet(request, report, unit, pack, ending, standing=standing, people={unit: people})
    way = way_to_cases(viewer, question, pack, unit)
    concerns = database.read_across(
        read_concerns, question.asked.units, rules=pack.indicators.rules, house=house, viewer=viewer, at=now
    )
    return page(
        request,
        "reports/unit.html",
        status=422 if question.wrong else 200,
        unit=pack.units[unit],
        report=report,
        question=question,
        national=scope_of(viewer, house).national,
        compare_words=COMPARE_WORDS,
        presets={PRESET_WORDS[key]: period for key, period in presets(day).items()},
        tracks=pack.taxonomies["tracks"].labels,
        channels=pack.taxonomies["channels"].labels,
        groups=lambda: show_groups(
            pack,
            report.total,
            report.total_beside,
            drills=ways_of(way, pack),
        ),
        way=way,
        ground=lambda code: ground_words(pack, code),
        concerns=lambda: concern_words(concerns, pack, viewer=viewer, unit=unit),
        charts=draw_charts(report),
        standing=lambda: show_standing(standing.get(unit, {}), pack, unit=unit),
        people=lambda: people_tables(people, pack),
        age_rows=lambda: age_rows(report.total),
        funnel_rows=lambda: funnel_rows(report.total),
        indicators=pack.indicators,
        coded=lambda taxonomy, code: coded(pack, taxonomy, code),
    )


def sheet(
    request: Request,  # type: ignore[type-arg]
    report: Report,
    unit: str,
    pack: Pack,
    ending: str,
    *,
    standing: Mapping[str, Standing],
    people: Mapping[str, Sequence[People]],
) -> Stream:
    """The report as a table to take along."""
    open_page(request)
    period = report.asked.period
    rows = list(rows_of(report, pack, unit=unit, standing=standing, people=people))
    return send_table(request, rows, name=f"{unit}-{period.first}-{period.last}", ending=ending)


routes = [show_unit]
