"""What became of an entered complaint, and the scan of its paper where another office has the case."""

from datetime import datetime

from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from cases.assisted import listing
from cases.assisted.scanning import open_scanner, takes_scans
from cases.evidence.passing import PassingStream
from cases.evidence.receiving import Desk
from cases.viewer import Officer
from web.kit import uploads
from web.kit.pages import Page, open_page, page, redirect
from web.security import Access

ENTERED = "/desk/intake/entered/{reference:str}"


def desk_of(request: Request, reference: str) -> Desk:  # type: ignore[type-arg]
    """Raises: CaseNotFound, NotAllowed."""
    state = request.app.state
    viewer: Officer = request.state.viewer
    return open_scanner(
        state.database, state.store, state.settings, state.shelf.pack, reference, viewer=viewer, clock=state.clock
    )


@get(ENTERED, access=Access.CASEWORK, sync_to_thread=True)
def show_entered(request: Request, reference: FromPath[str]) -> Page:  # type: ignore[type-arg]
    """What became of an entry: its number, the office that has it, the slip, and the way to the case for whom it is open."""
    return draw(request, reference, done="done" in request.query_params)


@post(f"{ENTERED}/files", access=Access.CASEWORK, request_max_body_size=None, unprotected=uploads.CHECKED)
async def send_scan(request: Request, reference: FromPath[str]) -> Page:  # type: ignore[type-arg]
    """A plain form: every file is kept whole or told about."""
    taken = await uploads.take_form(request, lambda: desk_of(request, reference), stream=PassingStream)
    return await sync_to_thread(answer, request, reference, taken)


def answer(request: Request, reference: str, taken: uploads.Taken) -> Page:  # type: ignore[type-arg]
    open_page(request)
    problems = taken.told()
    if not problems:
        return redirect(request, f"/desk/intake/entered/{reference}", query={"done": "yes"})
    return draw(request, reference, done=bool(taken.names), problems=problems)


def draw(request: Request, reference: str, *, done: bool, problems: list[tuple[str, str]] | None = None) -> Page:  # type: ignore[type-arg]
    state, viewer = request.app.state, request.state.viewer
    at: datetime = state.clock()
    line = state.database.read(listing.own_entry, reference, viewer=viewer)
    return page(
        request, "desk/intake_entered.html", status=422 if problems else 200, line=line, pack=state.shelf.pack,
        scans=takes_scans(line, at), limit=state.settings.evidence_file, done=done, problems=problems or [],
    )  # fmt: skip


routes = [show_entered, send_scan]
