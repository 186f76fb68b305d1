"""JSON answers as the reader of forms takes them: checked for size, letters, token and the types that the schema names."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request

from web.kit.forms import Form, FormForged, FormUnreadable, read_body
from web.kit.tokens import is_ours
from workflows.fields import Field, FieldKind, Problem, Raw

TOKEN = "x-csrf-token"  # noqa: S105 - the name of a header
KEY = "idempotency-key"
TOLL, WORK = "x-toll", "x-work"
"""What a complaint that must wait brings when it is sent again."""
KEY_SHAPE = re.compile(r"[A-Za-z0-9_-]{16,64}")
VERSION_SHAPE = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')
MOST_ANSWERS = 500

TYPES: Mapping[FieldKind, type] = {
    FieldKind.BOOLEAN: bool,
    FieldKind.WHOLE: int,
    FieldKind.CHOICES: list,
}
"""What JSON gives for each kind; text for all others."""


class KeyMissing(FormUnreadable):
    """No `Idempotency-Key` of 16 to 64 letters, digits, hyphens."""


class VersionMissing(FormUnreadable):
    """No `If-Match` with the version of the case that the caller saw."""


async def read_json(request: Request) -> Form:  # type: ignore[type-arg]
    """The dependency `form` of the API: `raw` holds the JSON values by name, `key` the idempotency key.

    Raises: FormTooLarge, FormUnreadable, KeyMissing, FormForged.
    """
    body = await read_body(request)
    if not is_ours(request, request.headers.get(TOKEN, "")):
        raise FormForged
    return parse(request, body)


async def read_open_json(request: Request) -> Form:  # type: ignore[type-arg]
    """As `read_json`, where no cookie opens anything: whoever may do it says so in a header, which no other site can set.

    Raises: FormTooLarge, FormUnreadable, KeyMissing.
    """
    return parse(request, await read_body(request))


def parse(request: Request, body: bytes) -> Form:  # type: ignore[type-arg]
    """Raises: FormUnreadable, KeyMissing."""
    if request.content_type[0] != "application/json":
        raise FormUnreadable("type")
    try:
        answers = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormUnreadable("json") from error
    if len(answers) > MOST_ANSWERS:
        raise FormUnreadable("fields")
    key = request.headers.get(KEY, "")
    if not KEY_SHAPE.fullmatch(key):
        raise KeyMissing("key")
    return Form(answers, key)


def read_version(request: Request) -> int:  # type: ignore[type-arg]
    """The version in `If-Match`. Raises: VersionMissing."""
    found = VERSION_SHAPE.fullmatch(request.headers.get("if-match", "").strip())
    if found is None:
        raise VersionMissing("version")
    return int(found[1])


def to_raw(fields: Sequence[Field], answers: Mapping[str, Any]) -> tuple[dict[str, list[str]], dict[str, Problem]]:
    """*answers* as a form would send them, and what is of another type than its schema names. `null` is no answer."""
    raw: dict[str, list[str]] = {}
    problems: dict[str, Problem] = {}
    known = {field.name: field for field in fields}
    known |= {name: field for field in fields if field.reply for name in field.raw_names}
    for name, value in answers.items():
        if value is None:
            continue
        field = known.get(name)
        if field is None:
            problems[name] = Problem("unexpected")
        elif type(value) is not TYPES.get(field.kind, str) or (
            isinstance(value, list) and not all(isinstance(each, str) for each in value)
        ):
            problems[name] = Problem("wrong_type")
        else:
            raw[name] = written(value)
    return raw, problems


def written(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return list(value) if isinstance(value, list) else [str(value)]


__all__ = [
    "KEY",
    "TOKEN",
    "Form",
    "KeyMissing",
    "Raw",
    "VersionMissing",
    "read_json",
    "read_open_json",
    "read_version",
    "to_raw",
]
