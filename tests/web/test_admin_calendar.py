"""The calendar's pages: a year to read, days to change, and what moves shown before anything is in force."""

from typing import Any

import pytest

from cases.records import CalendarVersion
from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import TO_ADMISSIBILITY, records, walk
from tests.web.desk_browser import Browser, open_browser

CHANGE = "/admin/calendar/change"
WORDS = {"kk": "Үкімет қаулысы", "ru": "Постановление", "en": "Government decree"}


@pytest.fixture
def keeper(house: House, settings: Settings) -> Browser:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    return open_browser(house, settings, "keeper.ho")


def everything_typed(browser: Browser) -> dict[str, Any]:
    """The form as it stands, as a browser would send it."""
    form = browser.form(CHANGE)
    fields = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
    for select in form.iter("select"):
        options = list(select.iter("option"))
        chosen = [each for each in options if "selected" in each.attrib] or options
        fields[select.get("name", "")] = chosen[0].get("value", "")
    return fields


def type_day(browser: Browser, day: str, *, kind: str = "off", do: str = "look", **more: Any) -> None:
    """Write a day into the first empty line, with its words and a reason, and press the button."""
    fields = everything_typed(browser)
    place = min(int(name[4:]) for name, value in fields.items() if name.startswith("day-") and not value)
    fields |= {f"day-{place}": day, f"kind-{place}": kind, "do": do}
    fields |= {f"{language}-{place}": words for language, words in WORDS.items()}
    fields |= {f"reason-{language}": words for language, words in WORDS.items()}
    browser.post(f"/{browser.language}{CHANGE}", fields | more)


def press(browser: Browser, what: str) -> None:
    browser.post(f"/{browser.language}{CHANGE}", everything_typed(browser) | {"do": what})


def test_a_year_shows_its_days_off_and_why(keeper: Browser) -> None:
    keeper.get("/admin/calendar?year=2026")
    assert len([each for each in keeper.tree.iter("table") if each.get("class") == "month"]) == 12
    assert "31.08.2026 Working day Constitution Day is now on 15 March: a working day" in keeper.text
    assert "Version 1" in keeper.text


def test_a_change_is_looked_at_then_put_in_force_and_the_old_version_stays_readable(
    keeper: Browser, house: House
) -> None:
    walk(house, house.file().reference, TO_ADMISSIBILITY)
    keeper.get(f"{CHANGE}?year=2026")
    type_day(keeper, "09.12.2026")
    assert "Time limits that end later" in keeper.text
    assert "Kostanay" in keeper.text
    assert len(records(house, CalendarVersion)) == 1
    press(keeper, "publish")
    assert keeper.page.url.path == "/en/admin/calendar"
    assert "The new calendar is in force" in keeper.text
    assert "Time limits are still being counted anew" in keeper.text
    assert "09.12.2026 Day off Government decree" in keeper.text
    keeper.get("/admin/calendar?year=2026&version=1")
    assert "This is an earlier version" in keeper.text
    assert "09.12.2026" not in keeper.text


def test_what_moves_is_counted_but_no_case_is_named_to_the_keeper(keeper: Browser, house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_ADMISSIBILITY)
    keeper.get(f"{CHANGE}?year=2026")
    type_day(keeper, "09.12.2026")
    assert reference not in keeper.page.text
    assert "seen by those who work on them" in keeper.text


@pytest.mark.parametrize(
    ("day", "more", "words"),
    [
        ("30.02.2026", {}, "There is no such day"),
        ("tomorrow", {}, "There is no such day"),
        ("16.12.2026", {}, "This day stands here twice"),
        ("09.12.2999", {}, "This day is not in the year"),
        ("09.12.2026", {"year": "2999"}, "too far away"),
        ("09.12.2026", {"reason-kk": " "}, "Fill this in"),
        ("09.12.2026", {"reason-ru": "я" * 201}, "Too long"),
        ("09.12.2026", {"kind-3": "half"}, "Fill this in"),
        ("09.12.2026", {"base": "x"}, "The calendar has changed meanwhile"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(
    keeper: Browser, house: House, day: str, more: dict[str, str], words: str
) -> None:
    walk(house, house.file().reference, TO_ADMISSIBILITY)
    keeper.get(f"{CHANGE}?year=2026")
    type_day(keeper, day, **more)
    assert words in keeper.text
    assert keeper.page.status_code in (200, 409, 422)
    if keeper.page.status_code == 422:
        typed = everything_typed(keeper)
        assert day in typed.values()
        assert WORDS["en"] in typed.values()
    assert len(records(house, CalendarVersion)) == 1


def test_the_public_list_fills_a_year_in_known_words_and_marks_what_is_a_guess(keeper: Browser) -> None:
    keeper.get(f"{CHANGE}?year=2028&days=public")
    typed = everything_typed(keeper)
    places = {value: name[4:] for name, value in typed.items() if name.startswith("day-") and value}
    assert [typed[f"{each}-{places['22.03.2028']}"] for each in ("kk", "ru", "en")] == [
        "Наурыз мейрамы", "Праздник Наурыз", "Nauryz",
    ]  # fmt: skip
    assert keeper.text.count("The date is a guess") == 1


def test_a_change_pressed_twice_is_one_version(keeper: Browser, house: House) -> None:
    keeper.get(f"{CHANGE}?year=2026")
    type_day(keeper, "09.12.2026")
    twice = everything_typed(keeper) | {"do": "publish"}
    for _ in range(2):
        keeper.post(f"/en{CHANGE}", twice)
        assert "The new calendar is in force" in keeper.text
    assert len(records(house, CalendarVersion)) == 2


def test_a_supervisor_reads_the_calendar_and_changes_nothing(house: House, settings: Settings) -> None:
    browser = open_browser(house, settings, "supervisor.ho", language="kk")
    browser.get("/admin/calendar?year=2026")
    assert "Жұмыс күнтізбесі 2026" in browser.text
    assert [each.get("title") for each in browser.tree.iter("abbr")][:2] == ["дүйсенбі", "сейсенбі"]
    assert CHANGE not in browser.page.text
    browser.get(CHANGE)
    assert browser.page.status_code == 403
