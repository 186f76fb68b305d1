"""The questionnaires of the pack as data: pages, questions in the caller's language, and the schema of their answers."""

from typing import Any

from litestar import Request, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.filing.intake import QUESTIONNAIRE
from cases.packs.jurisdiction import Pack
from web.api.answering import Json, answer, begin
from web.api.schemas import answers_schema, field_schema
from web.i18n import label
from web.kit.given import GivenPack
from web.security import Access
from workflows.fields import Field
from workflows.questionnaire import Page, Questionnaire


@get("/questionnaires", access=Access.ANYONE, sync_to_thread=True)
def list_questionnaires(request: Request, pack: GivenPack) -> Json:  # type: ignore[type-arg]
    """Every questionnaire: the one that files a complaint, and those that ask more once it is filed."""
    begin(request)
    return answer([outline(each) for each in pack.questionnaires.values()])


@get("/questionnaires/{name:str}", access=Access.ANYONE, sync_to_thread=True)
def show_questionnaire(request: Request, name: FromPath[str], pack: GivenPack) -> Json:  # type: ignore[type-arg]
    """One questionnaire page by page, and under `answers` the JSON Schema of what may be sent."""
    begin(request)
    found = pack.questionnaires.get(name)
    if found is None:
        raise NotFoundException
    pages = [page_in_json(page, pack) for page in found.pages]
    return answer(outline(found) | {"pages": pages, "answers": schema_of(found, pack)})


def outline(each: Questionnaire) -> dict[str, Any]:
    return {
        "name": each.name,
        "version": each.version,
        "title": label(each.title),
        "tracks": list(each.tracks),
        "files_a_complaint": each.name == QUESTIONNAIRE,
    }


def page_in_json(page: Page, pack: Pack) -> dict[str, Any]:
    return {
        "name": page.name,
        "title": label(page.title),
        "lead": label(page.lead) if page.lead else None,
        "asked_when": page.when is not None,
        "questions": [question_in_json(field, pack) for field in page.questions],
    }


def question_in_json(field: Field, pack: Pack) -> dict[str, Any]:
    return {
        "name": field.name,
        "kind": str(field.kind),
        "required": field.required,
        "why": label(field.why) if field.why else None,
        "schema": field_schema(field, pack),
    }


def schema_of(questionnaire: Questionnaire, pack: Pack) -> dict[str, Any]:
    """The schema of all its answers; required is what is asked of everybody."""
    fields = [field for page in questionnaire.pages for field in page.questions]
    always = {field.name for page in questionnaire.pages if page.when is None for field in page.questions}
    schema = answers_schema(fields, pack)
    return schema | {"required": [name for name in schema["required"] if name in always]}


routes: list[object] = [list_questionnaires, show_questionnaire]
