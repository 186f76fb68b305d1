"""Where an officer is signed in, and their spare codes."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.doors import ending, own_sessions, spare_codes
from cases.doors.sessions import ABSOLUTE, IDLE
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.i18n import N_
from web.kit.forms import Form
from web.kit.pages import Page, done_words, page, redirect
from web.security import Access, staff_cookie

SESSIONS = "/desk/sessions"
DONE = {
    "ended": N_("That session has ended"),
    "others": N_("You are signed in here only"),
}


@get(SESSIONS, access=Access.STAFF, sync_to_thread=True)
def show_sessions(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    return draw(request, database, viewer, now, done=done_words(request, DONE))


@post(SESSIONS, access=Access.STAFF, sync_to_thread=True)
def end_session(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
) -> Page:
    database.write(own_sessions.end_session, form.one("session"), viewer=viewer)
    return redirect(request, SESSIONS, query={"done": "ended"})


@post("/desk/sessions/others", access=Access.STAFF, sync_to_thread=True)
def end_others(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
) -> Page:
    database.write(own_sessions.end_others, staff_cookie(request) or "", viewer=viewer)
    return redirect(request, SESSIONS, query={"done": "others"})


@post("/desk/sessions/spare-codes", access=Access.STAFF, sync_to_thread=True)
def make_codes(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Ten new spare codes, shown this once."""
    codes = spare_codes.make()
    kept = [spare_codes.verifier(secrets.pepper, viewer.id, one) for one in codes]
    database.write(spare_codes.renew, kept, viewer=viewer, at=now)
    return draw(request, database, viewer, now, codes=codes)


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    viewer: Officer,
    now: datetime,
    *,
    done: str | None = None,
    codes: tuple[str, ...] = (),
) -> Page:
    cookie = staff_cookie(request) or ""
    return page(
        request,
        "desk/sessions.html",
        sessions=database.read(own_sessions.open_sessions, cookie, viewer=viewer, at=now),
        ended=database.read(ending.last_ended, viewer=viewer, at=now),
        left=database.read(spare_codes.how_many_left, viewer=viewer),
        idle=int(IDLE.total_seconds() // 60),
        absolute=int(ABSOLUTE.total_seconds() // 3600),
        done=done,
        codes=codes,
    )


routes = [show_sessions, end_session, end_others, make_codes]
