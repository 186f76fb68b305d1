"""Words as they are looked for: every form leads to one stem, names and common words to none, a box to a question."""

from datetime import date

import pytest

from cases.search.asking import read_question
from cases.search.identifiers import identifiers_in
from cases.search.vocabulary import vocabulary_of
from cases.search.words import Names, stems_in
from tests.builders import kazakhstan

KK = """дәрі дәріні дәрінің дәрілер дәрілерді дәрісін дәрісіз дәрімен дәріден дәріге
түрме түрмеде түрмеден түрмесі түрмесінде түрмедегі түрмелерде түрмеге
қамау қамауда қамауға қамады қамаған қамап қамалды қамалған
ұрды ұрған ұрып ұрады ұру
құқық құқығы құқығым құқықтары құқығын құқықты құқықтарымыз
азаптау азаптады азаптаған азаптап азаптауды азаптайды
жұмыс жұмысқа жұмыстан жұмысы жұмысшы жұмыссыз
шығарды шығарған шығару шығарып
жалақы жалақыны жалақысы жалақым жалақысын жалақымды
мектеп мектепте мектебі мектебінде мектептің мектептегі
мұғалім мұғалімі мұғалімдер мұғалімге мұғалімнің
бала балаға баланы баласы балалар балаларды балам баламды
ауыз аузы ауызы
тамақ тамағы тамаққа тамақты
сот соттың сотқа сотта сотталды сотталған соттау
су суы суды судың
зауыт зауыты зауыттың зауыттан зауытта
түтін түтіні түтінді түтіннен
емдемеді емдемейді емдеді емдеп емдеген
соққы соққыға соққыны соққыдан"""
RU = """избил избили избить избиение избиения избивали избит
камера камере камеру камеры камерой
врач врача врачу врачом врачи врачей врачами
лекарство лекарства лекарств лекарствами лекарству
начальник начальника начальнику начальником начальники
уволили уволил увольнение увольнения уволен уволена уволить
зарплата зарплату зарплаты зарплатой
школа школы школе школу школой
пытка пытки пыток пытками пытали
задержан задержали задержание задержания задержанный задержанного
угроза угрозы угрожает угрожал угрожали угрозами
ребёнок ребенка ребенку ребёнка
деньги денег деньгами
скандал скандала скандалом скандалы
осуждённый осужденного осуждённые осужденных
вода воды воду водой воде
инсулин инсулина инсулину инсулином
завод завода заводе заводом заводы
отравление отравления отравили отравлен
суд суда суде судом суды судов
свалка свалки свалку свалкой
ведомость ведомости ведомостью ведомостей
костанай костанайская костанайской костаная"""
EN = """beat beating beats beaten
threaten threatened threatening threatens
abuse abused abuses abusing
medicine medicines
stop stopped stopping stops
deny denies denied denying
wage wages
teacher teachers"""
APART = {
    "kk": ("дәрі дәрігер", "сот сотқар", "мектеп мекен", "тамақ там"),
    "ru": ("полиция политика", "суд сутки", "камера камень", "врач вранье", "завод зарплата"),
    "en": ("prison price", "wage wager", "teacher tea"),
}
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("language", "row"),
    [(name, row) for name, rows in (("kk", KK), ("ru", RU), ("en", EN)) for row in rows.split("\n")],
)
def test_every_form_of_a_word_has_the_same_stem(language: str, row: str) -> None:
    known = kazakhstan().search.languages[language]
    stems = {form: known.stem(form) for form in row.split()}
    assert len(set(stems.values())) == 1, stems


@pytest.mark.parametrize(("language", "row"), [(name, row) for name, rows in APART.items() for row in rows])
def test_different_words_stay_apart(language: str, row: str) -> None:
    one, other = map(kazakhstan().search.languages[language].stem, row.split())
    assert one != other


@pytest.mark.parametrize("row", [*KK.split("\n"), *RU.split("\n"), *EN.split("\n")])
def test_a_question_in_any_form_meets_a_text_in_any_form(row: str) -> None:
    """A Kazakh text holds Russian words, and nobody says in which language they ask."""
    pack, forms = kazakhstan(), row.split()
    asked = read_question(forms[0], pack=pack, today=TODAY).terms[0].stems
    for form in forms:
        assert asked & stems_in(f"бір {form}.", "kk", pack.search, Names(frozenset(), frozenset())), form


def told(text: str, language: str = "ru", *names: str) -> frozenset[str]:
    pack = kazakhstan()
    return stems_in(text, language, pack.search, Names(frozenset(names), vocabulary_of(pack).public))


def stem(word: str, language: str = "ru") -> str:
    return kazakhstan().search.languages[language].stem(word)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Вчера Омаров избил брата.", "омаров"),
        ("Сержант Серик Омаров избил брата.", "серик"),
        ("Омарова била меня.", "омарова"),
        ("Кеше Сәрсеновтің баласы келді.", "сәрсеновтің"),
        ("МЕНЯ БИЛ ОМАРОВ В КАМЕРЕ.", "омаров"),
        ("мне угрожал айдар", "айдар"),
    ],
)
def test_names_are_left_out(text: str, name: str) -> None:
    """With a capital letter inside a sentence, by their endings, or because they were given as names."""
    kept = told(text, "ru", "айдар") | told(text, "kk", "айдар")
    assert not {stem(name), stem(name, "kk"), name} & kept
    assert kept


def test_places_of_our_registers_and_abbreviations_are_no_names() -> None:
    assert {stem("костанай"), "мвд", stem("избили")} <= told("Меня избили в Костанае люди из МВД.")


def test_common_words_and_numbers_are_left_out() -> None:
    assert told("Прошу помогите мне, жалоба 87771234567") == frozenset()


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("8 (701) 123-45-67", "phone:77011234567"),
        ("+7 701 123 45 67, вечером", "phone:77011234567"),
        ("701-123-45-67", "phone:77011234567"),
        ("Aigerim@Mail.KZ", "email:aigerim@mail.kz"),
        ("ИИН 900101 300811", "number:900101300811"),
    ],
)
def test_one_person_is_written_in_many_ways_and_known_as_one(written: str, known: str) -> None:
    assert identifiers_in(written, kazakhstan().search) == {known}


def test_the_box_is_taken_apart() -> None:
    asked = read_question("колония избили 03.2026 - 15.04.2026", pack=kazakhstan(), today=TODAY)
    assert (asked.since, asked.until) == (date(2026, 3, 1), date(2026, 4, 15))
    colony, beaten = asked.terms
    assert ("facility", "F-1001") in colony.facts
    assert not beaten.facts
    assert read_question("2026-481516-3", pack=kazakhstan(), today=TODAY).references == ("2026-481516-3",)
    assert "2026-481516-3" in read_question("481516", pack=kazakhstan(), today=TODAY).references
    assert read_question("8 701 123 45 67", pack=kazakhstan(), today=TODAY).terms[0].people == {"phone:77011234567"}
    assert read_question("мне и прошу", pack=kazakhstan(), today=TODAY).common
    assert not read_question("31.02.2026", pack=kazakhstan(), today=TODAY)
