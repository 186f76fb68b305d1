"""What the institution publishes in figures: one frozen quarter a page, the same numbers as CSV."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.indicators import FELT as ANSWERS
from cases.statistics.freezing import FELT, offices_of
from cases.statistics.published import Published, Row, Table, as_table, read_published
from cases.statistics.suppressing import Group
from cases.viewer import Nobody
from web.i18n import gettext, label, whole
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.security import Access
from workflows.names import Label

STATISTICS: Final = "/statistics"


@get(STATISTICS, access=Access.ANYONE, sync_to_thread=True)
def show_newest(request: Request, database: NamedDependency[Database], pack: GivenPack) -> Page:  # type: ignore[type-arg]
    """The newest quarter that is published."""
    quarters = database.read(read_published, viewer=Nobody())
    return draw(request, pack, quarters, quarters[0] if quarters else None)


@get(f"{STATISTICS}/{{quarter:str}}", access=Access.ANYONE, sync_to_thread=True)
def show_quarter(
    request: Request,  # type: ignore[type-arg]
    *,
    quarter: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
) -> Page:
    quarters = database.read(read_published, viewer=Nobody())
    return draw(request, pack, quarters, find(quarters, quarter))


@get(f"{STATISTICS}/{{quarter:str}}/csv", access=Access.ANYONE, sync_to_thread=True)
def download_quarter(
    request: Request,  # type: ignore[type-arg]
    *,
    quarter: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
) -> Response[bytes]:
    """The quarter's groups, one a line: what is published and nothing else."""
    found = find(database.read(read_published, viewer=Nobody()), quarter)
    open_page(request)
    headers = {"content-disposition": f'attachment; filename="{found.quarter.name}.csv"'}
    content = "".join(lines(found)).encode("utf-8-sig")
    return Response(content, media_type="text/csv", headers=headers)


def find(quarters: list[Published], name: str) -> Published:
    found = next((one for one in quarters if one.quarter.name == name), None)
    if found is None:
        raise NotFoundException
    return found


def draw(request: Request, pack: Pack, quarters: list[Published], shown: Published | None) -> Page:  # type: ignore[type-arg]
    open_page(request)
    figures = shown.figures if shown else {}
    return page(
        request,
        "public/statistics.html",
        quarters=[one.quarter for one in quarters],
        shown=shown,
        least=pack.indicators.least,
        settles=pack.indicators.settles,
        definitions={name: pack.indicators[name] for name in figures},
        tables={name: in_words(name, groups, pack) for name, groups in figures.items()},
    )


class TableWords(msgspec.Struct, frozen=True):
    """A figure as the page says it. *rows*: name, number, of which; *silent*: names that are in no row."""

    by_office: bool
    rows: list[tuple[str, int, str]]
    silent: list[str]
    others: int | None
    total: int | None


def in_words(name: str, groups: Sequence[Group], pack: Pack) -> TableWords:
    """A figure by office and subject; what complainants say, by their answers about fairness and about the outcome."""
    if name == FELT:
        first, second = (pack.facts[fact].options for fact in ANSWERS)
    else:
        first = {office: pack.units[office].name for office in offices_of(pack)}
        second = pack.taxonomies["tracks"].labels
    return told(as_table(groups, list(first)), first, second, by_office=name != FELT)


def told(table: Table, first: Mapping[str, Label], second: Mapping[str, Label], *, by_office: bool) -> TableWords:
    rows, silent = [], []
    for code, row in table.rows.items():
        name = label(first[code])
        if row.total is None or not (row.alone or row.together):
            silent.append(name)
        else:
            rows.append((name, row.total, of_which(row, second)))
    return TableWords(by_office, rows, silent, table.others, table.total)


def of_which(row: Row, second: Mapping[str, Label]) -> str:
    """The numbers that stand alone, and the rest; nothing where only the sum is told."""
    if not row.alone:
        return ""
    parts = [f"{label(words)} {whole(row.alone[code])}" for code, words in second.items() if code in row.alone]
    if row.together is not None:
        parts.append(gettext("the rest %(number)s", number=whole(row.together)))
    return "; ".join(parts)


def lines(found: Published) -> Iterator[str]:
    """Codes and not words, so that nothing in a line can be taken for a formula."""
    yield "quarter,figure,cells,count\r\n"
    for name, groups in found.figures.items():
        for group in groups:
            cells = " ".join(f"{first}/{second}" for first, second in sorted(group.cells))
            yield f"{found.quarter.name},{name},{cells},{group.count}\r\n"


routes = [show_newest, show_quarter, download_quarter]
