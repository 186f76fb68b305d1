"""A browser that is closed while somebody writes: the words are there again, in another browser, after signing in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.builders import House
from tests.harness.handling import OFFICER
from tests.journeys.person import Person

NOTE = "Она звонила в среду. Начальник цеха кричал на неё при всех."


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_what_was_typed_outlives_the_browser(somebody: Callable[..., Person], house: House) -> None:
    reference = house.file().reference
    writer = somebody(language="ru", width=320)
    writer.page.clock.install()
    writer.sign_in(OFFICER)
    writer.open_case(reference)
    act = writer.main.locator("details.act:has(form[data-keeps] textarea)").first
    act.locator("summary").click()
    act.locator("textarea").first.fill(NOTE)
    writer.page.clock.fast_forward(5_000)
    expect(act.locator(".keeping")).to_contain_text("Сохранено для вас")
    writer.page.context.clear_cookies()
    house.clock.move(minutes=31)
    again = somebody(language="ru", width=320)
    again.sign_in(OFFICER)
    assert again.path == "/desk/unsent"
    again.check_width()
    again.check_accessibility()
    again.press(again.main.within("a[href*='written=again']"))
    again.check_width()
    again.check_accessibility()
    kept = again.main.locator("details.act[open] textarea").first
    assert kept.input_value() == NOTE
