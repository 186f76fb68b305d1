"""One page with every part and every control, drawn in each language, wide and narrow, as strict HTML5."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import html5lib
import pytest
from jinja2 import Environment
from markupsafe import Markup

from tests.builders import kazakhstan
from web import i18n
from web.kit import current, signs
from web.kit.answers import answer, written
from web.kit.components import component
from web.kit.controls import control
from web.kit.problems import problem_words
from web.kit.refusals import refusal_words
from web.kit.rendering import make_environment, paragraphs
from web.kit.statics import load_statics
from web.kit.summaries import error_summary
from workflows.engine import Offer, Refusal
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LANGUAGES = ("kk", "ru", "en")
TEMPLATE = Path(__file__).with_name("components.html").read_text(encoding="utf-8")


def words(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


def field(kind: FieldKind, name: str, **more: Any) -> Field:
    label = words("Сұрақ", "Вопрос", "Question")
    return Field(name=name, kind=kind, secrecy=Secrecy.SEALED, label=label, **more)


OPTIONS = (
    Option(
        value="torture", label=words("Ұрып-соғу", "Побои", "Beating"), hint=words("Кеше де", "И вчера", "Also before")
    ),
    Option(value="food", label=words("Тамақ", "Питание", "Food")),
    Option(value="none", label=words("Бұлардың ешқайсысы", "Ничего из этого", "None of these"), alone=True),
)
WHY = words("Көмектесу үшін.", "Чтобы помочь.", "To help you.")
FIELDS = (
    field(FieldKind.TEXT, "who", required=True, hint=WHY),
    field(FieldKind.TEXT, "phone", autocomplete="tel"),
    field(FieldKind.TEXT, "mail", autocomplete="email"),
    field(FieldKind.PERSON, "witness", autocomplete="name"),
    field(FieldKind.DOCUMENT, "paper"),
    field(FieldKind.CASE, "another"),
    field(FieldKind.LONG_TEXT, "story", required=True, why=WHY, rows=8),
    field(FieldKind.CHOICE, "danger", required=True, options=OPTIONS[:2]),
    field(FieldKind.CHOICES, "issues", options=OPTIONS),
    field(FieldKind.BOOLEAN, "minor", required=True),
    field(FieldKind.DATE, "day", required=True),
    field(FieldKind.PARTIAL_DATE, "about"),
    field(FieldKind.WHOLE, "people"),
    field(FieldKind.MONEY, "sum"),
    field(FieldKind.ENTRY, "facility", register="facilities", required=True),
    field(FieldKind.UNIT, "unit"),
)
BY_NAME = {one.name: one for one in FIELDS}
PROBLEMS = {"who": Problem("required", {}), "day": Problem("not_a_date", {}), "other": Problem("unexpected", {})}


def facility() -> str:
    return next(iter(kazakhstan().registers["facilities"]))


def typed() -> dict[str, list[str]]:
    return {
        "who": ["<b>Әлия</b>"],
        "issues": ["torture"],
        "facility": [facility()],
        "day-day": ["31"],
        "day-month": ["2"],
    }


ANSWERS: Mapping[str, Any] = MappingProxyType(
    {"who": "Әлия", "danger": "food", "issues": ["torture", "food"], "minor": False, "day": "2026-11-05"}
    | {"about": "2026-11", "people": 1500, "sum": "15000.50", "unit": "KZ-75", "story": "Бірінші\nекінші"}
)


def offer(act: str, **more: Any) -> Offer:
    known = {"label": words("Шешу", "Решить", "Decide"), "help": {}, "fields": (), "refusal": None}
    return Offer(act=act, **{**known, "confirming": False, "needs_second": False, **more})


@cache
def environment() -> Environment:
    return make_environment(load_statics(kazakhstan().institution.colours))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    begin(chosen)
    return chosen


@pytest.fixture
def english() -> None:
    begin("en")


def begin(language: str) -> None:
    """Make a page of this language the current one."""
    i18n.speak(i18n.Voice(language, i18n.zone("Asia/Almaty"), "KZT", NOW))
    current.begin(
        current.Current(language, LANGUAGES, "/desk", "", kazakhstan(), token=lambda: "t" * 64, key=lambda: "k" * 32)
    )


def draw(base: str, language: str, **more: Any) -> str:
    """The page of all parts on one of the kit's bases."""
    context = {
        "language": language,
        "languages": LANGUAGES,
        "address": "/desk",
        "query": "",
        "institution": kazakhstan().institution,
        "now": NOW,
        "today": TODAY,
        "viewer": {"name": "Айгүл Сейітқали"},
        "may": lambda _: True,
        "idle_after": timedelta(minutes=29),
        "neutral": False,
        "practice": False,
        "base": f"kit/{base}.html",
        "fields": FIELDS,
        "raw": typed(),
        "problems": PROBLEMS,
        "answers": ANSWERS,
        "rows": [["2026-481516-3", "Шешім", Markup("<strong>3</strong>"), 1500], ["2026-1", "<i>", "–", 2]],
        "soon": TODAY + timedelta(days=2),
        "late": TODAY - timedelta(days=3),
        "far": TODAY + timedelta(days=53),
        "hours": NOW + timedelta(hours=5),
        "moment": NOW,
        "day": TODAY,
        "steps": [
            {"text": "Тіркелді", "state": "done", "since": TODAY},
            {"text": "Жауап", "state": "now", "since": TODAY},
            {"text": "Шешім", "state": "next"},
        ],
        "events": [
            {"at": NOW, "title": "Тіркелді", "by": "Айгүл", "kind": "check", "body": "Бір\nекі <script>"},
            {"at": TODAY, "title": "Түсті"},
        ],
        "offers": [
            offer("decide", fields=FIELDS[4:6], needs_second=True, help=WHY),
            offer("note"),
            offer("close", refusal=Refusal("same_person", {})),
        ],
    }
    return environment().from_string(TEMPLATE).render({**context, **more})


