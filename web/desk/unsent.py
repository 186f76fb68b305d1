"""What an officer typed and has not sent: kept while they type, offered again, thrown away when they say so."""

from datetime import datetime

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.doors import unsent
from cases.doors.sessions import IDLE, TOUCH_EVERY
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.i18n import clock, gettext, moment
from web.kit.forms import UNSENT, Form
from web.kit.pages import Page, open_page, page, redirect
from web.kit.unsent import forget_sent, keep_typed, read_place
from web.security import Access

ADDRESS = "/desk/unsent"


@post(ADDRESS, access=Access.STAFF, keeps=True, sync_to_thread=True)
def keep(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """Keep what a script sends while somebody types; says so, and until when the session holds now."""
    open_page(request)
    kept = keep_typed(database, secrets, form.raw, form.one(UNSENT), viewer.id, viewer=viewer, at=now)
    until = moment(now + IDLE - TOUCH_EVERY)
    told = {
        "kept": gettext("Kept for you at %(time)s; nobody else can read it.", time=clock(now)) if kept else "",
        "idle": gettext("If you do nothing, you will be signed out at %(moment)s.", moment=until),
    }
    return Response(msgspec.json.encode(told), media_type="application/json")


@get(ADDRESS, access=Access.STAFF, sync_to_thread=True)
def show_unsent(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    written = database.read(unsent.written_by, viewer=viewer, at=now)
    return page(request, "desk/unsent.html", written=written)


@post(f"{ADDRESS}/removal", access=Access.STAFF, sync_to_thread=True)
def remove(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
) -> Page:
    """Throw away what is kept of one form; back to the case that it stands in, or to the list."""
    place, reference = read_place(form.one("place"))
    if place:
        forget_sent(database, secrets, place, viewer=viewer)
    back = ADDRESS if form.one("back") != "case" or reference is None else f"/desk/cases/{reference}"
    return redirect(request, back)


routes = [keep, show_unsent, remove]
