"""The cases behind a number: a page, and the same as a table to take along."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Stream

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.behind import has_list
from cases.reports.drilling import BATCH, Line, Place, read_drilled
from cases.reports.indicators import Indicator
from cases.reports.periods import today
from cases.reports.scopes import House, house_of
from cases.viewer import Officer
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.reports.asking import Question, read_question, written
from web.reports.behind import queue_of, runs_of
from web.reports.downloads import as_files, send_table
from web.reports.lines import DAYS, part_words, table_of
from web.reports.words import coded
from web.security import Access

BETWEEN = "~"
"""Parts the three halves of a place in an address: no day, reference or number has one."""


class Wanted(msgspec.Struct, frozen=True):
    """What an address asks for: the figure, one part of it where it is a distribution, one unit or all, and the question."""

    indicator: Indicator
    part: str
    unit: str
    question: Question

    @property
    def query(self) -> dict[str, str]:
        """The same as an address says it, without the page."""
        said = {"figure": self.indicator.name, "part": self.part, "unit": self.unit}
        return {name: value for name, value in said.items() if value} | self.question.query


def read_wanted(request: Request, pack: Pack, day: date) -> Wanted:  # type: ignore[type-arg]
    """Raises: NotFoundException for a figure without cases behind it, or a unit that there is not."""
    query = request.query_params
    figure, unit = query.get("figure", ""), query.get("unit", "")
    if not has_list(figure, runs_of(pack)) or (unit and unit not in pack.units):
        raise NotFoundException
    asked = read_question(query, pack=pack, today=day, units=frozenset({unit} if unit else ()))
    return Wanted(pack.indicators[figure], written(query.get("part")), unit, asked)


@get("/reports/cases", access=Access.REPORTS, sync_to_thread=True)
def show_cases(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """One page of the cases that a number counts."""
    house = house_of(pack)
    day = today(now, house.zone)
    wanted = read_wanted(request, pack, day)
    name, asked = wanted.indicator.name, wanted.question.asked
    after = read_place(request.query_params.get("after", ""))
    drilled = database.read_across(
        read_drilled, asked, name, wanted.part, after=after, house=house, viewer=viewer, at=now
    )  # fmt: skip
    return page(
        request,
        "reports/cases.html",
        status=422 if wanted.question.wrong else 200,
        wanted=wanted,
        part=part_words(pack, name, wanted.part) if wanted.part else "",
        drilled=drilled,
        first=after is None,
        after=written_place(drilled.more) if drilled.more else "",
        back=f"/reports/units/{wanted.unit}" if wanted.unit else "/reports",
        days=DAYS,
        coded=lambda taxonomy, code: coded(pack, taxonomy, code),
        table=lambda: list(table_of(wanted.indicator, pack).rows(drilled.lines)),
        queue=lambda: queue_of(viewer, name, wanted.unit, wanted.question, pack=pack, today=day),
    )


def give_cases(
    request: Request,  # type: ignore[type-arg]
    ending: str,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
) -> Stream:
    """Every case of the list that the viewer reads. Raises: NotAllowed."""
    house = house_of(pack)
    wanted = read_wanted(request, pack, today(now, house.zone))
    open_page(request)
    period = wanted.question.asked.period
    lines = all_lines(wanted, database=database, house=house, viewer=viewer, now=now)
    name = f"{wanted.unit or 'units'}-{wanted.indicator.name}-{period.first}-{period.last}"
    return send_table(request, table_of(wanted.indicator, pack).rows(lines), name=name, ending=ending)


def all_lines(wanted: Wanted, *, database: Database, house: House, viewer: Officer, now: datetime) -> Iterator[Line]:
    """Every line, a batch in memory at a time. The first batch is read here, so that a refusal is still a page."""
    asked, name = wanted.question.asked, wanted.indicator.name
    first = database.read_across(
        read_drilled, asked, name, wanted.part, limit=BATCH, house=house, viewer=viewer, at=now
    )  # fmt: skip

    def go_on() -> Iterator[Line]:
        batch = first
        while True:
            yield from batch.lines
            if batch.more is None:
                return
            batch = database.read_across(
                read_drilled, asked, name, wanted.part, after=batch.more, limit=BATCH, house=house, viewer=viewer, at=now
            )  # fmt: skip

    return go_on()


def written_place(place: Place) -> str:
    day, reference, number = place
    return BETWEEN.join((day.isoformat(), reference, f"{number}"))


def read_place(text: str) -> Place | None:
    """Where a page ended; None for what is no place, which begins at the first page."""
    try:
        said, reference, number = text.split(BETWEEN)
        day = datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
        if isinstance(day, datetime) and day.tzinfo is None:
            return None
        return day, reference, min(int(number), 2**15 - 1)
    except ValueError:
        return None


routes = [show_cases, *as_files("/reports/cases", give_cases)]