@pytest.mark.parametrize("base", ["public", "desk"])
def test_every_part_and_control_is_strict_html_in_every_language(base: str, language: str) -> None:
    html = draw(base, language)
    html5lib.HTMLParser(strict=True).parse(html)
    assert f'<html lang="{language}"' in html


@pytest.mark.parametrize("base", ["public", "desk"])
def test_no_page_carries_inline_code_or_style(base: str, language: str) -> None:
    html = draw(base, language)
    assert not re.search(r"<[^>]*\s(on\w+|style)\s*=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", html)
    assert "<style" not in html
    assert "javascript:" not in html
    assert not re.search(r'(src|href)="(https?:)?//', html)


def test_no_two_controls_of_a_page_share_an_id(language: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', draw("desk", language))
    assert sorted(ids) == sorted(set(ids))


def test_every_link_of_the_error_summary_leads_to_a_control(language: str) -> None:
    html = draw("public", language)
    summary = html[html.index("govuk-error-summary") : html.index("</ul>", html.index("govuk-error-summary"))]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["who", "day-day"]
    assert all(re.search(rf'<(input|select|textarea)[^>]*\sid="{target}"', html) for target in targets)


def test_what_was_typed_comes_back_and_can_do_nothing(language: str) -> None:
    html = draw("public", language)
    assert "&lt;b&gt;Әлия&lt;/b&gt;" in html
    assert "<b>Әлия" not in html
    assert re.search(r'value="torture"[^>]*\schecked', html)
    assert f'<option value="{facility()}" selected>' in html


def test_no_english_is_left_on_a_kazakh_or_russian_page() -> None:
    for language in ("kk", "ru"):
        begin(language)
        text = re.sub(r"<[^>]+>", " ", draw("desk", language, problems={}, answers={}, rows=[]))
        text = re.sub(r"English|&lt;/?\w+&gt;", "", text)
        assert re.findall(r"\b[A-Za-z]{3,}\b", text) == []


def test_a_late_day_says_so_in_words_and_not_by_colour_alone(english: None) -> None:
    html = draw("desk", "en")
    assert re.search(r'chip-late">.*?3 days late', html, re.DOTALL)
    assert "paused" in html


def test_an_act_that_is_not_open_says_why_and_has_no_form(english: None) -> None:
    html = draw("desk", "en", offers=[offer("a"), offer("close", refusal=Refusal("same_person", {}))])
    closed = html[html.index("act-closed") :]
    assert "A second person must confirm" in closed[: closed.index("</div>")]


@pytest.mark.parametrize("kind", list(FieldKind))
def test_every_kind_of_field_has_a_control_and_an_answer_in_words(kind: FieldKind, english: None) -> None:
    asked = next(one for one in FIELDS if one.kind == kind)
    assert f'name="{asked.name}' in control(asked)
    assert str(answer(asked, None)).find("Not answered") > 0


def test_the_same_question_in_two_forms_keeps_its_name_and_changes_its_id(english: None) -> None:
    drawn = control(BY_NAME["who"], prefix="decide-")
    assert 'id="decide-who"' in drawn
    assert 'name="who"' in drawn


def test_saved_answers_fill_the_form_again(english: None) -> None:
    raw = written(ANSWERS)
    assert (raw["day-day"], raw["day-month"], raw["day-year"]) == (["5"], ["11"], ["2026"])
    assert (raw["about-month"], raw["minor"], raw["issues"]) == (["11"], ["false"], ["torture", "food"])
    assert 'value="2026"' in control(BY_NAME["about"], raw)
    assert re.search(r'value="false"[^>]*checked', control(BY_NAME["minor"], raw))


def test_answers_read_as_words(english: None) -> None:
    shown = {name: re.sub(r"<[^>]+>", " ", str(answer(BY_NAME[name], value))) for name, value in ANSWERS.items()}
    assert (shown["danger"], shown["minor"], shown["day"], shown["about"]) == ("Food", "No", "05.11.2026", "11.2026")
    assert (shown["people"], shown["sum"]) == ("1,500", "15\u00a0000,50\u00a0₸")
    assert shown["unit"] == kazakhstan().units["KZ-75"].name["en"]


def test_a_code_that_a_register_no_longer_knows_is_shown_as_it_is(english: None) -> None:
    assert answer(BY_NAME["facility"], "gone-1") == "gone-1"


@pytest.mark.parametrize(
    ("name", "problem", "expected"),
    [
        ("who", Problem("required", {}), "Enter an answer"),
        ("danger", Problem("required", {}), "Choose one answer"),
        ("day", Problem("not_a_date", {}), "Enter a date that exists, such as 5\u00a011\u00a02026"),
        ("day", Problem("out_of_range", {}), "The date cannot be in the future"),
        ("people", Problem("out_of_range", {"lowest": 1, "highest": 100000}), "Enter a number from 1 to 100,000"),
        ("people", Problem("not_a_number", {}), "Enter a whole number in figures, such as 15"),
        ("sum", Problem("not_a_number", {}), "Enter an amount in figures, such as 15 000 or 15 000,50"),
        ("story", Problem("too_long", {"limit": 20000}), "Shorten this to 20,000 characters or fewer"),
        ("story", Problem("of_tomorrow", {}), "Check this answer"),
    ],
)
def test_a_problem_says_what_to_do(name: str, problem: Problem, expected: str, english: None) -> None:
    assert problem_words(problem, BY_NAME[name]) == expected


def test_no_summary_is_drawn_without_problems(english: None) -> None:
    assert error_summary(FIELDS, {}) == error_summary(FIELDS, None) == ""


def test_a_guard_is_told_with_the_words_of_the_pack(english: None) -> None:
    refusal = Refusal("guard", {"part": "open.remedy == 0", "values": {"open.remedy": 2, "minor": True}})
    told = refusal_words(refusal)
    assert kazakhstan().procedures["remedy"].title["en"] in told
    assert told.endswith(": Yes.")


def test_roles_are_told_with_the_words_of_the_pack(english: None) -> None:
    told = refusal_words(Refusal("needs_second_person", {"act": "decide", "by": [], "roles": ["representative"]}))
    assert kazakhstan().words.roles["representative"]["en"] in told


def test_plain_text_is_refused_where_html_is_not_escaped(english: None) -> None:
    with pytest.raises(TypeError, match="Markup"):
        component("insetText", {"html": "<b>typed</b>"})


def test_a_component_whose_rules_are_left_out_is_refused(english: None) -> None:
    with pytest.raises(ValueError, match="not in our stylesheet"):
        component("accordion", {"id": "a", "items": []})


def test_every_sign_is_drawn(english: None) -> None:
    for name in signs.PATHS:
        html5lib.HTMLParser(strict=True).parseFragment(str(signs.draw_sign(name)))


def test_a_number_of_a_case_in_a_letter_stays_on_one_line_and_nothing_typed_becomes_markup() -> None:
    drawn = paragraphs("Its number: 2026-481516-3.\n<b>12026-481516-3</b>")
    assert '<span class="reference">2026-481516-3</span>.<br>&lt;b&gt;12026-481516-3&lt;/b&gt;' in drawn
