"""Leaving quickly: from any page at once to one about nothing, and Back shows nothing of what was there."""

from collections.abc import Callable

import pytest

from cases.records import Held
from tests.builders import House
from tests.harness.handling import records
from tests.journeys.person import Person

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
STORY = "Надзиратель бил моего брата."
URGENT = {"danger_24h": "yes", "track": "detention", "story": STORY, "region": "KZ-39"}


def leave(person: Person) -> None:
    """Press what stands on every page, and look at where it leads."""
    person.press(person.page.locator("form[data-leave] button"))
    check_harmless(person)


def check_harmless(person: Person) -> None:
    assert person.path == "/days"
    page = person.page
    assert page.title() in {"Страница", "Page", "Бет"}
    assert page.context.cookies() == []
    assert page.locator("a:not(.govuk-skip-link)").count() == 0
    institution = person.house.pack.institution
    for words in (*institution.name.values(), *institution.short_name.values(), "arasha", STORY):
        assert words not in person.page.locator("body").inner_text()


def check_nothing_behind(person: Person) -> None:
    """Back, and what is there shows nothing of theirs."""
    person.expected = 404
    for _ in range(3):
        if person.page.go_back() is None:
            break
        assert STORY not in person.page.content()
        assert person.page.locator(f'textarea:has-text("{STORY}")').count() == 0


@on_sqlite
@pytest.mark.parametrize("scripts", [True, False])
def test_leaving_drops_what_was_begun_and_back_shows_nothing(
    somebody: Callable[..., Person], house: House, *, scripts: bool
) -> None:
    person = somebody(scripts=scripts)
    person.start()
    while "/story" not in person.path and person.page.locator("textarea").count() == 0:
        person.fill(person.form(), URGENT)
        person.submit(person.form())
    person.fill(person.form(), URGENT)
    person.submit(person.form())
    assert len(records(house, Held)) == 1
    leave(person)
    assert records(house, Held) == []
    check_nothing_behind(person)


@on_sqlite
@pytest.mark.parametrize("scripts", [True, False])
def test_leaving_an_open_mailbox_closes_it_and_the_code_still_opens_it(
    somebody: Callable[..., Person], house: House, *, scripts: bool
) -> None:
    code = house.file(story=STORY).code
    person = somebody(scripts=scripts)
    person.enter_mailbox(code)
    leave(person)
    person.go("/mailbox/read")
    assert person.path == "/mailbox"
    person.enter_mailbox(code)
    assert person.path == "/mailbox/read"


@on_sqlite
def test_three_presses_of_shift_leave_too(somebody: Callable[..., Person], house: House) -> None:
    person = somebody()
    person.go("/complaint")
    person.expected = 200
    with person.page.expect_navigation():
        for _ in range(3):
            person.page.keyboard.press("Shift")
    person.page.wait_for_url("**/days")
    check_harmless(person)
