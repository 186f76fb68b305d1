"""Keeping somebody out of a case in a browser without scripts; for them every page is as if it were not there."""

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import OFFICER, TO_INQUIRY, case_of, walk
from tests.web.desk_browser import Browser, open_browser


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def chief(house: House, settings: Settings) -> Browser:
    house.employ("colleague.39", "KZ-39", "caseworker")
    return open_browser(house, settings, "representative.39")


def test_a_wall_is_raised_and_lifted_and_the_form_keeps_what_was_typed(
    chief: Browser, house: House, settings: Settings
) -> None:
    reference, person = house.file().reference, str(house.officer(OFFICER).id)
    page = f"/desk/cases/{reference}/wall"
    chief.get(f"/desk/cases/{reference}")
    assert "Who may read this case" in chief.text
    chief.get(page)
    chief.submit("/wall", handling="same", reason="Her brother.")
    assert chief.page.status_code == 422
    assert "Choose at least one answer" in chief.text
    assert "Her brother." in chief.text
    chief.submit("/wall", people=person, handling="same", reason="Her brother.")
    assert "They are kept out from now on" in chief.text
    assert case_of(house, reference).epoch == 2
    out = open_browser(house, settings, OFFICER)
    for path in ("", "/wall", "/letters/1"):
        assert out.get(f"/desk/cases/{reference}{path}").status_code in {403, 404}
    out.get("/desk?tab=unit")
    assert reference not in out.text
    chief.get(f"/desk/cases/{reference}")
    assert "Somebody is kept out of the case" in chief.text
    assert "Her brother." in chief.text
    chief.get("/desk?tab=unit")
    assert reference in chief.text
    chief.get(page)
    chief.submit("/wall/lift", people=person, reason="He left.")
    assert "They may read the case again" in chief.text
    assert out.get(f"/desk/cases/{reference}").status_code == 200


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_speaks_the_language_and_says_what_is_wrong_beside_the_field(
    house: House, settings: Settings, language: str
) -> None:
    reference = house.file().reference
    chief = open_browser(house, settings, "representative.39", language=language)
    chief.get(f"/desk/cases/{reference}/wall")
    everybody = [str(house.officer(one).id) for one in (OFFICER, "supervisor.ho", "caseworker.ho")]
    chief.submit("/wall", people=everybody, handling="same", reason="x")
    expected = {"kk": "Тым аз адам қалады", "ru": "Останется слишком мало людей", "en": "Too few would be left"}
    assert expected[language] in chief.text
    assert case_of(house, reference).epoch == 1


def test_only_who_decides_has_the_page(house: House, settings: Settings) -> None:
    reference = house.file().reference
    caseworker = open_browser(house, settings, OFFICER)
    caseworker.get(f"/desk/cases/{reference}")
    assert "Who may read this case" not in caseworker.text
    assert caseworker.get(f"/desk/cases/{reference}/wall").status_code == 403
    elsewhere = open_browser(house, settings, "representative.75")
    assert elsewhere.get(f"/desk/cases/{reference}/wall").status_code == 404


def test_for_who_is_kept_out_every_page_is_as_if_the_case_had_never_been(house: House, settings: Settings) -> None:
    pages = (
        "/desk?tab=unit", "/desk?tab=mine", "/desk?tab=needs_me", "/desk?tab=unassigned", "/desk?tab=late",
        "/desk?tab=closed", "/desk/next", "/desk/absences", "/desk/duty", "/reports", "/reports/units/KZ-39",
    )  # fmt: skip
    house.file()
    chief, boss = (open_browser(house, settings, who) for who in ("representative.39", "supervisor.ho"))

    def seen() -> list[tuple[int, str]]:
        return [(chief.get(page).status_code, chief.text) for page in pages]

    before = seen()
    receipt = house.file(story="About the representative.")
    boss.get(f"/desk/cases/{receipt.reference}/wall")
    boss.submit("/wall", people=str(house.officer("representative.39").id), handling="stand_in", reason="It is he.")
    assert "They are kept out from now on" in boss.text
    assert seen() == before
    assert {status for status, _ in before} == {200}
    boss.get(f"/desk/cases/{receipt.reference}")
    assert "Integrity unit" in boss.text


def test_who_is_kept_out_later_reads_the_same_pages_and_sheets_of_the_days_before(
    house: House, settings: Settings
) -> None:
    """Of the case itself no more than that it is counted."""
    reference, other = house.file().reference, house.file().reference
    walk(house, reference, TO_INQUIRY)
    house.clock.move(days=9)
    days = "from=2026-11-01&to=2026-12-01"
    chief, boss = (open_browser(house, settings, who) for who in ("representative.39", "supervisor.ho"))

    def seen() -> list[str]:
        """Every figure of the pages, and the sheets; what the pages say of today (warnings, cases that lie) is of today."""
        found: list[str] = []
        for who, pages in ((chief, ("units/KZ-39",)), (boss, ("units/KZ-39", ""))):
            for page in pages:
                assert who.get(f"/reports/{page}?{days}".replace("/?", "?")).status_code == 200
                found += ["".join(one.itertext()) for one in who.tree.iter("li") if one.get("class") == "figure"]
                sheet = who.get(f"/reports/{page or 'units'}.csv?{days}")
                assert sheet.status_code == 200
                found += [line for line in sheet.text.splitlines() if "2026-12-02" not in line]
        return found

    before = seen()
    assert len(before) > 300
    boss.get(f"/desk/cases/{reference}/wall")
    boss.submit("/wall", people=str(house.officer("representative.39").id), handling="stand_in", reason="It is he.")
    assert "They are kept out from now on" in boss.text
    assert seen() == before
    chief.get(f"/reports/cases?figure=received&unit=KZ-39&{days}")
    assert other in chief.text
    assert reference not in chief.text
    assert "1 more case is counted here that you do not read" in chief.text
