"""The OpenAPI document of what anybody's program does: questionnaires, filing, the mailbox. Drawn from the pack in force."""

from typing import Any, Final

from litestar import Request, get

from cases.filing.intake import QUESTIONNAIRE
from cases.mailbox.writing import LIMIT
from cases.packs.jurisdiction import Pack
from web.api.answering import Json, answer, begin
from web.api.openapi import PROBLEM_SCHEMA, answers
from web.api.questionnaires import schema_of
from web.api.reading import KEY, KEY_SHAPE, TOLL, WORK
from web.i18n import label
from web.kit.given import GivenPack
from web.security import MAILBOX, Access

Schema = dict[str, Any]
INSIDE = (401, 403, 404)
"""A mailbox that is not open, whose code must be changed first, or whose complaint is gone."""
SENT = (*INSIDE, 400, 409, 413, 422)
"""What can be wrong with something that is sent."""
TEXT: Final[Schema] = {"type": "string"}
MESSAGE: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": LIMIT, "pattern": r"\S"}
FLAG: Final[Schema] = {"type": "boolean"}
NUMBER: Final[Schema] = {"type": "integer"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
KEY_HEADER: Final = {
    "name": KEY, "in": "header", "required": True, "schema": {"type": "string", "pattern": f"^{KEY_SHAPE.pattern}$"},
    "description": "Drawn at random for each sending; the same again for the same sending.",
}  # fmt: skip
MAILBOX_HEADER: Final = {
    "name": MAILBOX, "in": "header", "required": True, "schema": TEXT, "description": "What POST /mailbox gave.",
}  # fmt: skip
TOLL_HEADERS: Final = [
    {"name": TOLL, "in": "header", "required": False, "schema": TEXT, "description": "What a 429 named."},
    {"name": WORK, "in": "header", "required": False, "schema": TEXT, "description": "A number in place of the wait."},
]
GO_ON: Final[Schema] = {
    name: {"operationId": name, "parameters": {f"header.{MAILBOX}": "$response.body#/mailbox"}}
    for name in ("readMailbox", "writeMessage", "addAnswers", "addFile")
}
"""From an opened mailbox to what is done in it."""
OPEN_IT: Final[Schema] = {
    "openMailbox": {"operationId": "openMailbox", "requestBody": {"code": "$response.body#/code"}}
}
"""From a complaint that was filed to its mailbox."""
NAME: Final = {"name": "name", "in": "path", "required": True, "schema": TEXT}
FILE_NAME: Final = {
    "name": "x-file-name", "in": "header", "required": True, "schema": TEXT, "description": "Percent-encoded UTF-8.",
}  # fmt: skip


@get("/openapi.json", access=Access.ANYONE, sync_to_thread=True)
def show_public_openapi(request: Request, pack: GivenPack) -> Json:  # type: ignore[type-arg]
    """OpenAPI 3.1 of the public part; titles in the caller's language."""
    begin(request)
    return answer(public_document(pack))


def public_document(pack: Pack) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {"title": label(pack.institution.name), "version": pack.hash[:12]},
        "servers": [{"url": "/api/v1"}],
        "paths": paths(pack),
        "components": {
            "schemas": {
                **{each.name: schema_of(each, pack) for each in pack.questionnaires.values()},
                "Complaint": complaint_schema(pack),
                "Receipt": RECEIPT,
                "Mailbox": MAILBOX_SCHEMA,
                "Problem": PROBLEM_SCHEMA,
            },
            "securitySchemes": {"integration": {"type": "http", "scheme": "bearer"}},
        },
    }


