"""The supervisor's pages: whose they are, what they say, and that they can be read by everybody and everything."""

import csv
import re
from datetime import datetime
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy.orm import Session

from cases.database import Database
from cases.groups.spreadsheets import from_xlsx
from cases.records import Wrap
from cases.settings import Settings
from cases.viewer import System, Viewer
from tests.builders import House, found_house
from tests.unit.reports.world import add_case, add_remedy, october, row, spell
from tests.web.desk_browser import Browser, open_browser
from web.reports.charting import ON_THE_MAP

LANGUAGES = ("kk", "ru", "en")
OCTOBER = "from=2026-10-01&to=2026-10-31"
SVG = "{http://www.w3.org/2000/svg}"


def add_kostanay(session: Session, *, viewer: Viewer) -> None:
    """Kostanay in October: two in time, one late and open, one decided and not told; and one in Almaty in September."""
    decided = {"decided": october(12), "decided_in_time": True, "outcome": "violation_found", "told": october(13)}
    add_case(session, 1, spell("KZ-39", october(1), due=october(22), decided_days=11, **decided), viewer=viewer)
    add_case(session, 2, spell("KZ-39", october(2), due=october(23), decided_days=10, **decided), viewer=viewer)
    add_case(session, 3, spell("KZ-39", october(5), due=october(26), urgency=1), viewer=viewer, kind="case", open=True)
    untold = decided | {"told": None, "outcome": "not_found", "decided_in_time": False}
    add_case(session, 4, spell("KZ-39", october(3), track="business", decided_days=9, **untold), viewer=viewer)
    add_case(session, 5, spell("KZ-75", october(1).replace(month=9)), viewer=viewer)
    add_case(session, 6, spell("KZ-IN", october(6), walled=True), viewer=viewer)
    served = {"served": october(13), "due": october(30), "verified": True, "stage": "verified"}
    at = datetime.fromisoformat("2026-10-12T05:00:00+00:00")
    add_remedy(session, 101, 1, unit="KZ-39", kind="compensation", opened=at, viewer=viewer, **served)


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    house = found_house(database, at=now)
    house.employ("commissioner.ho", "KZ-HO", "commissioner")
    database.write(add_kostanay, viewer=System())
    return house


@pytest.fixture
def representative(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "representative.39")


@pytest.fixture
def head_office(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "supervisor.ho")


def figure(browser: Browser, name: str) -> str:
    """The value under a figure's name."""
    for item in browser.tree.iter("li"):
        if item.get("class") == "figure" and (item.findtext("h3") or "") == name:
            value = item.find("p")
            assert value is not None
            return "".join(value.itertext()).partition(" – ")[0]
    raise AssertionError(name)


def links(browser: Browser) -> list[str]:
    return [each.get("href", "") for each in browser.tree.iter("a")]


def sheet(response_text: str, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response_text.removeprefix("\ufeff")), delimiter=separator))


def test_a_representative_is_sent_to_the_report_of_their_unit_and_keeps_the_period(representative: Browser) -> None:
    response = representative.get(f"/reports?{OCTOBER}&track=detention", follow=False)
    assert response.status_code == 303
    assert response.headers["location"] == f"/en/reports/units/KZ-39?{OCTOBER}&track=detention"


def test_a_representative_may_not_open_the_report_of_another_unit(representative: Browser) -> None:
    assert representative.get("/reports/units/KZ-75").status_code == 403
    assert representative.get("/reports/units/KZ-75.csv").status_code == 403


def test_a_unit_that_does_not_exist_is_not_found(head_office: Browser) -> None:
    assert head_office.get("/reports/units/KZ-00").status_code == 404


def test_a_caseworker_and_a_visitor_see_no_report(house: House, settings: Settings) -> None:
    assert open_browser(house, settings, "caseworker.39").get("/reports").status_code == 403
    visitor = open_browser(house, settings).get("/reports", follow=False)
    assert visitor.status_code == 303
    assert "/desk/sign-in" in visitor.headers["location"]


def test_the_integrity_unit_sees_its_walled_case_and_head_office_cannot_ask_for_it(
    house: House, settings: Settings, head_office: Browser
) -> None:
    integrity = open_browser(house, settings, "integrity.in")
    integrity.get(f"/reports?{OCTOBER}")
    assert integrity.page.url.path == "/en/reports/units/KZ-IN"
    assert figure(integrity, "Cases received") == "1"
    assert head_office.get("/reports/units/KZ-IN").status_code == 403
    head_office.get(f"/reports?{OCTOBER}")
    assert "KZ-IN" not in head_office.page.text


