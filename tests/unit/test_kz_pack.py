"""The Kazakhstan pack: complete, in three languages, and saying what design 01 says."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.packs.files import read_document
from cases.packs.jurisdiction import Pack, read_folder
from tests.builders import kazakhstan
from workflows.calendars import add_working_days, is_working

FOLDER = Path(__file__).parents[2] / "cases" / "jurisdictions" / "kz"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return kazakhstan()


def labels(data: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every mapping of languages in a file, with where it stands."""
    if isinstance(data, dict):
        if {"kk", "ru", "en"} & set(data):
            yield place, data
            return
        for key, value in data.items():
            yield from labels(value, f"{place}.{key}")
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from labels(value, f"{place}[{position + 1}]")


def every_label() -> list[tuple[str, Mapping[str, str]]]:
    files = read_folder(FOLDER).items()
    documents = [read_document(name, text) for name, text in files if name.endswith(".yaml")]
    return [(f"{one.file}{place}", label) for one in documents for place, label in labels(one.data)]


def test_every_label_speaks_three_languages_and_none_repeats_another() -> None:
    wrong = [
        f"{place}: {dict(label)}"
        for place, label in every_label()
        if set(label) != {"kk", "ru", "en"}
        or not all(words.strip() for words in label.values())
        or len({words.strip().lower() for words in label.values()}) != 3
    ]
    assert wrong == []


def test_each_language_keeps_to_its_own_letters() -> None:
    cyrillic, latin = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE), re.compile("[a-z]{3,}")
    kazakh = re.compile("[әғқңөұүһі]", re.IGNORECASE)
    names = re.compile(r"\{\w+\}|WhatsApp|Telegram|SMS|eOtinish|№|область (Жетісу|Ұлытау)")
    wrong = []
    for place, label in every_label():
        plain = {language: names.sub("", words) for language, words in label.items()}
        if cyrillic.search(plain["en"]) or latin.search(plain["kk"]) or latin.search(plain["ru"]):
            wrong.append(place)
        if kazakh.search(plain["ru"]):
            wrong.append(place)
    assert wrong == []


def test_no_label_is_longer_than_a_person_reads_at_once() -> None:
    long = [
        place
        for place, label in every_label()
        for words in label.values()
        if len(words) > 240 and not place.startswith(("letters/", "templates/"))
    ]
    assert long == ["questionnaires/shared.yaml.elsewhere[1].lead"] * len(long)


UNITS = {
    "KZ-10": ("Abai", (2, 4)), "KZ-11": ("Akmola", (1, 3)),
    "KZ-15": ("Aktobe", (2, 1)), "KZ-19": ("Almaty Region", (3, 4)),
    "KZ-23": ("Atyrau", (2, 0)), "KZ-27": ("West Kazakhstan", (1, 0)),
    "KZ-31": ("Zhambyl", (3, 3)), "KZ-33": ("Zhetisu", (3, 5)),
    "KZ-35": ("Karaganda", (2, 3)), "KZ-39": ("Kostanay", (1, 2)),
    "KZ-43": ("Kyzylorda", (3, 1)), "KZ-47": ("Mangystau", (3, 0)),
    "KZ-55": ("Pavlodar", (1, 4)), "KZ-59": ("North Kazakhstan", (0, 3)),
    "KZ-61": ("Turkistan", (3, 2)), "KZ-62": ("Ulytau", (2, 2)),
    "KZ-63": ("East Kazakhstan", (2, 5)), "KZ-71": ("Astana", (0, 4)),
    "KZ-75": ("Almaty", (4, 4)), "KZ-79": ("Shymkent", (4, 2)),
}  # fmt: skip


def test_the_twenty_regions_stand_where_the_map_has_them(pack: Pack) -> None:
    regions = {unit.code: (unit.name["en"], unit.tile) for unit in pack.units.values() if unit.kind == "region"}
    assert regions == UNITS
    assert {unit.code for unit in pack.units.values() if unit.city} == {"KZ-71", "KZ-75", "KZ-79"}


