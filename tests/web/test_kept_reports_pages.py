"""Kept reports: page, lines, workbook and paper say the same, in three languages, and nothing that may not be told."""

import csv
import re
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.groups.spreadsheets import from_xlsx
from cases.records import Measure
from cases.reports.documents.errata import note_errata
from cases.reports.documents.reading import list_kept
from cases.reports.folding import count_again
from cases.reports.scopes import house_of
from cases.settings import Settings
from cases.viewer import System, Viewer
from cases.worker import rounds
from tests.builders import House, found_house
from tests.database.test_kept_reports import FEBRUARY
from tests.unit.reports.world import HEAD_OFFICE, add_case, spell
from tests.web.desk_browser import Browser, open_browser

LANGUAGES = {"weekly_letter": "kk", "quarterly_report": "ru", "quarterly_national": "kk", "yearly_chapter": "en"}
"""In which language each is looked at: all templates and all languages, each drawn once."""


def add_autumn(session: Session, *, viewer: Viewer) -> None:
    """Forty cases of Kostanay, three of Almaty; twelve of the forty are late."""
    for number in range(1, 44):
        day = date(2026, 11, 2) if number <= 40 else date(2027, 1, 26)
        decided = {
            "decided": day.replace(day=28),
            "decided_days": 26 if number <= 40 else 2,
            "decided_in_time": number > 12,
        }
        more = {"due": day, "outcome": "violation_found" if number > 20 else "not_found", "told": day.replace(day=29)}
        add_case(session, number, spell("KZ-39" if number <= 40 else "KZ-75", day, **decided, **more), viewer=viewer)


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    house = found_house(database, at=now)
    database.write(add_autumn, viewer=System())
    shop = rounds.Shop(database=database, pack=house.pack, at=FEBRUARY)
    rounds.freeze_statistics(shop)
    rounds.make_reports(shop)
    return house


def kept(house: House) -> dict[str, int]:
    """Ids by name: of Kostanay, and of the country."""
    listed = house.database.read(list_kept, house=house_of(house.pack), viewer=HEAD_OFFICE)
    return {one.report: one.id for one in listed if one.unit in {"KZ-39", ""}}


def shown(browser: Browser) -> dict[str, str]:
    """Figure → value, as the page says."""
    rows: dict[str, str] = {}
    for table in browser.tree.iter("table"):
        if "kept-figures" in (table.get("class") or ""):
            for row in table.iterfind(".//tbody/tr"):
                name, value = row.find("th"), row.find("td")
                assert name is not None
                assert value is not None
                rows["".join(name.itertext())] = "".join((value[0] if len(value) else value).itertext())
    return rows


def number_in(text: str) -> str:
    """A number as tables hold it, from how a page writes it."""
    found = re.fullmatch(r"([\d\s\u00a0]+(?:[.,]\d+)?)\s*%?", text)
    if not found:
        return text
    number = float(re.sub(r"\s", "", found[1]).replace(",", "."))
    return f"{number / 100 if '%' in text else number:.3g}"


def test_page_lines_workbook_and_paper_say_the_same_and_the_paper_is_for_everybody_and_for_good(
    house: House, settings: Settings
) -> None:
    browser = open_browser(house, settings, "supervisor.ho")
    for report, number in kept(house).items():
        browser.language = LANGUAGES[report]
        path = f"/reports/kept/{number}"
        assert browser.get(path).status_code == 200
        page = shown(browser)
        assert page
        separator = "," if browser.language == "en" else ";"
        text = browser.get(f"{path}/lines").content.decode("utf-8-sig")
        lines = list(csv.reader(StringIO(text), delimiter=separator))
        book = [cells for _, cells in from_xlsx(browser.get(f"{path}/workbook").content)]
        assert [[cell.replace(",", ".") for cell in row] for row in lines] == [
            [*(cell.replace(",", ".") for cell in row), *[""] * (len(lines[0]) - len(row))] for row in book
        ]
        figures = {row[0]: row[2] for row in lines[1:] if not row[1]}
        told = {name: value for name, value in page.items() if re.match(r"[\d–]", value) and "min" not in value}
        assert {name: number_in(value) for name, value in told.items()} == {
            name: "–" if not figures[name].replace("–", "") else number_in(figures[name]) for name in told
        }
        paper = browser.get(f"{path}/paper")
        assert paper.headers["content-type"] == "application/pdf"
        words = check_paper(paper.content, browser.language)
        for name, value in page.items():
            assert squeezed(name) in words
            assert squeezed(value) in words


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\u00ad\ufffe-]", "", text)


def check_paper(content: bytes, language: str) -> str:
    """Its words; it is tagged, named and in its language (PDF/UA-1), and fit for an archive (PDF/A-2a)."""
    with pikepdf.open(BytesIO(content)) as drawn:
        assert drawn.Root.MarkInfo.Marked
        assert str(drawn.Root.Lang) == language
        metadata: Any = drawn.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    pages = pypdfium2.PdfDocument(content)
    return squeezed("".join(page.get_textpage().get_text_range() for page in pages))


def test_what_is_too_small_stands_nowhere_in_what_goes_to_parliament(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "supervisor.ho")
    browser.get(f"/reports/kept/{kept(house)['yearly_chapter']}")
    page = shown(browser)
    assert page["Cases received"] == "40"
    assert page["Decided in time"] == "70%"
    assert page["Remedies recommended"] == "not told: too few cases"
    assert "of 40" not in browser.text


def forget_ten(session: Session, *, viewer: Viewer) -> None:
    forgotten = {"decided": None, "decided_in_time": None, "decided_days": None}
    session.execute(update(Measure).where(Measure.case_id.between(31, 40)).values(**forgotten))
    count_again(session.connection())


def test_what_is_counted_otherwise_later_is_printed_and_small_numbers_of_it_are_not(
    house: House, settings: Settings
) -> None:
    house.database.write(forget_ten, viewer=System())
    house.database.write(note_errata, pack=house.pack, viewer=System(), at=FEBRUARY.replace(day=28, month=2))
    browser = open_browser(house, settings, "supervisor.ho")
    words = check_paper(browser.get(f"/reports/kept/{kept(house)['yearly_chapter']}/paper").content, "en")
    printed = words.partition("Countedotherwisesince")[2]
    assert "Decidedintime70%45%28.02.2027" in printed
    assert "Casesdecidednottold:toofewnottold:toofew" in printed, (
        "published by quarters: the rest would tell what moved"
    )
    assert house.pack.hash[:12] in words


def test_a_representative_finds_their_own_reports_and_no_other(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "representative.39")
    browser.get("/reports/kept")
    rows = list(browser.tree.iterfind(".//tbody/tr"))
    assert len(rows) == 2
    yearly = kept(house)["yearly_chapter"]
    for path in ("", "/paper", "/lines", "/workbook"):
        assert browser.get(f"/reports/kept/{yearly}{path}").status_code == 404
    assert browser.get(f"/reports/kept/{kept(house)['weekly_letter']}").status_code == 200
