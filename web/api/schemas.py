"""What an act asks as JSON Schema 2020-12, drawn from the pack: a new question needs no code here.

What a schema takes, the reader of forms takes too, and the other way round, but for two things that a schema cannot know: a
date in the future, and which questions are asked at all (`x-asked-when` marks those that facts decide).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from cases.packs.jurisdiction import Pack
from web.i18n import gettext, label
from workflows.answers import YEARS
from workflows.fields import Field, FieldKind, Option
from workflows.names import Label

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MOST_CODES: Final = 1_000
"""Registers with more entries are described by the shape of their codes."""
LARGEST: Final = 999_999_999_999
Schema = dict[str, Any]


def answers_schema(fields: Sequence[Field], pack: Pack) -> Schema:
    """The schema of all answers to *fields* together; titles in the caller's language, all three under `x-labels`."""
    schema: Schema = {
        "$schema": DIALECT,
        "type": "object",
        "properties": {name: each for field in fields for name, each in answer_schemas(field, pack).items()},
        "required": [field.name for field in fields if field.required and field.when is None],
        "additionalProperties": False,
    }
    if replies := [field for field in fields if field.reply]:
        schema["dependentRequired"] = {field.raw_names[1]: [field.raw_names[2]] for field in replies}
    return schema


def answer_schemas(field: Field, pack: Pack) -> dict[str, Schema]:
    """The schema of one answer by its name; a reply may say that it is in another language, and then holds both."""
    own = {field.name: field_schema(field, pack)}
    if not field.reply:
        return own
    _, language, translation = field.raw_names
    said: Schema = {
        "type": "string",
        "enum": list(pack.languages),
        "title": gettext("The language that it is written in"),
    }
    same: Schema = {
        "type": "string",
        "maxLength": field.limit,
        "title": gettext("The same in the complainant's language"),
    }
    shared = {"x-labels": dict(field.label), "x-secrecy": str(field.secrecy)}
    return {**own, language: said | shared, translation: same | shared}


def field_schema(field: Field, pack: Pack) -> Schema:
    """The schema of one answer."""
    schema = KINDS[field.kind](field, pack) | worded(field.label, field.hint) | {"x-secrecy": str(field.secrecy)}
    if field.when is not None:
        schema["x-asked-when"] = True
    return schema


def worded(words: Label, hint: Label) -> Schema:
    """Title and description in the caller's language, and the title in all."""
    said: Schema = {"title": label(words), "x-labels": dict(words)} if words else {}
    return said | ({"description": label(hint)} if hint else {})


def of_text(field: Field, _: Pack) -> Schema:
    least = {"minLength": 1, "pattern": r"\S"} if field.required else {}
    return {"type": "string", "maxLength": field.limit, **least}


def of_choice(field: Field, _: Pack) -> Schema:
    return {"type": "string", "oneOf": [option_schema(option) for option in field.options]}


def of_choices(field: Field, _: Pack) -> Schema:
    some: Schema = {
        "type": "array",
        "items": {"type": "string", "oneOf": [option_schema(option) for option in field.options]},
        "uniqueItems": True,
    }
    if field.required:
        some["minItems"] = 1
    together = [option.value for option in field.options if not option.alone]
    if len(together) < len(field.options):
        some["anyOf"] = [{"maxItems": 1}, {"items": {"enum": together}}]
    return some


def option_schema(option: Option) -> Schema:
    return {"const": option.value} | worded(option.label, option.hint)


def of_whole(field: Field, _: Pack) -> Schema:
    lowest = -LARGEST if field.lowest is None else field.lowest
    return {"type": "integer", "minimum": lowest, "maximum": LARGEST if field.highest is None else field.highest}


def of_money(field: Field, _: Pack) -> Schema:
    limits = {"x-lowest": field.lowest, "x-highest": field.highest}
    return {"type": "string", "pattern": r"^[0-9]{1,13}(\.[0-9]{1,2})?$", **limits}


def of_date(*, partial: bool) -> Callable[[Field, Pack], Schema]:
    year = f"({YEARS[0] // 100}|{YEARS[-1] // 100 - 1})[0-9]{{2}}|{YEARS[-1]}"
    pattern = f"^({year})(-[0-9]{{2}}(-[0-9]{{2}})?)?$" if partial else f"^({year})-[0-9]{{2}}-[0-9]{{2}}$"

    def schema(field: Field, _: Pack) -> Schema:
        shape: Schema = {"type": "string", "pattern": pattern}
        if not partial:
            shape["format"] = "date"
        return shape if field.future else {**shape, "x-not-after": "today"}

    return schema


def of_codes(codes: Collection[str]) -> Schema:
    if not codes or len(codes) > MOST_CODES:
        return {"type": "string", "pattern": r"^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,63}$"}
    return {"type": "string", "enum": list(codes)}


KINDS: Final[Mapping[FieldKind, Callable[[Field, Pack], Schema]]] = {
    FieldKind.TEXT: of_text,
    FieldKind.PERSON: of_text,
    FieldKind.DOCUMENT: of_text,
    FieldKind.CASE: lambda _, __: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{6}-[0-9]$"},
    FieldKind.LONG_TEXT: of_text,
    FieldKind.CHOICE: of_choice,
    FieldKind.CHOICES: of_choices,
    FieldKind.BOOLEAN: lambda _, __: {"type": "boolean"},
    FieldKind.DATE: of_date(partial=False),
    FieldKind.PARTIAL_DATE: of_date(partial=True),
    FieldKind.WHOLE: of_whole,
    FieldKind.MONEY: of_money,
    FieldKind.ENTRY: lambda field, pack: of_codes(
        [code for code in pack.registers.get(field.register or "", {}) if not field.among or code in field.among]
    ),
    FieldKind.UNIT: lambda _, pack: of_codes(pack.units),
}