def test_there_is_one_head_office_one_npm_secretariat_one_integrity_unit_and_one_duty_desk(pack: Pack) -> None:
    kinds = {pack.units[code].kind for code in ("KZ-HO", "KZ-NP", "KZ-IN", "KZ-DU")}
    assert kinds == {"head", "npm", "integrity", "duty"}
    assert len(pack.units) == 24


def test_nothing_escalates_to_the_integrity_unit_or_from_it(pack: Pack) -> None:
    assert pack.units["KZ-IN"].escalates_to == ()
    assert not any("KZ-IN" in unit.escalates_to for unit in pack.units.values())


@pytest.mark.parametrize(
    ("first", "due"), [(date(2026, 3, 16), date(2026, 4, 9)), (date(2026, 11, 23), date(2026, 12, 14))]
)
def test_fifteen_working_days_end_when_design_1_3_says(pack: Pack, first: date, due: date) -> None:
    assert due == add_working_days(pack.calendar, first, 15)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 8, 31), True),  # changed from off to working within the year
        (date(2026, 3, 25), False),
        (date(2025, 1, 3), False),  # moved from Sunday the 5th
        (date(2025, 1, 5), True),
        (date(2024, 5, 4), True),
        (date(2024, 5, 8), False),
        (date(2027, 3, 15), False),
        (date(2023, 7, 1), True),
    ],
)
def test_moved_days_are_counted_as_decreed(pack: Pack, day: date, *, working: bool) -> None:
    assert working == is_working(pack.calendar, day)


def test_every_year_from_2023_to_2027_has_its_holidays(pack: Pack) -> None:
    for year in range(2023, 2028):
        assert not is_working(pack.calendar, date(year, 12, 16)), year
        assert not is_working(pack.calendar, date(year, 1, 2)), year


TOLD = {
    "received": ("Шағымыңыз бізге жетті", "Мы получили вашу жалобу", "We have your complaint"),
    "registered": ("Тіркелді", "Зарегистрирована", "Registered"),
    "triaged": ("Тіркелді", "Зарегистрирована", "Registered"),
    "admissibility": (
        "Көмектесе аламыз ба, тексеріп жатырмыз",
        "Проверяем, можем ли помочь",
        "Checking if we can help",
    ),
    "more_information": ("Сізден жауап күтеміз", "Нужен ваш ответ", "We need your answer"),
    "inquiry": ("Мән-жайын анықтап жатырмыз", "Разбираемся", "Looking into it"),
    "reopened": ("Мән-жайын анықтап жатырмыз", "Разбираемся", "Looking into it"),
    "inquiry_waiting": ("Органның жауабын күтеміз", "Ждём ответа органа", "Waiting for the body's answer"),
    "findings": ("Шешім дайындап жатырмыз", "Готовим решение", "Preparing the decision"),
    "decided": ("Шешім қабылданды", "Решение принято", "Decision made"),
    "follow_up": ("Орындалуын қадағалап отырмыз", "Следим за исполнением", "Checking it is put right"),
    "redirected": ("Басқа органға жіберілді", "Передано в другой орган", "Sent to another body"),
    "inadmissible": ("Қарай алмаймыз", "Не можем рассмотреть", "We cannot take this up"),
    "closed": ("Аяқталды", "Завершено", "Finished"),
    "withdrawn": ("Аяқталды", "Завершено", "Finished"),
}


def test_complainants_are_told_the_given_words(pack: Pack) -> None:
    told = {name: tuple(pack.statuses[name][language] for language in ("kk", "ru", "en")) for name in TOLD}
    assert told == TOLD


def test_twenty_four_grounds_are_offered(pack: Pack) -> None:
    assert len(pack.taxonomies["grounds"].terms) == 24


def test_facilities_stand_in_regions_and_cover_all_of_them(pack: Pack) -> None:
    regions = {entry.region for entry in pack.registers["facilities"].values()}
    assert regions == set(UNITS)


def test_terms_that_name_tracks_make_a_shorter_list_for_each(pack: Pack) -> None:
    assert {"air", "water", "noise", "other"} <= set(pack.taxonomies["issues-environment"].terms)
    assert "torture" not in pack.taxonomies["issues-environment"].terms
    assert "torture" in pack.taxonomies["issues-detention"].terms