def test_the_unit_page_says_what_october_was(representative: Browser) -> None:
    said = {
        "Cases received": "4",
        "Cases decided": "3",
        "Open cases": "4",
        "Decided in time": "50%",
        "Overdue": "1",
        "Days to decision, median": "10",
        "Decided, not told": "1",
        "Violation found": "66.7%",
        "Remedies verified": "1",
        "Urgent: to the first act, median": "–no data",
        "Redirected within 3 working days": "–no data",
        "Received per officer": "2",
    }
    representative.get(f"/reports/units/KZ-39?{OCTOBER}")
    assert {name: figure(representative, name) for name in said} == said


def test_a_filter_by_track_narrows_the_page_and_stays_chosen(representative: Browser) -> None:
    representative.get(f"/reports/units/KZ-39?{OCTOBER}&track=business")
    assert figure(representative, "Cases received") == "1"
    chosen = [each.get("value") for each in representative.tree.iter("option") if "selected" in each.attrib]
    assert "business" in chosen


def test_a_complaint_filed_today_is_counted_today(house: House, representative: Browser) -> None:
    representative.get("/reports/units/KZ-39?from=2026-11-23&to=2026-11-23")
    assert figure(representative, "Cases received") == "0"
    house.file(region="KZ-39")
    representative.get("/reports/units/KZ-39?from=2026-11-23&to=2026-11-23")
    assert figure(representative, "Cases received") == "1"


def test_every_number_of_a_page_leads_to_its_cases_and_from_there_to_the_queue_where_that_shows_them(
    house: House, representative: Browser, head_office: Browser
) -> None:
    reference = house.file(region="KZ-39").reference
    representative.get("/reports/units/KZ-39?track=detention")
    drills = [link for link in links(representative) if "/reports/cases?" in link]
    assert len(drills) > 12
    for drill in drills:
        assert representative.get(drill.removeprefix("/en")).status_code == 200
        assert "There are no cases here" not in representative.text, drill
    days = "from=2026-11-23&to=2026-11-23"
    for browser, unit in ((representative, "&unit=KZ-39"), (head_office, "")):
        assert browser.get(f"/reports/cases?figure=received&{days}{unit}").status_code == 200
        (row,) = (each for each in browser.tree.iter("tr") if each.find("td") is not None)
        assert row.findtext("th/a") == reference
        assert f"/en/desk/cases/{reference}" in links(browser)
    representative.get("/reports/cases?figure=overdue&unit=KZ-39&track=detention")
    assert "/en/desk?tab=late&track=detention" in links(representative)
    assert "1 more case is counted here that you do not read" in representative.text
    head_office.get("/reports/cases?figure=overdue&unit=KZ-39")
    assert not [link for link in links(head_office) if link.startswith("/en/desk?")]


def test_the_list_behind_a_number_is_whose_the_number_is(
    house: House, settings: Settings, representative: Browser
) -> None:
    for query, status in (
        ("figure=received&unit=KZ-75", 403),
        ("figure=received&unit=KZ-IN", 403),
        ("figure=nonsense&unit=KZ-39", 404),
        ("figure=received&unit=KZ-00", 404),
        ("figure=received&from=x", 422),
        ("figure=outcomes&part=%00%FF&after=x~y~z&facility=%27&body=--", 200),
    ):
        for ending in ("", ".csv", ".xlsx"):
            found = representative.get(f"/reports/cases{ending}?{query}").status_code
            assert found == (200 if ending and status == 422 else status), (query, ending)
    assert open_browser(house, settings, "caseworker.39").get("/reports/cases?figure=received").status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_lines_and_workbook_of_the_cases_behind_a_number_agree(
    house: House, representative: Browser, language: str
) -> None:
    references = {house.file(region="KZ-39").reference for _ in range(3)}
    representative.language = language
    query = "figure=acknowledged&unit=KZ-39"
    representative.get(f"/reports/cases?{query}")
    (table,) = representative.tree.iter("table")
    shown = [["".join(cell.itertext()) for cell in row if cell.tag in {"th", "td"}] for row in table.iter("tr")]
    text = representative.get(f"/reports/cases.csv?{query}").content.decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text), delimiter="," if language == "en" else ";"))
    book = [cells for _, cells in from_xlsx(representative.get(f"/reports/cases.xlsx?{query}").content)]
    assert {row[0] for row in lines[1:]} == references
    assert book == lines
    assert [shown[0], *(row[:5] for row in shown[1:])] == [lines[0], *(row[:5] for row in lines[1:])]


