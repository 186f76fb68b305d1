"""Who complained: page, sheet, workbook and papers tell the same frozen numbers, with how they are counted."""

import csv
from datetime import date, datetime
from io import StringIO

import pytest
from sqlalchemy.orm import Session

from cases.database import Database
from cases.groups.spreadsheets import from_xlsx
from cases.settings import Settings
from cases.viewer import System, Viewer
from cases.worker import rounds
from tests.builders import House, found_house
from tests.database.test_kept_reports import FEBRUARY
from tests.database.test_people import fill
from tests.unit.reports.world import add_case, spell
from tests.web.desk_browser import Browser, open_browser
from tests.web.test_kept_reports_pages import check_paper, kept, squeezed

YEAR = "from=2026-01-01&to=2026-12-31"


def begin(session: Session, *, viewer: Viewer) -> None:
    """A house without a case has no quarter."""
    add_case(session, 1, spell("KZ-39", date(2026, 10, 1)), viewer=viewer)


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    house = found_house(database, at=now)
    database.write(begin, viewer=System())
    fill(house)
    shop = rounds.Shop(database=database, pack=house.pack, at=FEBRUARY)
    rounds.freeze_statistics(shop)
    rounds.make_reports(shop)
    return house


def told(browser: Browser, title: str) -> list[list[str]]:
    """Rows of the table with *title*."""
    for table in browser.tree.iter("table"):
        if "".join(table.find("caption").itertext()).strip() == title:  # type: ignore[union-attr]
            return [["".join(cell.itertext()) for cell in row] for row in table.iterfind(".//tbody/tr")]
    raise AssertionError(title)


def test_page_sheet_and_workbook_of_a_unit_tell_the_same(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "representative.39")
    browser.get(f"/reports/units/KZ-39?{YEAR}")
    assert told(browser, "Sex") == [
        ["Male", "28", "46.7%"],
        ["Other answers together, too few by themselves or not said", "32", "53.3%"],
    ]
    assert told(browser, "Grounds") == [["Age", "30", "50%"]]
    assert "60 cases of the quarters: quarter 4 of 2026." in browser.text
    assert "Numbers under five are counted with other answers." in browser.text
    text = browser.get(f"/reports/units/KZ-39.csv?{YEAR}").content.decode("utf-8-sig")
    lines = [row for row in csv.DictReader(StringIO(text)) if row["Indicator"] == "people"]
    assert [lines[0][name] for name in ("Which part", "Value", "Out of")] == ["Sex: Male", "28", "60"]
    book = [cells for _, cells in from_xlsx(browser.get(f"/reports/units/KZ-39.xlsx?{YEAR}").content)]
    assert [row[8:10] for row in book if row[6] == "people"] == [[row["Which part"], row["Value"]] for row in lines]


def test_the_country_is_told_with_smaller_offices_together_and_a_small_office_that_it_is_small(
    house: House, settings: Settings
) -> None:
    browser = open_browser(house, settings, "supervisor.ho")
    browser.get(f"/reports?{YEAR}")
    assert told(browser, "Sex")[0] == ["Male", "61", "50.4%"]
    browser.get(f"/reports/units/KZ-75?{YEAR}")
    assert "Too few answers to tell anything in: quarter 4 of 2026." in browser.text
    text = browser.get(f"/reports/units.csv?{YEAR}").content.decode("utf-8-sig")
    lines = [row for row in csv.DictReader(StringIO(text)) if row["Indicator"] == "people"]
    assert {row["Unit"] for row in lines} == {"KZ-39", ""}


@pytest.mark.parametrize(("report", "language"), [("quarterly_report", "kk"), ("yearly_chapter", "ru")])
def test_papers_print_it_with_how_it_is_counted(house: House, settings: Settings, report: str, language: str) -> None:
    browser = open_browser(house, settings, "supervisor.ho")
    browser.language = language
    words = check_paper(browser.get(f"/reports/kept/{kept(house)[report]}/paper").content, language)
    known = house.pack.facts["sex"]
    assert squeezed(known.options["male"][language]) in words
    assert squeezed(house.pack.indicators["people"].formula[language]) in words
