"""Requests drawn from a served OpenAPI document: as it says, or wrong in one place; and answers held against it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from hypothesis import strategies as st

from tests.harness.json_schema import is_valid

Schema = Mapping[str, Any]
UGLY = [
    "",
    " ",
    "\x00",
    "\u200b\u202e🙂",
    "ﷺ" * 40,
    "x" * 30_000,
    "=1+1",
    "../..",
    "'\"<b>",
    "0",
    "-1",
    "null",
    "2026-99-99",
]
"""Texts that readers stumble over."""
ANY_TEXT = st.sampled_from(UGLY) | st.text(max_size=40).filter(lambda text: text.isprintable() or not text)
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True)
class Operation:
    """One operation of a document. *bodies*: what it takes, each of several apart; *responses*: declared, by status."""

    name: str
    method: str
    path: str
    parameters: tuple[Schema, ...]
    media: str | None
    bodies: tuple[Schema, ...]
    responses: Mapping[str, Mapping[str, Any]]

    def check(self, response: httpx.Response) -> None:
        """The answer is one that was declared, in its form."""
        told = (self.name, response.status_code, response.text[:400])
        declared = self.responses.get(str(response.status_code))
        assert declared is not None, told
        media = response.headers["content-type"].partition(";")[0]
        assert media in declared["content"], told
        if media.endswith("json"):
            assert is_valid(declared["content"][media]["schema"], response.json()), told


def operations_of(document: Schema) -> list[Operation]:
    """Every operation, with its references put in their places."""
    return [
        operation_of(path, method, declared, document)
        for path, methods in document["paths"].items()
        for method, declared in methods.items()
    ]


def operation_of(path: str, method: str, declared: Schema, document: Schema) -> Operation:
    contents = declared.get("requestBody", {"content": {}})["content"]
    media = next(iter(contents), None)
    body = contents[media]["schema"] if media else {}
    return Operation(
        declared["operationId"], method, path, tuple(declared["parameters"]), media,
        tuple(with_references(each, document) for each in body.get("anyOf", [body])),
        with_references(declared["responses"], document),
    )  # fmt: skip


def with_references(node: Any, document: Schema) -> Any:
    """*node* with what each `$ref` of *document* names in its place."""
    if isinstance(node, Mapping):
        if "$ref" in node:
            found: Any = document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            return with_references(found, document)
        return {name: with_references(each, document) for name, each in node.items()}
    return [with_references(each, document) for each in node] if isinstance(node, list) else node


class Drawing:
    """Strategies for schemas, each put together once: hypothesis is slow at making them and quick at using them."""

    def __init__(self) -> None:
        self.made: dict[int, tuple[Schema, st.SearchStrategy[Any]]] = {}

    def sound(self, schema: Schema) -> st.SearchStrategy[Any]:
        if id(schema) not in self.made:
            self.made[id(schema)] = schema, values_of(schema)
        return self.made[id(schema)][1]

    def nearly(self, schema: Schema, data: st.DataObject) -> Any:
        """A value of *schema* that is wrong in one place, or another value altogether."""
        value = data.draw(self.sound(schema))
        if not isinstance(value, dict) or data.draw(st.integers(0, 5)) == 0:
            return data.draw(ANY_JSON)
        place = data.draw(st.sampled_from([*value, "unheard_of"]))
        inner = schema.get("properties", {}).get(place, {})
        if inner.get("type") == "object" and data.draw(st.booleans()):
            value[place] = self.nearly(inner, data)
        elif data.draw(st.booleans()):
            value[place] = data.draw(ANY_JSON)
        else:
            value.pop(place, None)
        return value


def values_of(schema: Schema) -> st.SearchStrategy[Any]:
    """Values as *schema* says; where it says more than is drawn for, nearly so."""
    choice = next(
        (schema[word] for word in ("oneOf", "anyOf") if word in schema and schema.get("type") != "array"), None
    )
    if choice is not None:
        return st.one_of([values_of(each) for each in choice])
    if "const" in schema or "enum" in schema:
        return st.sampled_from([schema["const"]] if "const" in schema else schema["enum"])
    draw = BY_TYPE.get(schema.get("type", ""))
    return ANY_JSON if draw is None else draw(schema)


def texts_of(schema: Schema) -> st.SearchStrategy[str]:
    if "pattern" in schema and schema["pattern"] != r"\S":
        return st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True)
    return st.text(st.characters(exclude_categories=["C"]), min_size=schema.get("minLength", 0), max_size=30)


def objects_of(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    known = {name: values_of(each) for name, each in schema.get("properties", {}).items()}
    required = {name: known[name] for name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional={name: it for name, it in known.items() if name not in required})


BY_TYPE: Mapping[str, Callable[[Schema], st.SearchStrategy[Any]]] = {
    "object": objects_of,
    "array": lambda schema: st.lists(values_of(schema.get("items", {})), max_size=3, unique_by=repr),
    "boolean": lambda _: st.booleans(),
    "integer": lambda schema: st.integers(schema.get("minimum", -5), schema.get("maximum", 10**6)),
    "string": texts_of,
}
