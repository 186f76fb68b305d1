"""What goes wrong at a browser: pressed twice, gone back, left open, forged, far too long. Told clearly, nothing lost."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from cases.vault.codes import new_code
from tests.builders import ORDINARY, House
from tests.journeys.person import Person
from tests.journeys.soundness import check_source
from web.i18n import catalogue

STORY = "Начальник цеха хватает меня за руку, когда мы одни. Вчера он запер дверь."
LANGUAGES = ("kk", "ru", "en")
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def says(person: Person, english: str) -> bool:
    """Whether the page's heading is this text, in the page's language."""
    return person.heading == catalogue(person.language).gettext(english)


def walk_to(person: Person, question: str) -> None:
    """From the start page to the page that asks *question*."""
    person.start()
    while person.form().within(f'[name="{question}"]').count() == 0:
        person.fill(person.form(), ORDINARY)
        person.submit(person.form())


def another_tab(person: Person) -> Person:
    return Person(person.page.context.new_page(), person.house, person.language, person.passed)


def count_cases(somebody: Callable[..., Person]) -> int:
    """How many cases the unit has, as its caseworker sees it."""
    officer = somebody(language="ru")
    officer.username = "caseworker.39"
    return len(officer.look_at_queue("unit"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_on_send_files_one_complaint(somebody: Callable[..., Person], *, scripts: bool) -> None:
    person = somebody(scripts=scripts)
    person.start()
    person.answer(ORDINARY)
    person.form().locator("button").dblclick()
    expect(person.page.get_by_role("heading", level=1)).to_have_text(
        catalogue("ru").gettext("Sent. Write down your code")
    )
    person.go(person.path)
    assert person.main.locator('[aria-labelledby="code"]').count() == 1
    assert count_cases(somebody) == 1


@on_sqlite
def test_back_after_sending_leads_to_the_same_code(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.start()
    person.answer(ORDINARY)
    sent = person.send()
    person.arrive(person.page.go_back())
    assert person.path.startswith("/complaint/sent/")
    assert sent.code in " ".join(person.text.split())
    person.keep_code()
    person.enter_mailbox(sent.code)
    assert sent.reference in person.text


@on_sqlite
def test_two_tabs_of_one_form_send_one_complaint(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.start()
    person.answer(ORDINARY)
    second = another_tab(person)
    second.go(person.path)
    sent = person.send()
    again = second.send()
    assert again == sent
    assert count_cases(somebody) == 1


@on_sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_put_away_says_so_and_gives_back_what_was_typed(
    somebody: Callable[..., Person], house: House, language: str
) -> None:
    person = somebody(language=language)
    walk_to(person, "story")
    person.fill(person.form(), {"story": STORY})
    house.clock.move(days=2)
    person.submit(person.form(), expect=404)
    assert says(person, "This form is no longer open")
    assert person.main.locator("textarea:visible").input_value() == STORY


@on_sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_code_opens_nothing_and_stays_in_its_field(somebody: Callable[..., Person], language: str) -> None:
    person = somebody(language=language)
    for wrong in (str(new_code()), "1234", "жиырма сан"):
        person.enter_mailbox(wrong, expect=422)
        assert person.form("/mailbox").locator('[name="code"]').input_value() == wrong
        assert says(person, "Open your mailbox")


@on_sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forged_form_is_refused_and_shows_what_was_typed(somebody: Callable[..., Person], language: str) -> None:
    person = somebody(language=language)
    walk_to(person, "story")
    person.fill(person.form(), {"story": STORY})
    person.form().locator('[name="csrf"]').evaluate("field => { field.value = 'f'.repeat(field.value.length); }")
    person.submit(person.form(), expect=403)
    assert says(person, "Please send the form once more")
    assert person.main.locator("textarea:visible").input_value() == STORY


@on_sqlite
def test_a_story_beyond_its_limit_comes_back_whole(somebody: Callable[..., Person]) -> None:
    person = somebody(scripts=False)
    walk_to(person, "story")
    long = STORY * 400
    person.fill(person.form(), {"story": long})
    person.submit(person.form(), expect=422)
    assert person.form().locator('[name="story"]').input_value() == long
    assert person.main.locator("[role=alert]").is_visible()


@on_sqlite
def test_five_megabytes_of_story_are_refused_and_the_form_goes_on(somebody: Callable[..., Person]) -> None:
    person = somebody(scripts=False)
    walk_to(person, "story")
    person.fill(person.form(), {"story": "x" * 5_000_000})
    person.submit(person.form(), expect=413)
    assert says(person, "That is too much at once")
    person.expected = 200
    person.page.go_back()
    person.answer({name: values for name, values in ORDINARY.items() if name not in BEFORE_STORY})
    assert person.send().reference


BEFORE_STORY = {"danger_24h", "filed_by", "track"}

BODIES: Mapping[str, tuple[str, bytes]] = {
    "broken UTF-8": ("application/x-www-form-urlencoded", b"danger_24h=\xff\xfe"),
    "broken UTF-8, escaped": ("application/x-www-form-urlencoded", b"danger_24h=%ff%fe"),
    "control characters": ("application/x-www-form-urlencoded", b"danger_24h=no%00%01"),
    "thousands of fields": ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(5000))),
    "another type": ("application/json", b'{"danger_24h": "no"}'),
    "a torn upload": ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data; name=danger_24h"),
    "nothing": ("application/x-www-form-urlencoded", b""),
}


@on_sqlite
def test_what_no_browser_sends_gets_a_page_and_never_a_failure(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.go("/complaint")
    for path in ("/complaint", "/mailbox", "/desk/sign-in"):
        for what, (kind, body) in BODIES.items():
            status, source = post(person.page, f"/ru{path}", kind, body)
            assert 400 <= status < 500, (path, what, status)
            check_source(source, "ru")


def post(page: Page, address: str, kind: str, body: bytes) -> tuple[int, str]:
    answer = page.request.post(address, data=body, headers={"content-type": kind}, max_redirects=0)
    return answer.status, answer.text()