def test_the_national_page_has_every_unit_but_integrity_and_each_leads_to_its_report(head_office: Browser) -> None:
    head_office.get(f"/reports?{OCTOBER}")
    units = set(re.findall(r"/en/reports/units/(KZ-\w+)\?", head_office.page.text))
    assert len(units) == 22
    tiles = [each for each in head_office.tree.iter(f"{SVG}a") if each.get("aria-label")]
    assert len(tiles) == 20
    assert f"/en/reports/units/KZ-39?{OCTOBER}" in links(head_office)
    (foot,) = head_office.tree.iter("tfoot")
    assert [" ".join(cell.itertext()).split()[0] for cell in foot.iter("td")][:5] == ["4", "0.8", "0.02", "3", "5"]


def test_the_tables_of_the_map_and_of_each_units_months_lead_to_the_cases(head_office: Browser) -> None:
    """Kostanay's four of October, by its tile and by its month; no number that is nothing leads anywhere."""
    head_office.get(f"/reports?{OCTOBER}&show=received")
    for heading in ("map-heading", "multiples-heading"):
        (figure,) = (
            each for each in head_office.tree.iter("figure") if any(one.get("id") == heading for one in each.iter("h3"))
        )
        ways = [each.get("href", "") for table in figure.iter("table") for each in table.iter("a")]
        (way,) = (each for each in ways if "figure=received" in each)
        assert "unit=KZ-39" in way
        head_office.get(way.removeprefix("/en"))
        assert "4 more cases are counted here" in head_office.text
        head_office.get(f"/reports?{OCTOBER}&show=received")


def test_the_map_shows_the_indicator_that_was_asked_for(head_office: Browser) -> None:
    for shown in (*ON_THE_MAP, "nonsense"):
        assert head_office.get(f"/reports?{OCTOBER}&show={shown}").status_code == 200
        chosen = [each.get("value") for each in head_office.tree.iter("option") if "selected" in each.attrib]
        assert (ON_THE_MAP[0] if shown == "nonsense" else shown) in chosen


def test_a_comparison_says_what_was_before_and_whether_it_got_better(representative: Browser) -> None:
    representative.get("/reports/units/KZ-39?from=2026-11-01&to=2026-11-30&compare=before")
    assert "compared with 01.10.2026 – 31.10.2026" in representative.text
    assert "before: 4 (−4)" in representative.text
    representative.get(f"/reports/units/KZ-39?{OCTOBER}&compare=before")
    assert "before: 0 (+1) worse" in representative.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=31.12.2026", "Enter a real date"),
        ("to=2026-02-30", "Enter a real date"),
        ("from=2026-05-01&to=2026-04-01", "These two dates make no period"),
        ("from=%00&to=%3Cscript%3E", "Enter a real date"),
    ],
)
def test_dates_that_make_no_period_are_told_and_kept_and_the_report_still_shown(
    head_office: Browser, query: str, told: str
) -> None:
    for path, received in (("/reports", "5"), ("/reports/units/KZ-39", "4")):
        response = head_office.get(f"{path}?{query}")
        assert response.status_code == 422
        assert told in head_office.text
        assert head_office.title.startswith("Error: ")
        assert figure(head_office, "Cases received") == received
        assert ('value="31.12.2026"' in response.text) == ("31.12" in query)


