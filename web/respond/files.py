"""Files from a body, sealed to the case and not given out again here; and those that we gave it with its request."""

from datetime import datetime

from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from cases.bodies import answering, door, receiving
from cases.bodies.links import BODY
from cases.bodies.receiving import BodyStream
from cases.database import Database
from cases.evidence.receiving import Desk
from cases.letters import behind_link
from cases.viewer import Body
from web.kit import uploads
from web.kit.cookies import set_body_cookie
from web.kit.downloads import send_bytes
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, open_page, page, redirect
from web.security import Access

FILES = "/respond/files"


def desk_of(request: Request) -> Desk:  # type: ignore[type-arg]
    """Where this body's files are taken in. Raises: SignedOut."""
    state = request.app.state
    viewer: Body = request.state.viewer
    return receiving.open_desk(
        state.database, state.store, state.settings, state.shelf.pack, viewer=viewer, clock=state.clock
    )


@get(FILES, access=Access.BODY, sync_to_thread=True)
def show_files(request: Request) -> Page:  # type: ignore[type-arg]
    return draw(request, done="done" in request.query_params)


@post(FILES, access=Access.BODY, request_max_body_size=None, unprotected=uploads.CHECKED)
async def send_files(request: Request, viewer: NamedDependency[Body], now: NamedDependency[datetime]) -> Page:  # type: ignore[type-arg]
    """A plain form: every file is kept whole or told about."""
    taken = await uploads.take_form(request, lambda: desk_of(request), stream=BodyStream)
    return await sync_to_thread(answer, request, taken)


def answer(request: Request, taken: uploads.Taken) -> Page:  # type: ignore[type-arg]
    open_page(request)
    problems = taken.told()
    if not problems:
        return redirect(request, FILES, query={"done": "yes"})
    return draw(request, done=bool(taken.names), problems=problems)


def draw(request: Request, *, done: bool, problems: list[tuple[str, str]] | None = None) -> Page:  # type: ignore[type-arg]
    state, viewer = request.app.state, request.state.viewer
    asked = state.database.write(answering.read_request, pack=state.shelf.pack, viewer=viewer, at=state.clock())
    response = page(
        request,
        "respond/files.html",
        status=422 if problems else 200,
        files=[one for one in asked.said if one.file and one.sender == BODY],
        limit=state.settings.evidence_file,
        done=done,
        problems=problems or [],
    )
    set_body_cookie(response, request, door.make_cookie(viewer, secrets=state.secrets, at=state.clock()))
    return response


@get("/respond/given/{number:int}", access=Access.BODY, sync_to_thread=True)
def open_given(
    *,
    number: FromPath[int],
    database: NamedDependency[Database],
    store: GivenStore,
    pack: GivenPack,
    viewer: NamedDependency[Body],
    now: NamedDependency[datetime],
) -> Stream:
    """A file that we gave with the request."""
    # Through `write`: that the body opened it is written down.
    file = database.write(behind_link.open_given, number, pack=pack, viewer=viewer, at=now)
    return send_bytes(file.pieces(store), name=file.name, media=file.kind.media, size=file.size)


routes = [show_files, send_files, open_given]
