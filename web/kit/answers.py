"""Saved answers: in words for people, and as they would be typed for a form that is shown again."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from markupsafe import Markup

from web.i18n import day, gettext, label, money, whole
from web.kit.registers import entry_name, unit_name
from workflows.fields import Field, FieldKind


def answer(field: Field, value: Any) -> str | Markup:
    """A saved answer in words; "Not answered" for none."""
    if value is None or value in ("", []):
        return Markup('<span class="quiet">{}</span>').format(gettext("Not answered"))
    return IN_WORDS.get(field.kind, _text)(field, value)


def _text(_: Field, value: Any) -> str:
    return str(value)


def _long_text(_: Field, value: Any) -> Markup:
    return Markup('<div class="typed">{}</div>').format(str(value))


def _choice(field: Field, value: Any) -> str:
    """The words that were chosen; the code itself when the question has since lost that choice."""
    return {option.value: label(option.label) for option in field.options}.get(str(value), str(value))


def _choices(field: Field, value: Any) -> str | Markup:
    shown = [_choice(field, one) for one in value]
    if len(shown) == 1:
        return shown[0]
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in shown)
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)


IN_WORDS: Final[Mapping[FieldKind, Callable[[Field, Any], str | Markup]]] = {
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.BOOLEAN: lambda _, value: gettext("Yes") if value in (True, "true") else gettext("No"),
    FieldKind.DATE: lambda _, value: day(str(value)),
    FieldKind.PARTIAL_DATE: lambda _, value: day(str(value)),
    FieldKind.WHOLE: lambda _, value: whole(int(value)),
    FieldKind.MONEY: lambda _, value: money(str(value)),
    FieldKind.ENTRY: lambda field, value: entry_name(str(value), field.register),
    FieldKind.UNIT: lambda _, value: unit_name(str(value)),
}


def written(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Saved answers as they would be typed, to fill a form again."""
    raw: dict[str, list[str]] = {}
    for name, value in answers.items():
        match value:
            case bool():
                raw[name] = ["true" if value else "false"]
            case list() | tuple():
                raw[name] = [str(one) for one in value]
            case _:
                raw[name] = [str(value)]
                raw.update(_date_parts(name, str(value)))
    return raw


def _date_parts(name: str, text: str) -> dict[str, list[str]]:
    """The three boxes of what looks like a date; boxes that no field has do no harm."""
    parts = text.split("-")
    if len(parts) > 3 or len(parts[0]) != 4 or not all(part.isdecimal() for part in parts):
        return {}
    return {f"{name}-{part}": [str(int(number))] for part, number in zip(("year", "month", "day"), parts, strict=False)}
