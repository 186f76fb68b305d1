"""Files of the complainant: those that are with us, and adding more, by a plain form or part by part."""

from datetime import datetime

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from cases import mailbox
from cases.database import Database
from cases.evidence import reading, receiving
from cases.evidence.receiving import Desk
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.viewer import Complainant
from web.kit import upload_parts, uploads
from web.kit.cookies import set_mailbox_cookie
from web.kit.downloads import send_bytes
from web.kit.forms import Form
from web.kit.given import GivenStore
from web.kit.pages import Page, open_page, page, redirect
from web.public.mailbox import CLOSED
from web.security import Access

FILES = "/mailbox/files"


def desk_of(request: Request) -> Desk:  # type: ignore[type-arg]
    """Where this mailbox's files are taken in."""
    state = request.app.state
    viewer: Complainant = request.state.viewer
    return receiving.open_desk(
        state.database, state.store, state.settings, state.shelf.pack, "", viewer=viewer, clock=state.clock
    )


@get(FILES, access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show_files(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Complainant],
) -> Page:
    return draw(request, database, settings, viewer, done="done" in request.query_params)


@post(
    FILES,
    access=Access.COMPLAINANT,
    exception_handlers=CLOSED,
    request_max_body_size=None,
    unprotected=uploads.CHECKED,
)
async def send_files(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Complainant],
) -> Page:
    """A plain form: every file is kept whole or told about."""
    taken = await uploads.take_form(request, lambda: desk_of(request))
    return await sync_to_thread(answer, request, database, settings, viewer, taken)


def answer(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    settings: Settings,
    viewer: Complainant,
    taken: uploads.Taken,
) -> Page:
    open_page(request)
    problems = taken.told()
    if not problems:
        return redirect(request, FILES, query={"done": "yes"})
    return draw(request, database, settings, viewer, done=bool(taken.names), problems=problems)


@post(f"{FILES}/begin", access=Access.COMPLAINANT, sync_to_thread=True)
def begin(request: Request, form: NamedDependency[Form]) -> Response[bytes]:  # type: ignore[type-arg]
    return upload_parts.begin(request, desk_of(request), form.one("name"), form.one("size"), form.one("mark"))


@post(f"{FILES}/parts/{{upload:str}}/{{number:int}}", access=Access.COMPLAINANT, unprotected="the token is in a header")
async def take_part(
    request: Request,  # type: ignore[type-arg]
    *,
    upload: FromPath[str],
    number: FromPath[int],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """One part. While parts come, the mailbox stays open: a film over a bad line takes longer than half an hour."""
    response = await upload_parts.take_part(request, lambda: desk_of(request), upload, number)
    set_mailbox_cookie(response, request, mailbox.prolong(viewer, secrets=secrets, at=now))
    return response


@post(f"{FILES}/finish", access=Access.COMPLAINANT, sync_to_thread=True)
def finish(request: Request, form: NamedDependency[Form]) -> Response[bytes]:  # type: ignore[type-arg]
    return upload_parts.finish(request, desk_of(request), form.one("upload"))


@get(f"{FILES}/{{file:int}}", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def download(
    request: Request,  # type: ignore[type-arg]
    *,
    file: FromPath[int],
    database: NamedDependency[Database],
    store: GivenStore,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Stream:
    """A file as it was sent, for who sent it."""
    found = database.read(reading.open_file, "", file, "original", viewer=viewer, at=now)
    reading.check_scanned(database, store, settings, found, viewer=viewer)
    return send_bytes(found.pieces(store), name=found.name, media=found.kind.media, size=found.size)


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    settings: Settings,
    viewer: Complainant,
    *,
    done: bool,
    problems: list[tuple[str, str]] | None = None,
) -> Page:
    return page(
        request,
        "public/files.html",
        status=422 if problems else 200,
        neutral=True,
        files=database.read(reading.own_files, viewer=viewer),
        limit=settings.evidence_file,
        done=done,
        problems=problems or [],
    )


routes = [show_files, send_files, begin, take_part, finish, download]
