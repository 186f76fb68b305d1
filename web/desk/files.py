"""Files of a case: added by officers, given out to who may read them, cleaned copies first."""

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec
from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation
from litestar.response import Stream

from cases.database import Database
from cases.evidence import copies, reading, receiving
from cases.evidence.copies import CopyKind
from cases.evidence.receiving import Desk
from cases.evidence.store import Store
from cases.settings import Settings
from cases.viewer import Officer
from web.kit import upload_parts, uploads
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
    problems = taken.told()
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
    return upload_parts.begin(request, desk, form.one("name"), form.one("size"), form.one("mark"))


@post(f"{FILES}/parts/{{upload:str}}/{{number:int}}", access=Access.CASEWORK, unprotected="the token is in a header")
async def take_part(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    upload: FromPath[str],
    number: FromPath[int],
) -> Response[bytes]:
    return await upload_parts.take_part(request, lambda: desk_of(request, reference), upload, number)


@post(f"{FILES}/finish", access=Access.CASEWORK, sync_to_thread=True)
def finish(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    form: NamedDependency[Form],
) -> Response[bytes]:
    return upload_parts.finish(request, desk_of(request, reference), form.one("upload"))


class Reader(msgspec.Struct, frozen=True):
    """Who asks for a file, and where it lies."""

    database: Database
    store: Store
    settings: Settings
    viewer: Officer
    at: datetime

    def send(
        self, reference: str, file: int, what: CopyKind | Literal["original"], *, name: str | None = None
    ) -> Stream:
        """The bytes of *what*. Through `write`: opening sealed bytes is written down."""
        found = self.database.write(reading.open_file, reference, file, what, viewer=self.viewer, at=self.at)
        reading.check_scanned(self.database, self.store, self.settings, found, viewer=self.viewer)
        if what != "original":
            found = copies.copy_of(self.database, self.store, found, what, viewer=self.viewer, at=self.at)
        return send_bytes(found.pieces(self.store), name=name or found.name, media=found.kind.media, size=found.size)


def given_reader(
    *,
    database: NamedDependency[Database],
    store: GivenStore,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Reader:
    return Reader(database, store, settings, viewer, now)


READER = {"reader": Provide(given_reader, sync_to_thread=False)}
GivenReader: TypeAlias = NamedDependency[SkipValidation[Reader]]


@get(f"{FILES}/{{file:int}}/original", access=Access.CASEWORK, dependencies=READER, sync_to_thread=True)
def download(*, reference: FromPath[str], file: FromPath[int], reader: GivenReader) -> Stream:
    """A file as it was sent."""
    return reader.send(reference, file, "original")


@get(f"{FILES}/{{file:int}}/cleaned", access=Access.CASEWORK, dependencies=READER, sync_to_thread=True)
def download_cleaned(*, reference: FromPath[str], file: FromPath[int], reader: GivenReader) -> Stream:
    """The copy without place, author and scripts, made at the first look."""
    return reader.send(reference, file, "cleaned")


@get(f"{FILES}/{{file:int}}/thumbnail", access=Access.CASEWORK, dependencies=READER, sync_to_thread=True)
def show_thumbnail(*, reference: FromPath[str], file: FromPath[int], reader: GivenReader) -> Stream:
    """A small picture of a picture or of a first page, drawn in the sandbox."""
    return reader.send(reference, file, "thumbnail", name="thumbnail.jpg")


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
