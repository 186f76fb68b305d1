"""The one template environment: strict, escaping, in the page's language."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from cases.worklist.tabs import COUNTED_TO
from web import i18n
from web.kit import answers, components, controls, current, file_words, mistakes, summaries
from web.kit.diagrams import diagram
from web.kit.durations import duration_words
from web.kit.quick_templates import QuickEnvironment, escape_once, marked
from web.kit.refusals import refusal_words
from web.kit.registers import entry_name, unit_name
from web.kit.signs import draw_sign
from web.kit.statics import Statics

WEB = Path(__file__).parent.parent
SURFACES = ("public", "desk", "reports", "admin", "respond")


@cache
def make_environment(statics: Statics) -> Environment:
    """Templates of the kit and of each surface by `surface/name.html`, with the kit's words, filters and parts.

    Made and compiled once a process for one set of static files.
    """
    environment = QuickEnvironment(
        loader=PrefixLoader({name: FileSystemLoader(WEB / name / "templates") for name in ("kit", *SURFACES)}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        cache_size=-1,
    )
    environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update({"_": words, "ngettext": counted, **globals_for(statics)})
    environment.filters.update(FILTERS)
    return environment


def _gettext(message: str) -> str:
    return i18n.catalogue(i18n.voice().language).gettext(message)


def words(message: str, **values: object) -> Markup:
    """A text of ours in the page's language, with %(named)s values, escaped; a per cent sign is written %%."""
    language = i18n.voice().language
    return filled(_text(message, language), values) if values else _whole_text(message, language)


@cache
def _text(message: str, language: str) -> Markup:
    return Markup(i18n.catalogue(language).gettext(message))  # noqa: S704 - from our catalogues


@cache
def _whole_text(message: str, language: str) -> Markup:
    """A text that has nothing to fill in; kept, because a page says the same things over and over."""
    return _text(message, language) % {}


def filled(text: str, values: Mapping[str, object]) -> Markup:
    """*text*, one of ours, with *values* in the places that name them, each escaped."""
    return marked(str.__mod__(text, {name: escape_once(value) for name, value in values.items()}))


def counted(one: str, many: str, number: int, **values: object) -> Markup:
    """The text for a count, with %(num)s and other named values, escaped."""
    return filled(_ngettext(one, many, number), {"num": number, **values})


def _ngettext(one: str, many: str, number: int) -> str:
    return i18n.catalogue(i18n.voice().language).ngettext(one, many, number)


def globals_for(statics: Statics) -> Mapping[str, Any]:
    """What every template may call without importing it."""
    return {
        "asset": statics.address,
        "url": current.url,
        "address_in": current.address_in,
        "language_name": i18n.language_name,
        "csrf_field": current.csrf_field,
        "once": current.once,
        "act_key": current.act_key,
        "govuk": components.component,
        "control": controls.control,
        "error_summary": summaries.error_summary,
        "mistakes": mistakes.mistakes,
        "mistake": mistakes.mistake,
        "answer": answers.answer,
        "diagram": diagram,
        "draw_sign": draw_sign,
        "refusal_words": refusal_words,
        "nearness": nearness,
        "count": count,
        "entry_name": entry_name,
        "unit_name": unit_name,
        "file_kind": file_words.kind_words,
        "file_size": file_words.size_words,
        "duration_words": duration_words,
    }


def when(value: date) -> str:
    """A moment with its time of day; a day, or a midnight that stands for one, without."""
    if isinstance(value, datetime) and value.astimezone(i18n.voice().zone).time() != time():
        return i18n.moment(value)
    return i18n.day(value)


def nearness(due: date) -> str:
    """How near a day is, as the chip's look: "late", "near" (three days or less), "calm"."""
    if isinstance(due, datetime):
        left = due - i18n.voice().now
        return "late" if left < timedelta() else "near" if left <= timedelta(days=3) else "calm"
    days = (due - i18n.voice().today).days
    return "late" if days < 0 else "near" if days <= 3 else "calm"


def count(number: int) -> str:
    """A count as the desk shows it: exact as far as the desk counts."""
    return f"{i18n.whole(COUNTED_TO - 1)}+" if number >= COUNTED_TO else i18n.whole(number)


REFERENCE = re.compile(r"\b[0-9]{4}-[0-9]{6}-[0-9]\b", re.ASCII)
"""A case's number in a letter or in what somebody wrote."""


def unbroken(line: str) -> Markup:
    """A line of typed text whose numbers of cases do not break."""
    return Markup(REFERENCE.sub(lambda found: str(reference(found[0])), str(escape(line))))  # noqa: S704 - escaped


def paragraphs(text: str) -> Markup:
    """Typed text as paragraphs, lines kept, numbers of cases unbroken."""
    parts = [part.strip("\n") for part in text.split("\n\n") if part.strip()]
    return Markup("").join(
        Markup('<p class="govuk-body typed">{}</p>').format(
            Markup("<br>").join(unbroken(line) for line in part.split("\n"))
        )
        for part in parts
    )


def reference(text: str) -> Markup:
    """A case's number that never breaks over two lines."""
    return Markup(f'<span class="reference">{escape(text)}</span>')  # noqa: S704 - escaped


FILTERS: Mapping[str, Any] = {
    "label": i18n.label,
    "day": i18n.day,
    "long_day": i18n.long_day,
    "weekday": i18n.weekday,
    "moment": i18n.moment,
    "clock": i18n.clock,
    "month": i18n.month,
    "whole": i18n.whole,
    "decimal": i18n.decimal,
    "money": i18n.money,
    "percent": i18n.percent,
    "when": when,
    "days_left": i18n.days_left,
    "paragraphs": paragraphs,
    "reference": reference,
}
