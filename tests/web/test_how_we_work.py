"""How we work, for everybody: every procedure in plain words and drawn, from the live files."""

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import Visitor, arrive


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    return arrive(house, settings)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_procedure_is_told_in_plain_words(visitor: Visitor, house: House, language: str) -> None:
    visitor.language = language
    for name, procedure in house.pack.procedures.items():
        visitor.get("/how-we-work" if name == "complaint" else f"/how-we-work/{name}")
        assert visitor.page.status_code == 200
        missing = [stage for stage, said in procedure.stages.items() if said.label[language] not in visitor.text]
        missing += [clock for clock, said in procedure.clocks.items() if said.label[language] not in visitor.text]
        assert (name, missing) == (name, [])
        assert any(each.tag.endswith("svg") and each.get("class") == "flow" for each in visitor.tree.iter())


def test_it_says_who_decides_in_twos_what_one_can_do_and_when_it_goes_up(visitor: Visitor) -> None:
    visitor.get("/how-we-work")
    assert "Do not admit (two people decide; you get a letter)" in visitor.text
    assert "What you can do:" in visitor.text
    assert "15 working days" in visitor.text
    assert "1 working day before the end: a reminder to" in visitor.text
    assert "can be extended to 2 months by a reasoned decision" in visitor.text


def test_a_procedure_that_is_not_there_is_not_found(visitor: Visitor) -> None:
    visitor.get("/how-we-work/nothing")
    assert visitor.page.status_code == 404


def test_overseers_read_procedures_and_tables_and_caseworkers_are_kept_out(house: House, settings: Settings) -> None:
    supervisor = open_browser(house, settings, "supervisor.ho")
    supervisor.get("/admin/procedures")
    assert "passed every check" in supervisor.text
    for name in house.pack.procedures:
        supervisor.get(f"/admin/procedures/{name}")
        assert supervisor.page.status_code == 200
    for name in house.pack.tables:
        supervisor.get(f"/admin/procedures/tables/{name}")
        assert supervisor.page.status_code == 200
    supervisor.get("/admin/procedures/tables/lead")
    assert "in all other cases" in supervisor.text
    for path in ("/admin/procedures/nothing", "/admin/procedures/tables/nothing"):
        supervisor.get(path)
        assert supervisor.page.status_code == 404
    caseworker = open_browser(house, settings, "caseworker.39")
    caseworker.get("/admin/procedures")
    assert caseworker.page.status_code == 403


def test_the_case_shows_the_way_it_took(house: House, settings: Settings) -> None:
    reference = house.file().reference
    house.act(reference, "register", by="caseworker.39")
    browser = open_browser(house, settings, "caseworker.39")
    browser.get(f"/desk/cases/{reference}")
    classes = [each.get("class") or "" for each in browser.tree.iter()]
    assert len([each for each in classes if "flow-passed" in each]) == 2
    assert len([each for each in classes if "flow-went" in each]) == 1
