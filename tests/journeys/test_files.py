"""A film is sent from a browser over a line that breaks: it goes on by itself, says how far it is, and arrives once."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from cases.evidence.padding import PART
from cases.records import Evidence
from tests.builders import House
from tests.harness.handling import records

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def test_a_film_goes_on_after_a_break_and_what_is_refused_is_said_beside_it(
    browser: Browser, address: str, house: House, tmp_path: Path
) -> None:
    film, tool = tmp_path / "film.wav", tmp_path / "tool.exe"
    film.write_bytes(b"RIFF....WAVEfmt " + bytes(2 * PART))
    tool.write_bytes(b"MZ" + bytes(200))
    page = browser.new_page(viewport={"width": 320, "height": 800}, base_url=address)
    page.goto("/en/mailbox")
    page.fill("[name=code]", house.file().code or "")
    page.locator("main form button").click()
    page.goto("/en/mailbox/files")
    asked: list[str] = []

    def break_once(route: Route) -> None:
        asked.append(route.request.url.rpartition("/")[2])
        if len(asked) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/parts/**", break_once)
    page.set_input_files("#file", [film, tool])
    page.locator(".upload button").click()
    expect(page.locator(".sending li").nth(1)).to_contain_text("cannot take this kind", timeout=20_000)
    expect(page.locator(".sending li").first).to_contain_text("With us")
    assert asked[:4] == ["0", "1", "1", "2"]
    page.set_input_files("#file", [])
    page.set_input_files("#sound", [film])  # straight from the recorder
    page.locator(".upload button").click()
    expect(page.locator("[role=status]")).to_contain_text("Your files are with us")
    (row,) = records(house, Evidence)
    assert row.stored >= film.stat().st_size
    page.close()