def paths(pack: Pack) -> Schema:
    more = [{"$ref": f"#/components/schemas/{name}"} for name in pack.questionnaires if name != QUESTIONNAIRE]
    with_token: list[Schema] = [{}, {"integration": []}]
    return {
        "/questionnaires": {"get": operation("listQuestionnaires", "200", list_of(OUTLINE), [])},
        "/questionnaires/{name}": {"get": operation("showQuestionnaire", "200", QUESTIONNAIRE_SCHEMA, [NAME], (404,))},
        "/statistics": {"get": operation("showStatistics", "200", list_of(QUARTER), [])},
        "/complaints": {
            "post": operation("fileComplaint", "201", ref("Receipt"), [KEY_HEADER, *TOLL_HEADERS], (*SENT, 429), links=OPEN_IT)
            | {"requestBody": body(ref("Complaint")), "security": with_token}
        },
        "/mailbox": {
            "post": operation("openMailbox", "200", OPENED, [KEY_HEADER], (*SENT, 429), links=GO_ON)
            | {"requestBody": body(members({"code": TEXT})), "security": with_token},
            "get": operation("readMailbox", "200", ref("Mailbox"), [MAILBOX_HEADER], INSIDE),
        },
        "/mailbox/messages": {
            "post": operation("writeMessage", "201", KEPT, [MAILBOX_HEADER, KEY_HEADER], SENT)
            | {"requestBody": body(members({"text": MESSAGE}))}
        },
        "/mailbox/answers": {
            "post": operation("addAnswers", "201", KEPT, [MAILBOX_HEADER, KEY_HEADER], SENT)
            | {"requestBody": body({"anyOf": more})}
        },
        "/mailbox/files": {
            "post": operation("addFile", "201", members({"name": TEXT}), [MAILBOX_HEADER, FILE_NAME], SENT)
            | {"requestBody": body({}, "application/octet-stream")}
        },
    }  # fmt: skip


def operation(
    name: str,
    status: str,
    schema: Schema,
    parameters: list[Schema],
    refused: tuple[int, ...] = (),
    *,
    links: Schema | None = None,
) -> Schema:
    """*refused*: statuses of what can be wrong with a request; *links*: what may be done with a good answer."""
    responses = answers(status, schema, refused)
    if links:
        responses[status] |= {"links": links}
    return {"operationId": name, "parameters": parameters, "responses": responses}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def body(schema: Schema, media: str = "application/json") -> Schema:
    return {"required": True, "content": {media: {"schema": schema}}}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def members(properties: Schema) -> Schema:
    """An object that has all of *properties* and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def complaint_schema(pack: Pack) -> Schema:
    """What POST /complaints takes."""
    return members(
        {
            "questionnaire": {"const": QUESTIONNAIRE},
            "language": {"type": "string", "enum": list(pack.institution.languages)},
            "answers": ref(QUESTIONNAIRE),
        }
    )


RECEIPT: Final[Schema] = members(
    {
        "reference": TEXT,
        "code": TEXT,
        "unit": members({"code": TEXT, "name": TEXT, "phone": TEXT}),
        "received": MOMENT,
        "register_by": DAY,
        "due": DAY,
        "urgent": FLAG,
        "because": {"type": "array", "items": TEXT},
    }
)
OPENED: Final[Schema] = members({"mailbox": TEXT, "until": MOMENT, "code_must_change": FLAG})
KEPT: Final[Schema] = members({"kept": FLAG})
MAILBOX_SCHEMA: Final[Schema] = members(
    {
        "reference": TEXT,
        "unit": TEXT,
        "status": TEXT,
        "since": DAY,
        "received": MOMENT,
        "opened": or_null(MOMENT),
        "due": DAY,
        "late": FLAG,
        "open": FLAG,
        "messages": list_of(members({"at": MOMENT, "from": TEXT, "about": TEXT, "text": TEXT})),
        "letters": list_of(members({"at": MOMENT, "title": TEXT, "text": TEXT})),
        "remedies": list_of(members({"number": NUMBER, "kind": TEXT, "status": TEXT, "due": or_null(DAY)})),
        "may_do": list_of(members({"number": NUMBER, "act": TEXT, "label": TEXT})),
        "files": list_of(members({"name": TEXT, "size": NUMBER, "at": MOMENT})),
    }
)
OUTLINE: Final[Schema] = members(
    {"name": TEXT, "version": NUMBER, "title": TEXT, "tracks": list_of(TEXT), "files_a_complaint": FLAG}
)
QUESTION: Final[Schema] = members(
    {"name": TEXT, "kind": TEXT, "required": FLAG, "why": or_null(TEXT), "schema": {"type": "object"}}
)
PAGE: Final[Schema] = members(
    {"name": TEXT, "title": TEXT, "lead": or_null(TEXT), "asked_when": FLAG, "questions": list_of(QUESTION)}
)
QUESTIONNAIRE_SCHEMA: Final[Schema] = members(
    {**OUTLINE["properties"], "pages": list_of(PAGE), "answers": {"type": "object"}}
)
QUARTER: Final[Schema] = members({"quarter": TEXT, "frozen": MOMENT, "figures": {"type": "object"}})
routes: list[object] = [show_public_openapi]
