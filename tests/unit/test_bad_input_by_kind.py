"""What people paste by accident or send on purpose, into every kind of field: taken clean, or told beside the field and kept."""

from html import escape

import pytest
from markupsafe import Markup

from tests.builders import kazakhstan
from web import i18n
from web.kit import current
from web.kit.controls import control
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, parse

LABEL = {"kk": "Сұрақ", "ru": "Вопрос", "en": "Question"}
TYPED = {
    "one word of a million letters": "ә" * 1_000_000,
    "emoji": "👩‍👧‍👦🙏🏽 5",
    "right to left": "\u202e5\u202c \u200f11",
    "letters without width": "\u200b5\u200d\ufeff \u2060",
    "Hebrew": "שלום",
    "a formula": "=HYPERLINK(1)",
    "markup": "<img src=x onerror=alert(1)>",
    "full width": "１２３",
    "nothing at all to see": "\u200b\u2060\ufeff",
}
MISLEADING = "\u202e\u202c\u200f\ufeff"
WRITTEN = (
    FieldKind.TEXT,
    FieldKind.PERSON,
    FieldKind.DOCUMENT,
    FieldKind.LONG_TEXT,
    FieldKind.WHOLE,
    FieldKind.MONEY,
    FieldKind.CASE,
)
CHOSEN = (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.BOOLEAN, FieldKind.ENTRY, FieldKind.UNIT)
DATES = (FieldKind.DATE, FieldKind.PARTIAL_DATE)


@pytest.fixture(autouse=True)
def _kazakh() -> None:
    i18n.speak(i18n.Voice("kk", i18n.zone("Asia/Almaty"), "KZT"))
    current.begin(
        current.Current("kk", ("kk", "ru", "en"), "/", "", kazakhstan(), token=lambda: "t" * 64, key=lambda: "k" * 32)
    )


def asked(kind: FieldKind) -> Field:
    options = (Option(value="a", label=LABEL),) if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else ()
    register = "facilities" if kind is FieldKind.ENTRY else None
    return Field(
        name="q", kind=kind, secrecy=Secrecy.SEALED, label=LABEL, required=True, options=options, register=register
    )


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("kind", [*WRITTEN, *CHOSEN, *DATES])
def test_it_is_taken_without_what_misleads_or_told_beside_the_field_and_kept(kind: FieldKind, typed: str) -> None:
    field = asked(kind)
    raw = {"q-day": [typed], "q-month": ["11"], "q-year": ["2026"]} if kind in DATES else {"q": [typed]}
    parsed = parse([field], raw, registers={"facilities": ()}, units=("KZ-10",))
    if "q" in parsed.answers:
        taken = str(parsed.answers["q"])
        assert taken.strip()
        assert not any(mark in taken for mark in MISLEADING)
        return
    drawn: Markup = control(field, raw, parsed.problems)
    assert 'class="govuk-error-message"' in drawn
    if kind not in CHOSEN and "q" in parsed.problems:
        assert escape(typed, quote=False) in drawn.replace("&#34;", '"').replace("&#39;", "'")


@pytest.mark.parametrize("typed", ["\u200b5", "5\u2060", "\u202a5\u202c", "５", "\ufeff 5 "])
def test_what_cannot_be_seen_makes_no_number_wrong(typed: str) -> None:
    assert parse([asked(FieldKind.WHOLE)], {"q": [typed]}).answers == {"q": 5}
    day = {"q-day": [typed], "q-month": ["11"], "q-year": ["2026"]}
    assert parse([asked(FieldKind.DATE)], day).answers == {"q": "2026-11-05"}
