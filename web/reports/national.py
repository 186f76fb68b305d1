"""The national view: where the work is, where it is late, and every unit beside the others."""

from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.charts import STEPS
from cases.reports.concerns import read_concerns
from cases.reports.documents.months import read_unit_months
from cases.reports.figures import Figures
from cases.reports.periods import today
from cases.reports.queries import read_report
from cases.reports.scopes import house_of, scope_of
from cases.reports.standing import count_standing, stand_together
from cases.statistics.people import COUNTRY, read_people
from cases.viewer import Officer
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.reports.asking import COMPARE_WORDS, PRESET_WORDS, Question, presets, read_question
from web.reports.behind import way_to_cases, ways_of
from web.reports.charting import ON_THE_MAP, age_rows, draw_charts, draw_map, funnel_rows
from web.reports.mornings import concern_words
from web.reports.people import people_tables
from web.reports.standing import show_multiples, show_standing
from web.reports.words import NATIONAL, Shown, coded, show
from web.security import Access

COLUMNS = (
    "received", "received_per_officer", "per_population", "decided", "open_at_end", "load_per_officer", "timeliness", "overdue",
    "days_median", "days_p90", "remedies_recommended", "remedies_verified",
)  # fmt: skip


@get("/reports", access=Access.REPORTS, sync_to_thread=True)
def show_national(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """All units of the viewer's scope; whoever sees one unit only is sent to it."""
    house = house_of(pack)
    day = today(now, house.zone)
    scope = scope_of(viewer, house)
    question = read_question(request.query_params, pack=pack, today=day)
    if not scope.national:
        asked = {name: value for name, value in request.query_params.items() if name in {*question.query, "from", "to"}}
        return redirect(request, f"/reports/units/{scope.units[0]}", query=dict(asked))
    report = database.read_across(read_report, question.asked, house=house, viewer=viewer, at=now)
    concerns = database.read_across(
        read_concerns, question.asked.units, rules=pack.indicators.rules, house=house, viewer=viewer, at=now
    )
    standing = database.read_across(count_standing, question.asked.units, house=house, viewer=viewer, at=now)
    months = database.read_across(read_unit_months, question.asked, house=house, viewer=viewer, at=now)
    people = database.read_across(read_people, question.asked.period, pack=pack, viewer=viewer)
    chosen = request.query_params.get("show")
    way = way_to_cases(viewer, question, pack)
    name = chosen if chosen in ON_THE_MAP else ON_THE_MAP[0]
    known = pack.indicators
    return page(
        request,
        "reports/national.html",
        status=422 if question.wrong else 200,
        report=report,
        question=question,
        compare_words=COMPARE_WORDS,
        presets={PRESET_WORDS[key]: period for key, period in presets(day).items()},
        tracks=pack.taxonomies["tracks"].labels,
        channels=pack.taxonomies["channels"].labels,
        figures_shown=lambda: tuple(
            show(known[each], report.total, report.total_beside, drills=ways_of(way, pack)) for each in NATIONAL
        ),
        way=way,
        shown=name,
        on_the_map={each: known[each].label for each in ON_THE_MAP},
        tile_map=lambda: draw_map(report, known[name], pack),
        columns=[known[each] for each in COLUMNS],
        cells=lambda figures, unit="": cells_of(figures, unit, viewer=viewer, question=question, pack=pack),
        map_paints=STEPS,
        concerns=lambda: concern_words(concerns, pack, viewer=viewer),
        charts=draw_charts(report),
        standing=lambda: show_standing(stand_together(standing.values()), pack, unit=""),
        people=lambda: people_tables(people[COUNTRY], pack),
        panels=lambda: show_multiples(months, pack),
        age_rows=lambda: age_rows(report.total),
        funnel_rows=lambda: funnel_rows(report.total),
        indicators=known,
        coded=lambda taxonomy, code: coded(pack, taxonomy, code),
    )


def cells_of(figures: Figures, unit: str, *, viewer: Officer, question: Question, pack: Pack) -> list[Shown]:
    """One line of the table of units, each number with its way to the cases; of all units together without *unit*."""
    ways = ways_of(way_to_cases(viewer, question, pack, unit), pack)
    return [show(pack.indicators[each], figures, drills=ways) for each in COLUMNS]


routes = [show_national]
