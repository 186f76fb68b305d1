"""What is said in three languages: whole catalogues, and days, sums and numbers as each language writes them."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from web import i18n
from web.catalogue import read_catalogue
from web.kit import messages

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
"""Half past one in the night of the 24th in Almaty."""
LANGUAGES = tuple(i18n.NAMES)
PLACES = [(language, surface) for language in LANGUAGES for surface in messages.surfaces()]
EXPECTED_FORMS = {"kk": (0, 1, 1), "ru": (0, 2, 0), "en": (0, 1, 1)}
"""Which form is said of one, five and twenty-one."""
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def speaking(language: str) -> i18n.Voice:
    return i18n.Voice(language, ZoneInfo("Asia/Almaty"), "KZT", NOW)


@pytest.mark.parametrize(("language", "surface"), PLACES)
def test_every_text_of_every_surface_is_translated(language: str, surface: str) -> None:
    assert messages.untranslated(language, surface) == []


@pytest.mark.parametrize(("language", "surface"), PLACES)
def test_no_catalogue_keeps_texts_that_no_page_says(language: str, surface: str) -> None:
    kept = {
        message.id[0] if isinstance(message.id, tuple) else message.id for message in messages.stored(language, surface)
    }
    said = {msgid if isinstance(msgid, str) else msgid[0] for msgid in messages.messages_of(surface)}
    assert kept - {""} <= said


@pytest.mark.parametrize(("language", "surface"), PLACES)
def test_a_translation_names_the_same_values_as_its_source(language: str, surface: str) -> None:
    for message in messages.stored(language, surface):
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        source = message.id if isinstance(message.id, str) else message.id[1]
        for text in texts if source else ():
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(source)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_what_babel_reads_in_the_same_files(language: str) -> None:
    said = i18n.catalogue(language)
    for message in (message for surface in messages.surfaces() for message in messages.stored(language, surface)):
        if isinstance(message.id, str):
            assert not message.id or said.gettext(message.id) == (message.string or message.id)
            continue
        (one, many), forms = message.id, list(message.string or ())
        counted = {number: said.ngettext(one, many, number) for number in range(130)}
        assert set(counted.values()) == set(forms), one
        assert [counted[1], counted[5], counted[21]] == [forms[i] for i in EXPECTED_FORMS[language]], one


AWKWARD = r"""# nobody's: the head may be fuzzy
#, fuzzy
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\n"
#: somewhere.py:1
msgid "Two"
"\nlines, a \"word\" and a \\"
msgstr ""
"Deux"

