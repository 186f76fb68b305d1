"""The API: filing, the mailbox and the same acts for programs. Outside the languages; who asks names one in `Accept-Language`."""

from litestar.di import Provide

from web.api import cases, complaints, mailboxes, openapi, openapi_public, procedures, questionnaires, statistics
from web.api.reading import read_json
from web.late_reading import OwnRouter

ADDRESS = "/api/v1"
routes: list[object] = [
    *questionnaires.routes,
    *complaints.routes,
    *mailboxes.routes,
    *statistics.routes,
    *procedures.routes,
    *cases.routes,
    *openapi_public.routes,
    *openapi.routes,
]


def make_router() -> OwnRouter:
    """A router for one application: what changes something reads JSON instead of a form."""
    return OwnRouter(ADDRESS, route_handlers=routes, dependencies={"form": Provide(read_json)})  # type: ignore[arg-type]
