"""What is asked of us: each criterion with figure and evidence, bodies and proposals, walled cases for integrity alone."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.groups.spreadsheets import from_xlsx
from cases.records import Case, Entry, Proceeding
from cases.reports.documents.reading import list_kept
from cases.reports.folding import set_right
from cases.reports.scopes import house_of
from cases.settings import Settings
from cases.viewer import System, Viewer
from cases.worker import rounds
from tests.builders import House, found_house
from tests.database.test_kept_reports import FEBRUARY
from tests.harness.kinds import on_both
from tests.unit.reports.world import HEAD_OFFICE, add_case, row, spell
from tests.web.desk_browser import Browser, open_browser

YEAR = "from=2026-01-01&to=2026-12-31"
AT = datetime(2026, 11, 3, 5, tzinfo=UTC)
POLICE, PENAL = "B-POLICE", "B-PENAL"
ISSUE: dict[str, Any] = {
    "issue_body": "B-MOJ", "amendment_kind": "law", "commitment": "C-CAT-2023", "issue_answer": "partly",
}  # fmt: skip


def add_year(session: Session, *, viewer: Viewer) -> None:
    """Ten cases of Kostanay, eight decided in time; recommendations to two bodies; proposals; and one case behind the wall."""
    decided = {"decided": date(2026, 11, 2), "decided_days": 1, "decided_in_time": True, "told": date(2026, 11, 3)}
    for number in range(1, 11):
        more = decided if number <= 8 else {"due": date(2026, 11, 20)}
        add_case(session, number, spell("KZ-39", date(2026, 11, 1), **more), viewer=viewer)
    add_case(session, 11, spell("KZ-39", date(2026, 11, 1), walled=True), viewer=viewer)
    for number in range(1, 9):
        reply = "accepted" if number <= 5 else "partly" if number == 6 else "rejected" if number == 7 else "none"
        add_recommendation(
            session, number, number, POLICE, rec_reply=reply, rec_implementation="full" if number < 3 else "claimed"
        )
    add_recommendation(session, 9, 9, PENAL)
    add_recommendation(session, 10, 10, PENAL, rec_served=False)
    add_recommendation(session, 11, 11, POLICE, rec_reply="accepted")
    for number, stage, facts in (
        (21, "monitoring", ISSUE),
        (22, "drafting", ISSUE),
        (23, "in_effect", {**ISSUE, "issue_answer": "adopt"}),
    ):
        add_case(session, number, spell("KZ-HO", date(2026, 10, 1)), viewer=viewer)
        known = {
            "kind": "systemic_issue",
            "stage": stage,
            "stage_since": AT,
            "facts": facts,
            "open": True,
            "received_at": AT,
        }
        session.execute(update(Case).where(Case.id == number).values(**known))
        session.add(
            row(
                Proceeding,
                id=number,
                case_id=number,
                main=True,
                number=1,
                procedure="systemic_issue",
                version=1,
                stage=stage,
            )
        )
    done = [
        *((case, "complaint.tell") for case in range(1, 8)),
        (11, "complaint.settle"),
        (1, "review.change_decision"),
        (2, "review.decide_otherwise"),
    ]
    for number, (case, act) in enumerate(done, 1):
        session.add(row(Entry, case_id=case, sequence=number, at=AT, act=act, act_key=f"k{number}"))
    session.flush()


def add_recommendation(session: Session, number: int, case: int, body: str, **facts: Any) -> None:
    facts = {"rec_body": body, "rec_served": True, **facts}
    session.add(
        row(
            Proceeding,
            id=100 + number,
            case_id=case,
            number=2,
            unit="KZ-39",
            procedure="recommendation",
            facts=facts,
            opened_at=AT,
        )
    )
    session.flush()


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    house = found_house(database, at=now)
    database.write(add_year, viewer=System())
    database.claim(set_right, viewer=System())  # rows that no act wrote
    return house


def cards(browser: Browser) -> dict[str, str]:
    """Criterion → all that its card says."""
    return {
        item.findtext("h3") or "": " ".join(" ".join(item.itertext()).split())
        for item in browser.tree.iter("li")
        if item.get("class") == "criterion"
    }


def table(browser: Browser, title: str) -> list[list[str]]:
    (found,) = [one for one in browser.tree.iter("table") if "".join(one.find("caption").itertext()) == title]  # type: ignore[union-attr]
    return [[" ".join("".join(cell.itertext()).split()) for cell in line] for line in found.iterfind("./tbody/tr")]


@on_both
def test_each_criterion_has_its_figure_and_its_evidence_or_says_that_there_is_none(
    house: House, settings: Settings
) -> None:
    browser = open_browser(house, settings, "supervisor.ho")
    assert browser.get(f"/reports/principles?{YEAR}").status_code == 200
    found = cards(browser)
    assert "80%" in found["Predictable"]
    assert "8 of 10" in found["Predictable"]
    assert ": 7, last on 03.11.2026" in found["Open"]
    assert "Change the decision: 2, last on" in found["Trusted"], "whoever of two changed it"
    assert "6 of 9" in found["Recommends (D d)"], "as the table by body adds up"
    assert "No evidence here" in found["Built on dialogue"], "what stands in a walled case is no evidence"
    assert "Nothing here measures it" in found["Independence, membership, means (B)"]
    assert len(found) == sum(len(one.criteria) for one in house.pack.principles.standards)
    assert table(browser, "Recommendations, by body") == [
        ["Regional police department", "8", "7", "6", "2", "75%", "25%"],
        ["Committee of the Penal System", "1", "0", "0", "0", "0%", "0%"],
    ]
    proposals = table(browser, "Proposals to change a law or a practice")
    assert [line[3:] for line in proposals] == [
        ["Change promised", "Will change a part", "03.11.2026"],
        ["Change in effect", "Will change it", "03.11.2026"],
    ]
    assert proposals[0][:3] == [
        "Ministry of Justice",
        "A law",
        "Concluding observations of the Committee against Torture, 2023",
    ]

    integrity = open_browser(house, settings, "integrity.in")
    integrity.get(f"/reports/principles?{YEAR}")
    assert ": 1, last on 03.11.2026" in cards(integrity)["Built on dialogue"]
    assert table(integrity, "Recommendations, by body")[0][1:4] == ["1", "1", "1"]
    assert "75%" not in integrity.text
    abai = open_browser(house, settings, "representative.39")
    abai.get(f"/reports/principles?{YEAR}")
    assert "None in this period." in abai.text, "a proposal is head office's"


def test_lines_and_workbook_say_what_the_page_says_and_wrong_dates_are_told(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "supervisor.ho")
    lines = list(csv.reader(StringIO(browser.get(f"/reports/principles.csv?{YEAR}").content.decode("utf-8-sig"))))
    book = [cells for _, cells in from_xlsx(browser.get(f"/reports/principles.xlsx?{YEAR}").content)]
    assert [[*cells, *[""] * (len(lines[0]) - len(cells))] for cells in book] == lines
    (predictable,) = [line for line in lines if line[1] == "Predictable"]
    assert predictable[4:7] == ["0.8", "8", "10"]
    assert ["Recommendations, by body", "Regional police department", "Accepted of the served", "75%"] in [
        [line[0], line[1], line[3], line[4]] for line in lines
    ]
    assert browser.get("/reports/principles?from=31.31.2026").status_code == 422
    assert "31.31.2026" in browser.page.text


def test_the_chapter_for_parliament_holds_what_was_asked_of_us_and_no_small_number(
    house: House, settings: Settings
) -> None:
    rounds.make_reports(rounds.Shop(database=house.database, pack=house.pack, at=FEBRUARY))
    listed = house.database.read(list_kept, house=house_of(house.pack), viewer=HEAD_OFFICE)
    (yearly,) = [one.id for one in listed if one.report == "yearly_chapter"]
    browser = open_browser(house, settings, "supervisor.ho")
    browser.get(f"/reports/kept/{yearly}")
    assert table(browser, "Recommendations, by body") == [
        ["Regional police department", "8", "not told: too few", "not told: too few"]
    ], "two refused, two done: both can be had from a share"
    asked = {
        line[0].partition(".")[0]: line[1:] for line in table(browser, "Eight marks of a complaint system that works")
    }
    assert asked["Predictable"][1] == "not told: too few cases"
    assert asked["Open"][2] == "Tell the complainant"
    assert asked["Built on dialogue"][2] == "No evidence here"
    for language, word in (("kk", "Іс-қимыл жоспары"), ("ru", "План действий"), ("en", "The action plan")):
        browser.language = language
        drawn = pypdfium2.PdfDocument(browser.get(f"/reports/kept/{yearly}/paper").content)
        assert word.replace(" ", "") in "".join(page.get_textpage().get_text_range() for page in drawn).replace(
            " ", ""
        ).replace("\ufffe", "").replace("\r\n", "")
