"""Reports that were made by themselves: the list, one as a page, as a table, and as a paper in the page's language."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from cases.database import Database
from cases.filing.paper import draw_pdf
from cases.letters.paper import STANDARDS
from cases.packs.jurisdiction import Pack
from cases.reports.documents.plan import LAYOUT
from cases.reports.documents.reading import Kept, list_kept, read_kept
from cases.reports.figures import Share
from cases.reports.scopes import house_of
from cases.reports.sheets import Cell
from cases.reports.values import plain
from cases.viewer import Officer
from web.i18n import N_, gettext, label, voice
from web.kit.downloads import SANDBOXED
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.reports.downloads import CSV, XLSX, send_table
from web.reports.drawings import Pen
from web.reports.paper import Paper, for_typst, write_paper, written
from web.reports.words import UNIT_WORDS
from web.security import Access

HEADS: Final = (
    N_("What it is called"), N_("Which part"), N_("Value"), N_("Counted"), N_("Out of"), N_("Measured in"), N_("Last report"),
    N_("How it is counted"),
)  # fmt: skip


@get("/reports/kept", access=Access.REPORTS, sync_to_thread=True)
def show_list(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    """Every kept report that the viewer may read, the newest first."""
    listed = database.read_across(list_kept, house=house_of(pack), viewer=viewer)
    titles = {plan.name: plan.title for plan in pack.reports}
    return page(request, "reports/kept/list.html", listed=[(one, titles.get(one.report, one.report)) for one in listed])


@get("/reports/kept/{number:int}", access=Access.REPORTS, sync_to_thread=True)
def show_report(
    request: Request,  # type: ignore[type-arg]
    *,
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    """The report as it was made, with what was counted otherwise since."""
    kept = find(database, number, pack, viewer)
    open_page(request)
    paper, errata = write_paper(kept, pen(request)), list(errata_of(kept))
    return page(request, "reports/kept/report.html", kept=kept, paper=paper, errata=errata)


def errata_of(kept: Kept) -> Iterator[tuple[datetime, str, str, str]]:
    """When it was seen, which figure, what it was, what it is."""
    for one in kept.errata:
        indicator = kept.pack.indicators.by_name.get(one.indicator)
        if indicator is not None:
            was, now = (written(value, indicator, outside=False) for value in (one.before, one.now))
            yield one.found_at, label(indicator.label), was, now


@get("/reports/kept/{number:int}/paper", access=Access.REPORTS, sync_to_thread=True)
def give_paper(
    request: Request,  # type: ignore[type-arg]
    *,
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Response[bytes]:
    """The report as PDF, tagged and fit for an archive, drawn by the layout of the pack that it was made by."""
    kept = find(database, number, pack, viewer)
    if LAYOUT not in kept.pack.files:
        raise NotFoundException
    open_page(request)
    drawn = draw_pdf(kept.pack.files[LAYOUT], for_typst(write_paper(kept, pen(request)), kept), standards=STANDARDS)
    headers = {
        "content-disposition": f'attachment; filename="{file_name(kept)}-{voice().language}.pdf"',
        "content-security-policy": SANDBOXED,
        "x-content-type-options": "nosniff",
    }
    return Response(drawn, media_type="application/pdf", headers=headers)


@get("/reports/kept/{number:int}/lines", access=Access.REPORTS, sync_to_thread=True)
def give_lines(
    request: Request,  # type: ignore[type-arg]
    *,
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Stream:
    """The report's figures as CSV."""
    return give_table(request, find(database, number, pack, viewer), CSV)


@get("/reports/kept/{number:int}/workbook", access=Access.REPORTS, sync_to_thread=True)
def give_workbook(
    request: Request,  # type: ignore[type-arg]
    *,
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Stream:
    """The same as a workbook."""
    return give_table(request, find(database, number, pack, viewer), XLSX)


def find(database: Database, report: int, pack: Pack, viewer: Officer) -> Kept:
    kept = database.read_across(read_kept, report, house=house_of(pack), pack=pack, viewer=viewer)
    if kept is None:
        raise NotFoundException
    return kept


def pen(request: Request) -> Pen:  # type: ignore[type-arg]
    return Pen(request.app.state.templates)


def file_name(kept: Kept) -> str:
    return f"{kept.plan.name}-{kept.unit or 'all'}-{kept.numbers.period.first}".replace("_", "-")


def give_table(request: Request, kept: Kept, ending: str) -> Stream:  # type: ignore[type-arg]
    open_page(request)
    rows = list(rows_of(kept, write_paper(kept, pen(request))))
    return send_table(request, rows, name=file_name(kept), ending=ending)


def rows_of(kept: Kept, paper: Paper) -> Iterator[list[Cell]]:
    """Figures, then the rows of each chart's table: what the page shows, a row each."""
    yield [gettext(head) for head in HEADS]
    outside = kept.plan.outside
    for part in paper.parts:
        for line in part.lines:
            measured = gettext(UNIT_WORDS[kept.pack.indicators[line.name].unit])
            share = line.plain if isinstance(line.plain, Share) and not outside else None
            number = plain(line.plain)
            if outside and isinstance(line.plain, Share) and number is not None:
                number = round(number, 2)
            yield [
                line.label, "", line.value if number is None else number, share.part if share else None,
                share.whole if share else None, measured, line.before, line.formula,
            ]  # fmt: skip
        for chart in part.charts:
            for name, *cells in chart.rows:
                for head, cell in zip(chart.heads[1:], cells, strict=True):
                    yield [f"{chart.title}: {head}", str(name), cell, None, None, None, None, chart.formula]
        for table in part.tables:
            for first, *others in table.rows:
                for head, other in zip(table.heads[1:], others, strict=True):
                    yield [f"{table.title}: {head}", str(first), other, None, None, None, None, table.about]


routes = [show_list, show_report, give_paper, give_lines, give_workbook]
