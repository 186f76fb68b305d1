"""How long a report of twenty pages takes from its kept numbers to a PDF, with its charts and tables."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pikepdf
from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.filing.paper import draw_pdf
from cases.letters.paper import STANDARDS
from cases.reports.documents.making import make_reports
from cases.reports.documents.plan import LAYOUT
from cases.reports.documents.reading import Kept, list_kept, read_kept
from cases.reports.scopes import house_of
from cases.viewer import Officer, System, Viewer
from tests.benchmarks.figure import Figure, milliseconds
from tests.builders import House
from tests.unit.reports.world import HEAD_OFFICE, add_case, spell
from web import i18n
from web.kit.rendering import make_environment
from web.kit.statics import load_statics
from web.reports.drawings import Pen
from web.reports.paper import for_typst, write_paper

PAGES = 20
BUDGET = 2_000
OVER = datetime(2027, 1, 31, 5, tzinfo=UTC)
FIRST = 4_000_000_000
"""Above every case that other parts made."""


def measure(house: House) -> None:
    """The quarterly report of all units, its parts repeated until twenty pages are full; drawing alone is the floor."""
    house.database.write(add_quarter, viewer=System())
    house.database.write(make_reports, pack=house.pack, viewer=System(), at=OVER)
    kept = twenty_pages_of(find(house, HEAD_OFFICE))
    pen = Pen(make_environment(load_statics(house.pack.institution.colours)))
    with i18n.speaking(i18n.Voice("kk", house.pack.zone, house.pack.institution.currency, OVER)):
        data = for_typst(write_paper(kept, pen), kept)
        pages = len(pikepdf.open(BytesIO(draw(kept, data))).pages)
        floor = milliseconds(lambda: draw(kept, data), times=5)
        value = milliseconds(lambda: draw(kept, for_typst(write_paper(kept, pen), kept)), times=5)
    per_twenty = value * PAGES / pages
    Figure(
        name="report_pdf_20_pages", value=round(per_twenty), unit="ms", floor=round(floor * PAGES / pages),
        ratio=round(value / floor, 2), budget=BUDGET, met=per_twenty <= BUDGET,
        note=f"{pages} pages drawn, brought to {PAGES}; PDF/UA-1 and PDF/A-2a, Kazakh, charts and tables; floor is typst alone",
    ).print()  # fmt: skip


def draw(kept: Kept, data: dict[str, object]) -> bytes:
    return draw_pdf(kept.pack.files[LAYOUT], data, standards=STANDARDS)


def find(house: House, viewer: Officer) -> Kept:
    known = house_of(house.pack)
    listed = house.database.read(list_kept, house=known, viewer=viewer)
    number = next(one.id for one in listed if one.report == "quarterly_national")
    kept = house.database.read(read_kept, number, house=known, pack=house.pack, viewer=viewer)
    if kept is None:
        raise RuntimeError("the report was not made")
    return kept


def twenty_pages_of(kept: Kept) -> Kept:
    """About five pages, four times."""
    return replace(kept, plan=replace(kept.plan, parts=kept.plan.parts * 4))


def add_quarter(session: Session, *, viewer: Viewer) -> None:
    """Two hundred cases of the last quarter."""
    for number in range(200):
        day = date(2026, 10, 1) + timedelta(number % 85)
        add_case(session, FIRST + number, spell(f"KZ-{(10, 39, 71, 75)[number % 4]}", day), viewer=viewer)
