"""Files of a case: added by officers, given out to who may read them, cleaned copies first."""

from datetime import datetime

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from cases.database import Database
from cases.evidence import copies, reading, receiving
from cases.evidence.receiving import Desk
from cases.settings import Settings
from cases.viewer import Officer
from web.i18n import gettext
from web.kit import uploads
from web.kit.downloads import send_bytes
from web.kit.forms import Form
from web.kit.given import GivenStore
from web.kit.pages import Page, open_page, page, redirect
from web.security import Access

FILES = "/desk/cases/{reference:str}/files"


def desk_of(request: Request, reference: str) -> Desk:  # type: ignore[type-arg]
    """Where files for this case are taken in. Raises: CaseNotFound, NotAllowed."""
    state = request.app.state
    viewer: Officer = request.state.viewer
    return receiving.open_desk(
        state.database, state.store, state.settings, state.shelf.pack, reference, viewer=viewer, clock=state.clock
    )


@get(FILES, access=Access.CASEWORK, sync_to_thread=True)
def show_files(request: Request, reference: FromPath[str]) -> Page:  # type: ignore[type-arg]
    return draw(request, reference, done="done" in request.query_params)


@post(FILES, access=Access.CASEWORK, request_max_body_size=None, unprotected=uploads.CHECKED)
async def send_files(request: Request, reference: FromPath[str]) -> Page:  # type: ignore[type-arg]
    """A plain form: every file is kept whole or told about."""
    taken = await uploads.take_form(request, lambda: desk_of(request, reference))
    return await sync_to_thread(answer, request, reference, taken)


def answer(request: Request, reference: str, taken: uploads.Taken) -> Page:  # type: ignore[type-arg]
    open_page(request)
    problems = list(taken.problems)
    if not problems and not taken.names:
        problems = [("", gettext("Choose at least one file"))]
    if not problems:
        return redirect(request, f"/desk/cases/{reference}/files", query={"done": "yes"})
    return draw(request, reference, done=bool(taken.names), problems=problems)


@post(f"{FILES}/begin", access=Access.CASEWORK, sync_to_thread=True)
def begin(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    form: NamedDependency[Form],
) -> Response[bytes]:
    desk = desk_of(request, reference)
    return uploads.begin(request, desk, form.one("name"), form.one("size"), form.one("mark"))


@post(f"{FILES}/parts/{{upload:str}}/{{number:int}}", access=Access.CASEWORK, unprotected="the token is in a header")
async def take_part(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    upload: FromPath[str],
    number: FromPath[int],
) -> Response[bytes]:
    return await uploads.take_part(request, lambda: desk_of(request, reference), upload, number)


@post(f"{FILES}/finish", access=Access.CASEWORK, sync_to_thread=True)
def finish(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    form: NamedDependency[Form],
) -> Response[bytes]:
    return uploads.finish(request, desk_of(request, reference), form.one("upload"))


@get(f"{FILES}/{{file:int}}/original", access=Access.CASEWORK, sync_to_thread=True)
def download(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    file: FromPath[int],
    database: NamedDependency[Database],
    store: GivenStore,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Stream:
    """A file as it was sent. Through `write`: opening sealed bytes is written down."""
    found = database.write(reading.open_file, reference, file, "original", viewer=viewer, at=now)
    reading.check_scanned(database, store, settings, found, viewer=viewer)
    return send_bytes(found.pieces(store), name=found.name, media=found.kind.media, size=found.size)


@get(f"{FILES}/{{file:int}}/cleaned", access=Access.CASEWORK, sync_to_thread=True)
def download_cleaned(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    file: FromPath[int],
    database: NamedDependency[Database],
    store: GivenStore,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Stream:
    """The copy without place, author and scripts, made at the first look."""
    found = database.write(reading.open_file, reference, file, "cleaned", viewer=viewer, at=now)
    reading.check_scanned(database, store, settings, found, viewer=viewer)
    copy = copies.copy_of(database, store, found, "cleaned", viewer=viewer, at=now)
    return send_bytes(copy.pieces(store), name=copy.name, media=copy.kind.media, size=copy.size)


@get(f"{FILES}/{{file:int}}/thumbnail", access=Access.CASEWORK, sync_to_thread=True)
def show_thumbnail(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    file: FromPath[int],
    database: NamedDependency[Database],
    store: GivenStore,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Stream:
    """A small picture of a picture or of a first page, drawn in the sandbox."""
    found = database.write(reading.open_file, reference, file, "thumbnail", viewer=viewer, at=now)
    reading.check_scanned(database, store, settings, found, viewer=viewer)
    copy = copies.copy_of(database, store, found, "thumbnail", viewer=viewer, at=now)
    return send_bytes(copy.pieces(store), name="thumbnail.jpg", media=copy.kind.media, size=copy.size)


def draw(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    *,
    done: bool,
    problems: list[tuple[str, str]] | None = None,
) -> Page:
    state, viewer = request.app.state, request.state.viewer
    return page(
        request,
        "desk/files.html",
        status=422 if problems else 200,
        reference=reference,
        files=state.database.write(reading.list_files, reference, viewer=viewer, at=state.clock()),
        limit=state.settings.evidence_file,
        done=done,
        problems=problems or [],
    )


routes = [show_files, send_files, begin, take_part, finish, download, download_cleaned, show_thumbnail]
