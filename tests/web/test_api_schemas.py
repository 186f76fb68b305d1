"""The schema of every act of the Kazakhstan pack, held against the reader that decides what is taken."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import kazakhstan
from tests.harness.json_schema import is_valid
from web.api.openapi import document
from web.api.reading import to_raw
from web.api.schemas import answers_schema
from workflows.fields import Field, FieldKind, parse
from workflows.procedure import Act

PACK = kazakhstan()
REGISTERS = {name: entries.keys() for name, entries in PACK.registers.items()}
SHAPES: tuple[Any, ...] = (
    "words", "  ", "", "x" * 30_000, "a\nb", "a\x00b", "2026-11-05", "2026-02-31", "2026-11", "2026", "1850-01-01", "2100-01-01",
    "2101-01-01", "15", "1500.50", "1500.505", "-1", "no_such_code", 0, 1, -1, 15, 10**13, True, False, 1.5, [], ["words"],
    ["words", "words"], [1], {}, {"a": 1},
)  # fmt: skip


def acts() -> Iterator[Act]:
    seen = set()
    for procedure in PACK.procedures.values():
        for at_stage in procedure.acts.values():
            for act in at_stage.values():
                if id(act) not in seen and act.asks:
                    seen.add(id(act))
                    yield act


def own_values(field: Field) -> list[Any]:
    """Values that this field itself names, together and apart."""
    named = [option.value for option in field.options]
    codes = list(PACK.registers.get(field.register or "", {}) or (PACK.units if field.kind is FieldKind.UNIT else ()))[
        :2
    ]
    lists = [named, named[:1], named[:2], named[-2:], [*named[:1], *named[:1]]] if named else []
    return [*named, *codes, *lists]


def takes(field: Field, value: Any) -> bool:
    """Whether the API takes *value* as the answer to *field*."""
    raw, problems = to_raw([field], {field.name: value})
    if not problems:
        problems = parse([field], raw, registers=REGISTERS, units=PACK.units.keys()).problems
    return not problems


def test_what_a_schema_takes_is_what_the_reader_takes() -> None:
    compared = set()
    for act in acts():
        for field in act.asks:
            asked = field if field.when is None else always(field)
            schema = answers_schema([asked], PACK)
            for value in (*SHAPES, *own_values(field)):
                said, taken = is_valid(schema, {field.name: value}), takes(asked, value)
                if not (said and not taken and beyond_schemas(field, value)) and not (taken and lenient(field, value)):
                    assert said == taken, (act.name, field.name, field.kind, value)
            compared.add(field.kind)
    assert compared >= {FieldKind.LONG_TEXT, FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.WHOLE, FieldKind.ENTRY}


def always(field: Field) -> Field:
    return replace(field, when=None)


def beyond_schemas(field: Field, value: Any) -> bool:
    """What only the reader can know: letters that are forbidden, days that do not exist, limits of money."""
    if field.kind in {FieldKind.DATE, FieldKind.PARTIAL_DATE}:
        return True
    if field.kind is FieldKind.MONEY:
        return field.lowest is not None or field.highest is not None
    return isinstance(value, str) and ("\x00" in value or "\n" in value)


def lenient(field: Field, value: Any) -> bool:
    """What people may type and programs need not: blanks for no answer, codes twice, dates and sums in other spellings."""
    if value in ("", "  ", []) and not field.required:
        return True
    if isinstance(value, list):
        return len(set(map(repr, value))) < len(value)
    return isinstance(value, str) and field.kind in {FieldKind.DATE, FieldKind.PARTIAL_DATE, FieldKind.MONEY}


def test_every_schema_is_of_known_words_and_in_three_languages() -> None:
    for act in acts():
        schema = answers_schema(act.asks, PACK)
        json.dumps(schema)
        assert schema["$schema"].endswith("2020-12/schema")
        is_valid(schema, {field.name: "words" for field in act.asks})
        for name, each in schema["properties"].items():
            assert set(each["x-labels"]) >= {"kk", "ru", "en"}, (act.name, name)
            re.compile(each.get("pattern", ""))


def test_the_document_names_every_act() -> None:
    made = document(PACK)
    assert made["openapi"].startswith("3.1")
    named = {name for name in made["components"]["schemas"] if name != "Problem"}
    declared = {f"{one.name}.{act}" for one in PACK.procedures.values() for here in one.acts.values() for act in here}
    assert named == declared
    for reference in re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(made)):
        assert reference in made["components"]["schemas"]


@pytest.mark.parametrize("value", [{"a": {"b": 1}}, {"a": [[1]]}])
def test_an_answer_of_a_shape_that_no_field_has_is_named(value: dict[str, Any]) -> None:
    assert set(to_raw([], value)[1]) == {"a"}
