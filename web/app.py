"""Where everything is put together: the one place that knows all surfaces."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from litestar import Litestar, Request, Response, get
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.status_codes import HTTP_204_NO_CONTENT, HTTP_303_SEE_OTHER

from cases.database import Database
from cases.evidence.store import open_store
from cases.operations.store_pulse import StorePulse
from cases.packs.jurisdiction import Pack
from cases.packs.shelf import Shelf
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.viewer import Viewer
from web.admin.routes import routes as admin
from web.api.answering import problem
from web.api.routes import ADDRESS as API
from web.api.routes import make_router as make_api
from web.desk.routes import routes as desk
from web.errors import tell
from web.health.routes import routes as health
from web.health.times import RequestTimes
from web.kit.forms import DRAINED, read_form
from web.kit.pages import best_language
from web.kit.rendering import make_environment
from web.kit.statics import Statics, load_statics
from web.late_reading import LateReading, OwnRouter
from web.public.routes import routes as public
from web.reports.routes import routes as reports
from web.respond.routes import routes as respond
from web.security import Access, add_headers, check_routes, guard

Clock = Callable[[], datetime]
SURFACES: tuple[Any, ...] = (*public, *desk, *reports, *admin, *respond)


def machine_clock() -> datetime:
    """The moment by this machine's clock, in UTC; tests hand in their own clock."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    database: Database,
    pack: Pack,
    secrets: Secrets,
    clock: Clock = machine_clock,
    *,
    surfaces: Sequence[Any] = SURFACES,
    shelf: Shelf | None = None,
) -> Litestar:
    """The application over an open database. The caller closes the database when the server has stopped.

    Raises: OpenDoor for a handler without declared access or without a checked form.
    """
    app = LateReading(
        route_handlers=[
            first_page,
            link_page,
            *health,
            no_picture,
            static_file,
            make_api(),
            OwnRouter("/{language:str}", route_handlers=surfaces),
        ],
        dependencies={
            **{
                name: Provide(from_state(name), sync_to_thread=False)
                for name in ("database", "secrets", "settings", "store")
            },
            "pack": Provide(published_pack, sync_to_thread=False),
            "now": Provide(moment_now, sync_to_thread=False),
            "viewer": Provide(viewer, sync_to_thread=False),
            "form": Provide(read_form),
        },
        state=State(house_in(settings, database, shelf or Shelf(database, pack), secrets, clock)),
        guards=[in_a_language, guard],
        before_send=[add_headers],
        exception_handlers={Exception: tell_error, HTTPException: tell_error},
        request_max_body_size=DRAINED,
        logging_config=None,
        openapi_config=None,
    )
    check_routes(app)
    return app


def house_in(settings: Settings, database: Database, shelf: Shelf, secrets: Secrets, clock: Clock) -> dict[str, Any]:
    """What handlers, guard and pages find in the application's state: the house that it serves, and nothing else does."""
    statics = load_statics(shelf.pack.institution.colours)
    store = open_store(settings)
    return {
        "settings": settings,
        "practice": settings.practice,
        "database": database,
        "shelf": shelf,
        "secrets": secrets,
        "clock": clock,
        "store": store,
        "pulse": StorePulse(store),
        "began": clock(),
        "times": RequestTimes(),
        "waiting": {},
        "pause": asyncio.sleep,
        "form_key": secrets.pepper.key("form token"),
        "statics": statics,
        "templates": make_environment(statics),
    }


async def in_a_language(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """A page's address begins with a language of the institution's; nothing is there under any other.

    All languages share the handlers: registered once for each, they took two thirds of the program's start. It awaits nothing,
    but for a plain function the framework would send each request to a thread and back. Raises: NotFoundException.
    """
    wanted = connection.path_params.get("language")
    if wanted is not None and wanted not in connection.app.state.shelf.pack.institution.languages:
        raise NotFoundException


def from_state(name: str) -> Callable[[Request], Any]:  # type: ignore[type-arg]
    """A dependency that is what stands in the application's state under *name*."""

    def provide(request: Request) -> Any:  # type: ignore[type-arg]
        return request.app.state[name]

    return provide


def published_pack(request: Request) -> Any:  # type: ignore[type-arg]
    """The pack to work by now."""
    return request.app.state.shelf.pack


def moment_now(request: Request) -> datetime:  # type: ignore[type-arg]
    """The moment of the request."""
    moment: datetime = request.app.state.clock()
    return moment


def tell_error(request: Request, error: Exception) -> Response[bytes]:  # type: ignore[type-arg]
    """The one exception handler: programs get problem details, people a page."""
    return problem(request, error) if request.scope["path"].startswith(f"{API}/") else tell(request, error)


def viewer(request: Request) -> Viewer:  # type: ignore[type-arg]
    """Whom the guard let in."""
    found: Viewer = request.state.viewer
    return found


@get("/", access=Access.ANYONE)
async def first_page(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """To the start page in the browser's language, else in the institution's first."""
    return Response(
        b"",
        status_code=HTTP_303_SEE_OTHER,
        headers={"location": f"/{best_language(request)}/", "vary": "accept-language"},
    )


@get(["/respond/{token:str}", "/letter/{token:str}"], access=Access.ANYONE)
async def link_page(request: Request, token: FromPath[str]) -> Response[bytes]:  # type: ignore[type-arg]
    """A link with a PIN as letters print it, without a language: on to the PIN in the browser's, whatever the token is."""
    door = request.url.path.split("/")[1]
    location = f"/{best_language(request)}/{door}/{quote(token, safe='')}"
    headers = {"location": location, "vary": "accept-language"}
    return Response(b"", status_code=HTTP_303_SEE_OTHER, headers=headers)


@get("/favicon.ico", access=Access.ANYONE)
async def no_picture() -> Response[None]:
    """Browsers ask for this where a neutral page names no picture: there is none, and that is no error."""
    return Response(None, status_code=HTTP_204_NO_CONTENT, headers={"cache-control": "public, max-age=86400"})


@get("/static/{name:str}", access=Access.ANYONE)
async def static_file(request: Request, name: FromPath[str]) -> Response[bytes]:  # type: ignore[type-arg]
    """A style, script, font or picture, kept by browsers for ever because its name changes with its content."""
    statics: Statics = request.app.state.statics
    found = statics.files.get(name)
    if found is None:
        raise NotFoundException
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    body = found.plain
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["content-encoding"] = found.packed, "gzip"
    return Response(body, media_type=found.content_type, headers=headers)