def test_what_means_nothing_in_an_address_is_left_out(representative: Browser) -> None:
    for query in ("track=x&channel=y&compare=z", "track[]=1", "from=&to=&track=", "unknown=1", "track=%FF"):
        assert representative.get(f"/reports/units/KZ-39?{query}").status_code == 200
        assert figure(representative, "Cases received") == "4"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_sound_described_without_style_or_script_and_has_its_table(
    head_office: Browser, language: str
) -> None:
    head_office.language = language
    for path, number in (("/reports", 6), ("/reports/units/KZ-39", 4), ("/reports/units/KZ-10", 4)):
        assert head_office.get(f"{path}?{OCTOBER}&compare=year").status_code == 200
        charts = [each for each in head_office.tree.iter("figure") if each.get("class") == "chart"]
        assert len(charts) == number
        assert all(list(chart.iter("table")) for chart in charts)
        drawings = [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", head_office.page.text, re.DOTALL)]
        named = [drawing for drawing in drawings if drawing.get("aria-hidden") != "true"]
        assert len(named) == number
        for drawing in named:
            check_described(drawing)
        for drawing in drawings:
            assert not [each for each in drawing.iter() if each.tag in {"script", "style", "foreignObject"}]
            names = {name for each in drawing.iter() for name in each.attrib}
            assert not [name for name in names if name == "style" or name.startswith("on")]


def check_described(drawing: ET.Element) -> None:
    """A title that names the drawing and a description with words in it."""
    assert (drawing.findtext("title") or "").strip()
    assert (drawing.findtext("desc") or "").strip()
    title = drawing.find("title")
    assert title is not None
    assert title.get("id", "-") in (drawing.get("aria-labelledby") or "")


def test_every_figure_says_how_it_is_counted(representative: Browser) -> None:
    representative.get("/reports/units/KZ-39")
    figures = [each for each in representative.tree.iter("li") if each.get("class") == "figure"]
    assert len(figures) == 55
    for each in figures:
        (details,) = each.iter("details")
        assert len("".join(details.itertext())) > 60
    assert "Urgent cases that nobody has touched: 1" in representative.page.text
    assert "Urgent (U1), open, and no person has acted." in representative.page.text


def test_a_sheet_holds_the_same_figures_as_the_page(representative: Browser) -> None:
    response = representative.get(f"/reports/units/KZ-39.csv?{OCTOBER}&compare=before")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="KZ-39-2026-10-01-2026-10-31.csv"' in response.headers["content-disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = sheet(response.content.decode("utf-8"))
    now = {row["Indicator"]: row for row in rows if row["From day"] == "2026-10-01" and not row["Which part"]}
    assert (now["received"]["Value"], now["received"]["Measured in"]) == ("4", "cases")
    share = now["timeliness"]
    assert (share["Value"], share["Counted"], share["Out of"]) == ("0.5", "2", "4")
    assert now["urgent_p50"]["Value"] == ""
    assert {row["From day"] for row in rows if row["Indicator"] != "standing"} == {"2026-09-01", "2026-10-01"}
    stood = [(row["Track"], row["Value"]) for row in rows if row["Indicator"] == "standing" and row["Value"] != "0"]
    assert stood == [("Harm caused by a company", "1"), ("In custody or in a closed institution", "3")], "of today"
    kinds = [row for row in rows if row["Indicator"] == "remedies_verified" and row["Which part"] == "Compensation"]
    assert [row["Value"] for row in kinds] == ["1"]


def test_page_lines_and_workbook_of_all_units_hold_the_same_numbers(head_office: Browser) -> None:
    """A workbook is read by our own reader of foreign ones."""
    head_office.get(f"/reports?{OCTOBER}")
    (foot,) = head_office.tree.iter("tfoot")
    shown = [" ".join(cell.itertext()).split()[0] for cell in foot.iter("td")]
    lines = list(csv.reader(StringIO(head_office.get(f"/reports/units.csv?{OCTOBER}").content.decode("utf-8-sig"))))
    book = [cells for _, cells in from_xlsx(head_office.get(f"/reports/units.xlsx?{OCTOBER}").content)]
    assert [[*cells, *[""] * (len(lines[0]) - len(cells))] for cells in book] == lines
    whole = {row[6]: row[9] for row in lines if row[1] == "All units" and not row[8]}
    assert [whole["received"], whole["decided"], whole["open_at_end"]] == [shown[0], shown[3], shown[4]]
    units = {row[0] for row in lines[1:]}
    assert len(units) == 23
    assert sum(int(row[9]) for row in lines if row[0] and row[6] == "received" and not row[8]) == int(whole["received"])
    assert sum(int(row[9]) for row in lines if row[0] and row[6] == "received" and row[8]) == int(whole["received"])
    assert {row[6] for row in lines if row[0] == "KZ-39"} >= {"standing", "ages"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_sheet_for_kazakh_and_russian_programs_has_semicolons_and_decimal_commas(
    representative: Browser, language: str
) -> None:
    representative.language = language
    response = representative.get(f"/reports/units/KZ-39.csv?{OCTOBER}")
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert [row[9] for row in rows if row[6] == "timeliness"] == ["0,5"]


def test_a_report_is_read_and_never_written(house: House, representative: Browser) -> None:
    def count(session: Session, *, viewer: Viewer) -> Any:
        return session.connection().exec_driver_sql("select count(*) from journal").scalar()

    before = house.database.read(count, viewer=System())
    representative.get("/reports/units/KZ-39")
    assert house.database.read(count, viewer=System()) == before


def add_alike(session: Session, *, viewer: Viewer) -> None:
    """Three of Kostanay about the police of one region with one issue, the third of them in other hands."""
    for number in (31, 32, 33):
        facts = {"accused_body": "B-POLICE", "issues": ["force"]}
        at = datetime.fromisoformat("2026-11-20T05:00:00+00:00")
        life = spell("KZ-39", at.date())
        add_case(session, number, life, viewer=viewer, facts=facts, kind="case", open=True, received_at=at)
        if number < 33:
            session.add(row(Wrap, id=9_000 + number, case_id=number, epoch=1, holder_kind="unit", holder="KZ-39"))
    session.flush()


def test_each_warning_says_its_rule_and_leads_to_its_cases(
    house: House, settings: Settings, representative: Browser, head_office: Browser
) -> None:
    house.database.write(add_alike, viewer=System())
    representative.get("/reports/units/KZ-39")
    ways = [way for way in links(representative) if "/reports/mornings" in way and "standing" not in way]
    named = [way.partition("concern=")[2].partition("&")[0] for way in ways]
    assert named == ["untouched", "silent", "alike"]
    assert "3 cases alike" in representative.text
    for way in ways:
        assert representative.get(way.removeprefix("/en")).status_code == 200
    assert [way for way in links(representative) if "/desk/cases/2026-3" in way] == [
        "/en/desk/cases/2026-31",
        "/en/desk/cases/2026-32",
    ]
    assert "1 more case is counted here" in representative.text
    table = ways[-1].removeprefix("/en").replace("/mornings?", "/mornings.csv?")
    lines = list(csv.reader(StringIO(representative.get(table).content.decode("utf-8-sig"))))
    assert [row[0] for row in lines[1:]] == ["2026-31", "2026-32", "Counted, and not read by you"]
    book = from_xlsx(representative.get(table.replace(".csv", ".xlsx")).content)
    assert [[*cells, *[""] * (len(lines[0]) - len(cells))] for _, cells in book] == lines
    for wrong in ("", "?concern=x", "?concern=alike", "?concern=silent&about=facility", "?concern=rise&about=x"):
        assert representative.get(f"/reports/mornings{wrong}").status_code == 404
    assert representative.get("/reports/mornings?concern=silent&unit=KZ-75").status_code == 403
    head_office.get("/reports")
    assert [way for way in links(head_office) if "/desk/begin/systemic_issue?issue_body=B-POLICE" in way]
    auditor = open_browser(house, settings, "auditor.ho")
    auditor.get(ways[-1].removeprefix("/en").replace("&unit=KZ-39", ""))
    assert "3 more cases are counted here" in auditor.text


def test_every_cell_of_the_cases_that_lie_leads_to_these_cases(house: House, settings: Settings) -> None:
    for days in (3, 20, 60, 0):
        house.file()
        house.clock.move(days=days)
    representative = open_browser(house, settings, "representative.39")
    representative.get("/reports/units/KZ-39")
    ways = [way.removeprefix("/en") for way in links(representative) if "concern=standing" in way]
    bands = [(way.partition("code=")[2].partition("&")[0], way[-1]) for way in ways]
    assert bands == [("harassment", "0"), ("harassment", "2"), ("detention", "3"), ("business", "3")]
    for way, number in zip(ways, (1, 3), strict=False):
        representative.get(way)
        assert len([one for one in links(representative) if "/desk/cases/" in one]) == number
    table = ways[1].replace("/mornings?", "/mornings.csv?")
    lines = list(csv.reader(StringIO(representative.get(table).content.decode("utf-8-sig"))))
    assert len(lines) == 1 + 3
    for wrong in ("", "&code=detention", "&code=detention&band=4", "&band=1", "&code=detention&band=-1"):
        assert representative.get(f"/reports/mornings?concern=standing{wrong}").status_code == 404
    assert representative.get(ways[0].replace("KZ-39", "KZ-75")).status_code == 403


def test_on_the_first_day_of_an_institution_pages_say_that_there_is_nothing_yet(
    database: Database, settings: Settings, now: datetime
) -> None:
    """No case, no decision, nothing closed: no share of nothing, no number that leads nowhere."""
    empty = open_browser(found_house(database, at=now), settings, "supervisor.ho")
    for path in ("/reports", "/reports/units/KZ-10", "/reports/units/KZ-39?from=2026-11-23&to=2026-11-23&compare=year"):
        assert empty.get(path).status_code == 200
        assert figure(empty, "Cases received") == "0"
        assert figure(empty, "Decided in time") == "–no data"
        assert not [link for link in links(empty) if "/reports/cases?" in link]
    assert empty.get("/reports/units.csv").status_code == 200
    empty.get("/reports/cases?figure=overdue&unit=KZ-39")
    assert "There are no cases here." in empty.text
    assert len(sheet(empty.get("/reports/cases.csv?figure=overdue&unit=KZ-39").text)) == 0
