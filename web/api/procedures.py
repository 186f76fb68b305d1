"""The published procedures as data: stages, acts, and the schema of what each act asks."""

from typing import Any

from litestar import Request, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.packs.jurisdiction import Pack
from web.api.answering import Json, answer, begin
from web.api.schemas import answers_schema
from web.kit.given import GivenPack
from web.security import Access
from workflows.procedure import Act, Procedure


@get("/procedures", access=Access.STAFF, sync_to_thread=True)
def list_procedures(request: Request, pack: GivenPack) -> Json:  # type: ignore[type-arg]
    """Every procedure by its name."""
    begin(request)
    return answer(
        [{"name": each.name, "version": each.version, "title": each.title} for each in pack.procedures.values()]
    )


@get("/procedures/{name:str}", access=Access.STAFF, sync_to_thread=True)
def show_procedure(request: Request, name: FromPath[str], pack: GivenPack) -> Json:  # type: ignore[type-arg]
    """One procedure: its stages, and at each the acts with their schemas."""
    begin(request)
    found = pack.procedures.get(name)
    if found is None:
        raise NotFoundException
    return answer(procedure_in_json(found, pack))


def procedure_in_json(procedure: Procedure, pack: Pack) -> dict[str, Any]:
    return {
        "name": procedure.name,
        "version": procedure.version,
        "title": procedure.title,
        "start": procedure.start,
        "stages": [
            {
                "name": stage.name,
                "label": stage.label,
                "end": stage.end,
                "acts": [act_in_json(act, pack) for act in procedure.acts[stage.name].values()],
            }
            for stage in procedure.stages.values()
        ],
    }


def act_in_json(act: Act, pack: Pack) -> dict[str, Any]:
    """An act as it is declared."""
    return {
        "name": act.name,
        "label": act.label,
        "help": act.help,
        "to": act.to,
        "by": sorted(act.by),
        "needs_second_person": act.confirmed_by is not None,
        "answers": answers_schema(act.asks, pack),
    }


routes: list[object] = [list_procedures, show_procedure]
