"""The pages on which proposed rules are read and decided; in three languages, for those who may."""

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.database.test_four_eyes_on_packs import OTHER
from tests.harness.publishing import KEEPER, SUPERVISOR, propose, published
from tests.web.desk_browser import open_browser

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_second_person_reads_what_changes_and_puts_it_in_force(
    house: House, settings: Settings, language: str
) -> None:
    house.file()
    proposal = propose(house, OTHER)
    house.clock.move(hours=1)
    here = f"/admin/publication/{proposal}"
    first = open_browser(house, settings, KEEPER, language=language)
    assert OTHER.hash[:12] in first.get("/admin/publication").text
    first.get(here)
    assert not first.offers("/confirm")
    second = open_browser(house, settings, SUPERVISOR, language=language)
    assert second.get(here).status_code == 200
    assert house.pack.procedures["complaint"].title[language] in second.text
    second.submit("/reject", reason="")
    assert second.page.status_code == 422
    second.submit("/confirm", seen="0")
    assert second.page.status_code == 409
    second.submit("/confirm")
    assert (second.page.status_code, second.page.url.path) == (200, f"/{language}/admin/publication")
    assert published(house, OTHER).hash == OTHER.hash
    second.get("/admin/procedures")
    assert OTHER.hash[:12] in second.text
    second.get(here)
    assert not second.offers("/confirm")
    assert not second.offers("/reject")


def test_who_proposed_takes_it_back_and_the_reason_is_shown(house: House, settings: Settings) -> None:
    proposal = propose(house, OTHER)
    first = open_browser(house, settings, KEEPER)
    first.get(f"/admin/publication/{proposal}")
    first.submit("/reject", reason="A mistake in a letter.")
    assert "A mistake in a letter." in first.text
    assert first.get("/admin/publication/5").status_code == 409


def test_who_neither_proposes_nor_confirms_does_not_enter(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "caseworker.ho")
    assert browser.get("/admin/publication").status_code == 403
