"""The pages on which proposed rules are read and decided; in three languages, for those who may."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from cases.settings import Settings
from tests.builders import House
from tests.database.test_four_eyes_on_packs import OTHER
from tests.harness.publishing import KEEPER, SUPERVISOR, propose, published, somebody
from tests.web.desk_browser import Browser, open_browser


@pytest.mark.parametrize(
    ("kind", "language"), [("sqlite", "kk"), ("sqlite", "ru"), ("postgresql", "en")], indirect=["kind"]
)
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


def archive(files: Mapping[str, str | bytes], folder: str = "kz/") -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as to:
        for name, text in files.items():
            to.writestr(f"{folder}{name}", text)
    return packed.getvalue()


def hand_in(browser: Browser, content: bytes) -> None:
    """The form of the page, whose file comes last."""
    browser.get("/admin/publication")
    form = browser.form("/admin/publication")
    fields = {
        each.get("name", ""): each.get("value", "") for each in form.iter("input") if each.get("type") == "hidden"
    }
    browser.read(
        browser.client.post(
            "/en/admin/publication", data=fields, files={"file": ("../x.zip", content)}, follow_redirects=True
        )
    )


def test_an_archive_is_checked_compared_and_laid_before_a_second_person(house: House, settings: Settings) -> None:
    somebody(house, KEEPER, "administrator")
    somebody(house, SUPERVISOR, "supervisor")
    browser = open_browser(house, settings, KEEPER)
    for content, told in (
        (b"", "Choose a ZIP archive"),
        (b"PK\x03\x04 no archive", "no ZIP archive that we can read"),
        (archive({"../../etc/x.yaml": "a: b"}), "is no name"),
        (archive({"big.yaml": b" " * 5_000_000}), "larger than any file"),
        (archive({f"f{n}.yaml": "" for n in range(501)}), "more than 500 files"),
        (archive({"a.yaml": b"\xff"}), "not in UTF-8"),
        (archive(house.pack.files), "in force already"),
    ):
        hand_in(browser, content)
        assert (browser.page.status_code, told in browser.text) == (422, True), told
    broken = {**OTHER.files, "institution.yaml": "name: 5"}
    hand_in(browser, archive(broken))
    assert browser.page.status_code == 422
    assert "institution.yaml" in browser.text
    hand_in(browser, archive(OTHER.files))
    assert browser.page.status_code == 200
    assert "You proposed this" in browser.text
    assert not browser.offers("/confirm")
    second = open_browser(house, settings, SUPERVISOR)
    second.get(browser.page.url.path.removeprefix("/en"))
    second.submit("/confirm")
    assert published(house, OTHER).hash == OTHER.hash
