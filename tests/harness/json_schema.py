"""As much of JSON Schema 2020-12 as our schemas use: a word that is not known here is an error, so that none is overlooked."""

import re
from collections.abc import Callable, Mapping
from typing import Any

TYPES: Mapping[str, type] = {
    "string": str, "boolean": bool, "integer": int, "array": list, "object": dict, "null": type(None),
}  # fmt: skip
SAYS_NOTHING = frozenset({"$schema", "title", "description", "format", "properties", "additionalProperties"})

RULES: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": lambda wanted, value: type(value) is TYPES[wanted],
    "enum": lambda wanted, value: value in wanted,
    "const": lambda wanted, value: bool(value == wanted),
    "minLength": lambda wanted, value: len(value) >= wanted,
    "maxLength": lambda wanted, value: len(value) <= wanted,
    "pattern": lambda wanted, value: re.search(wanted, value) is not None,
    "minimum": lambda wanted, value: bool(value >= wanted),
    "maximum": lambda wanted, value: bool(value <= wanted),
    "minItems": lambda wanted, value: len(value) >= wanted,
    "maxItems": lambda wanted, value: len(value) <= wanted,
    "uniqueItems": lambda wanted, value: not wanted or len(set(map(repr, value))) == len(value),
    "items": lambda wanted, value: all(is_valid(wanted, each) for each in value),
    "oneOf": lambda wanted, value: sum(is_valid(each, value) for each in wanted) == 1,
    "anyOf": lambda wanted, value: any(is_valid(each, value) for each in wanted),
    "required": lambda wanted, value: set(wanted) <= value.keys(),
    "dependentRequired": lambda wanted, value: all(
        set(wanted[name]) <= value.keys() for name in wanted.keys() & value.keys()
    ),
}


def is_valid(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether *value* is as *schema* says. Raises: KeyError for a word of the schema that is not known here."""
    words = [word for word in schema if word not in SAYS_NOTHING and not word.startswith("x-")]
    if "type" in schema and not RULES["type"](schema["type"], value):
        return False
    if not all(RULES[word](schema[word], value) for word in words):
        return False
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        closed = schema.get("additionalProperties") is False
        return all(is_valid(known[name], each) if name in known else not closed for name, each in value.items())
    return True
