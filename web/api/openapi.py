"""The OpenAPI document of what officers' programs do, made from the pack that is in force, and the token that acts need."""

from typing import Any

from litestar import Request, get

from cases.packs.jurisdiction import Pack
from web.api.answering import PROBLEM, Json, answer, begin
from web.api.reading import KEY, KEY_SHAPE, TOKEN, VERSION_SHAPE
from web.api.schemas import answers_schema
from web.i18n import label
from web.kit.cookies import new_visitor, set_visitor, visitor_of
from web.kit.given import GivenPack
from web.kit.tokens import make_token
from web.security import Access

INSIDE = (401, 403)
"""Refusals of whatever only staff may read."""
FOUND = (*INSIDE, 404)
ACT = "/cases/{reference}/proceedings/{number}/acts/{act}"
ACT_HEADERS = {
    TOKEN: {"type": "string"},
    KEY: {"type": "string", "pattern": f"^{KEY_SHAPE.pattern}$"},
    "if-match": {"type": "string", "pattern": f"^{VERSION_SHAPE.pattern}$"},
}
REFERENCE = {"name": "reference", "in": "path", "required": True, "schema": {"type": "string"}}


@get("/token", access=Access.STAFF, sync_to_thread=True)
def show_token(request: Request) -> Json:  # type: ignore[type-arg]
    """A form token for this browser's session. Another site can neither read this answer nor make a token.

    For programs that work in an officer's own session; those of others have a token of their own (`cases/doors/integrations.py`).
    """
    begin(request)
    visitor = visitor_of(request)
    known = visitor or new_visitor()
    response = answer({"token": make_token(request.app.state.form_key, known)})
    if visitor is None:
        set_visitor(response, request, known)
    return response


@get("/staff/openapi.json", access=Access.STAFF, sync_to_thread=True)
def show_openapi(request: Request, pack: GivenPack) -> Json:  # type: ignore[type-arg]
    """OpenAPI 3.1: one request schema for each act of each procedure."""
    begin(request)
    return answer(document(pack))


def document(pack: Pack) -> dict[str, Any]:
    schemas = act_schemas(pack)
    return {
        "openapi": "3.1.0",
        "info": {"title": label(pack.institution.name), "version": pack.hash[:12]},
        "servers": [{"url": "/api/v1"}],
        "paths": {
            "/procedures": {
                "get": reading("listProcedures", {"type": "array", "items": {"type": "object"}}, [], INSIDE)
            },
            "/procedures/{name}": {
                "get": reading("showProcedure", {"type": "object"}, [{**REFERENCE, "name": "name"}])
            },
            "/cases/{reference}": {"get": reading("showCase", CASE, [REFERENCE])},
            "/cases/{reference}/parties": {
                "get": reading("showParties", {"type": "array", "items": {"type": "object"}}, [REFERENCE])
            },
            ACT: {"post": acting(schemas)},
        },
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM_SCHEMA},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "arasha"}},
        },
        "security": [{"session": []}],
    }


def act_schemas(pack: Pack) -> dict[str, Any]:
    """The schema of each act's answers, as `PROCEDURE.ACT`."""
    return {
        f"{procedure.name}.{act.name}": answers_schema(act.asks, pack)
        for procedure in pack.procedures.values()
        for acts in procedure.acts.values()
        for act in acts.values()
    }


def reading(
    name: str, schema: dict[str, Any], parameters: list[dict[str, Any]], refused: tuple[int, ...] = FOUND
) -> dict[str, Any]:
    return {"operationId": name, "parameters": parameters, "responses": answers("200", schema, refused)}


def answers(status: str, schema: dict[str, Any], refused: tuple[int, ...]) -> dict[str, Any]:
    """The answer when it goes well, each refusal that can come, and what a fault of ours looks like."""
    return {status: in_json(schema), **{str(each): PROBLEM_ANSWER for each in refused}, "default": PROBLEM_ANSWER}


def acting(schemas: dict[str, Any]) -> dict[str, Any]:
    headers = [
        {"name": name, "in": "header", "required": True, "schema": schema} for name, schema in ACT_HEADERS.items()
    ]
    path = [
        REFERENCE,
        {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}},
        {"name": "act", "in": "path", "required": True, "schema": {"type": "string"}},
    ]
    one_of = [{"$ref": f"#/components/schemas/{name}"} for name in schemas]
    body = {"required": True, "content": {"application/json": {"schema": {"anyOf": one_of}}}}
    return {
        "operationId": "recordAct",
        "parameters": path + headers,
        "requestBody": body,
        "responses": answers("200", DONE, (*FOUND, 400, 409, 412, 413, 422, 428)),
    }


def in_json(schema: dict[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"description": "", "content": {media: {"schema": schema}}}


DONE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reference": {"type": "string"},
        "proceeding": {"type": "integer"},
        "stage": {"type": "string"},
        "waits": {"type": "boolean"},
    },
    "required": ["reference", "proceeding", "stage", "waits"],
    "additionalProperties": False,
}
CASE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reference": {"type": "string"},
        "version": {"type": "integer"},
        "unit": {"type": "string"},
        "open": {"type": "boolean"},
        "urgency": {"type": "integer"},
        "received": {"type": "string", "format": "date-time"},
        "facts": {"type": "object"},
        "proceedings": {"type": "array", "items": {"type": "object"}},
        "outcomes": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["reference", "version", "unit", "open", "urgency", "received", "facts", "proceedings", "outcomes"],
    "additionalProperties": False,
}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reason": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
                "required": ["field", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
PROBLEM_ANSWER = in_json({"$ref": "#/components/schemas/Problem"}, PROBLEM)
routes: list[object] = [show_token, show_openapi]
