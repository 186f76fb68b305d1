"""People in a real browser: Debian's Chromium driven from outside, the real application behind it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from cases.settings import Settings
from tests.builders import House
from tests.conftest import RUN
from tests.harness.browser import CHROMIUM, QUIET
from tests.harness.serving import served
from tests.journeys.hands import Hands, Mouse
from tests.journeys.person import Person


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a test process; a missing one is a failure that names the Debian package."""
    assert CHROMIUM.exists(), "Chromium is missing: Debian package `chromium-headless-shell` (make test installs it)"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def address(house: House, settings: Settings) -> Iterator[str]:
    """Where the house's pages are served while the test runs."""
    with served(house, settings) as here:
        yield here


@pytest.fixture(scope="session")
def passed(pytestconfig: pytest.Config) -> Path:
    """The run's folder of page shapes that axe has seen; all test processes share it."""
    folder = pytestconfig.stash[RUN] / "shapes"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def somebody(browser: Browser, address: str, house: House, passed: Path) -> Iterator[Callable[..., Person]]:
    """Makes a person at a browser of their own: `somebody(language="kk", scripts=False, width=320)`."""
    people: list[Person] = []

    def arrive(
        *,
        language: str = "ru",
        scripts: bool = True,
        width: int = 1280,
        hands: Hands | None = None,
        forced_colors: bool = False,
        kind: type[Person] = Person,
        **more: Any,
    ) -> Person:
        hands = hands or Mouse()
        context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": hands.window}, locale=language, base_url=address,
            forced_colors="active" if forced_colors else None,
        )  # fmt: skip
        context.set_default_timeout(30_000)
        people.append(kind(context.new_page(), house, language, passed, hands, **more))
        return people[-1]

    yield arrive
    for person in people:
        person.page.context.close()
    for person in people:
        person.check_quiet()