"\nlignes"
#, fuzzy, python-format
msgid "Not sure"
msgstr "Peut-être"
msgid "Sure"
msgstr "Sûr"
msgid "%(num)s day"
msgid_plural "%(num)s days"
msgstr[0] "%(num)s jour"
msgstr[1] ""
msgid "Nothing"
msgstr ""
#~ msgid "Gone"
#~ msgstr "Parti"
"""


def test_a_catalogue_is_read_as_translators_programs_write_it(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text(AWKWARD, "utf-8")
    said = read_catalogue([tmp_path / "fr.po"])
    assert said.gettext('Two\nlines, a "word" and a \\') == "Deux\nlignes"
    assert [said.gettext(each) for each in ("Not sure", "Sure", "Nothing", "Gone")] == [
        "Not sure",
        "Sûr",
        "Nothing",
        "Gone",
    ]
    counted = [said.ngettext("%(num)s day", "%(num)s days", number) for number in (0, 1, 2)]
    assert counted == ["%(num)s jour", "%(num)s jour", "%(num)s days"]
    assert said.ngettext("%(num)s week", "%(num)s weeks", 1) == "%(num)s week"


def test_extraction_finds_texts_in_templates_and_in_python() -> None:
    found = messages.messages_of("kit")
    assert found["Leave this site quickly"] == ["kit/templates/public.html"]
    assert found["Why we ask"] == ["kit/controls.py"]
    assert ("%(num)s day left", "%(num)s days left") in found


def test_a_marked_text_is_translated_when_it_is_shown() -> None:
    marked = i18n.N_("Yes")
    shown = []
    for language in LANGUAGES:
        with i18n.speaking(speaking(language)):
            shown.append(i18n.gettext(marked))
    assert shown == ["Иә", "Да", "Yes"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", ["1 күн қалды", "2 күн қалды", "5 күн қалды", "21 күн қалды"]),
        ("ru", ["остался 1 день", "осталось 2 дня", "осталось 5 дней", "остался 21 день"]),
        ("en", ["1 day left", "2 days left", "5 days left", "21 days left"]),
    ],
)
def test_counts_follow_the_grammar_of_the_language(language: str, expected: list[str]) -> None:
    today = date(2026, 11, 24)
    with i18n.speaking(speaking(language)):
        assert [i18n.days_left(today + timedelta(days=count)) for count in (1, 2, 5, 21)] == expected


def test_days_are_counted_in_the_zone_of_the_institution() -> None:
    with i18n.speaking(speaking("en")):
        assert i18n.days_left(date(2026, 11, 24)) == "today"
        assert i18n.days_left(date(2026, 11, 22)) == "2 days late"
        assert i18n.day(NOW) == "24.11.2026"
        assert i18n.moment(NOW) == "24.11.2026, 01:30"


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(hours=5, minutes=10), "5 hours left"),
        (timedelta(minutes=1), "1 minute left"),
        (timedelta(minutes=-40), "40 minutes late"),
        (timedelta(hours=-1), "1 hour late"),
        (timedelta(days=3), "3 days left"),
    ],
)
def test_what_is_due_within_a_day_is_counted_in_hours_and_minutes(left: timedelta, expected: str) -> None:
    with i18n.speaking(speaking("en")):
        assert i18n.days_left(NOW + left) == expected


@pytest.mark.parametrize(
    ("language", "long", "month"),
    [
        ("kk", "2026 ж. 5 қараша", "2026 ж. қараша"),
        ("ru", "5 ноября 2026 г.", "ноябрь 2026 г."),
        ("en", "5 November 2026", "November 2026"),
    ],
)
def test_dates_are_written_as_in_the_language_with_spaces_that_do_not_break(
    language: str, long: str, month: str
) -> None:
    with i18n.speaking(speaking(language)):
        assert i18n.day(date(2026, 11, 5)) == "05.11.2026"
        assert i18n.long_day(date(2026, 11, 5)) == long.replace(" ", "\u00a0")
        assert i18n.month(date(2026, 11, 5)) == month.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("known", "expected"), [("2026", "2026"), ("2026-11", "11.2026"), ("2026-11-05", "05.11.2026")]
)
def test_a_date_that_is_only_about_right_shows_what_is_known(known: str, expected: str) -> None:
    assert i18n.day(known) == expected


@pytest.mark.parametrize("write", [i18n.moment, i18n.day, i18n.long_day, i18n.month])
def test_a_moment_without_a_zone_is_an_error_and_not_taken_for_utc(write: object) -> None:
    assert callable(write)
    with pytest.raises(ValueError, match="without a zone"):
        write(NOW.replace(tzinfo=None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_is_written_one_way_in_all_languages(language: str) -> None:
    with i18n.speaking(speaking(language)):
        assert i18n.money("15000.5") == "15\u00a0000,50\u00a0₸"


@pytest.mark.parametrize(
    ("language", "number", "share"),
    [("kk", "1\u00a0500", "15,3\u00a0%"), ("ru", "1\u00a0500", "15,3\u00a0%"), ("en", "1,500", "15.3%")],
)
def test_numbers_are_written_as_in_the_language(language: str, number: str, share: str) -> None:
    with i18n.speaking(speaking(language)):
        assert (i18n.whole(1500), i18n.percent(0.1534)) == (number, share)


def test_words_of_the_pack_come_in_the_language_of_the_page_or_in_the_first_there_is() -> None:
    with i18n.speaking(speaking("ru")):
        assert i18n.label({"kk": "Іс", "ru": "Дело", "en": "Case"}) == "Дело"
        assert i18n.label({"kk": "Іс"}) == "Іс"
        assert i18n.label({}) == ""


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_surfaces_that_say_the_same_say_it_in_the_same_words(language: str) -> None:
    said: dict[str, set[str]] = {}
    for surface in messages.surfaces():
        for message in messages.stored(language, surface):
            if message.id and message.string:
                said.setdefault(str(message.id), set()).add(str(message.string))
    assert {msgid: texts for msgid, texts in said.items() if len(texts) > 1} == {}
