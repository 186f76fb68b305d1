"""The door: a PIN for the link that was sent. Whether there is such a link is not said before the PIN is right."""

from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.bodies import door
from cases.database import Database
from cases.errors import LinkUnknown
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from web.kit.cookies import drop_body_cookie, set_body_cookie
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.slowing import note_wrong, wait_at
from web.kit.waiting_room import BODIES
from web.security import Access


@get("/respond", access=Access.ANYONE, sync_to_thread=True)
def show_way(request: Request) -> Page:  # type: ignore[type-arg]
    """For who came without a link, or whose page has closed itself."""
    return page(request, "respond/way.html")


@get("/respond/{token:str}", access=Access.ANYONE, sync_to_thread=True)
def show_door(request: Request, token: FromPath[str]) -> Page:  # type: ignore[type-arg]
    """One field for the PIN: the same page for every token."""
    return draw_door(request)


@post("/respond/{token:str}", access=Access.ANYONE)
async def enter(
    request: Request,  # type: ignore[type-arg]
    *,
    token: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Open the link, in the waiting room's time. From then on the token is in no address any more."""
    work = partial(let_in, request, token, database=database, secrets=secrets, pack=pack, form=form, now=now)
    return await wait_at("link", BODIES, request, work)


def let_in(
    request: Request,  # type: ignore[type-arg]
    token: str,
    *,
    database: Database,
    secrets: Secrets,
    pack: Pack,
    form: Form,
    now: datetime,
) -> Page:
    """A wrong PIN, a link that is over and one that never was get the same calm answer."""
    try:
        cookie = door.enter(database, token, form.one("pin"), pack=pack, secrets=secrets, at=now)
    except LinkUnknown:
        note_wrong(request, database, "link")
        return draw_door(request, wrong=True)
    response = redirect(request, "/respond/request")
    set_body_cookie(response, request, cookie)
    return response


def draw_door(request: Request, *, wrong: bool = False) -> Page:  # type: ignore[type-arg]
    return page(
        request,
        "respond/door.html",
        status=422 if wrong else 200,
        wrong=wrong,
        problems={"pin": "wrong"} if wrong else {},
    )


@post("/respond/leave", access=Access.ANYONE, sync_to_thread=True)
def leave(request: Request, form: NamedDependency[Form]) -> Page:  # type: ignore[type-arg]
    """Close the link in this browser."""
    response = redirect(request, "/respond")
    drop_body_cookie(response, request)
    return response


routes = [show_way, show_door, enter, leave]
