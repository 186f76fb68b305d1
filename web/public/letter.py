"""A letter that was sent to a complainant by e-mail: its link, the PIN, and the PDF under a name that says nothing."""

from datetime import datetime
from functools import partial

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import LinkUnknown
from cases.evidence.store import Store
from cases.letters import link_door
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Nobody
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, page
from web.kit.slowing import note_wrong, wait_at
from web.kit.waiting_room import BODIES
from web.public.proof import PAPER, download
from web.security import Access

PLACE = "/letter/{token:str}"


@get(PLACE, access=Access.ANYONE, sync_to_thread=True)
def show_door(
    request: Request,  # type: ignore[type-arg]
    token: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    now: NamedDependency[datetime],
) -> Page:
    """One field for the PIN; where no PIN opens anything any more, what to do instead."""
    return draw(request, there=database.read(link_door.is_there, token, secrets=secrets, viewer=Nobody(), at=now))


@post(PLACE, access=Access.ANYONE)
async def open_letter(
    request: Request,  # type: ignore[type-arg]
    *,
    token: FromPath[str],
    database: NamedDependency[Database],
    store: GivenStore,
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Response[bytes] | Page:
    """The PDF, in the waiting room's time. No cookie and no page of ours is left behind: who wants it again types the PIN."""
    work = partial(give, request, token, database, store, secrets=secrets, pack=pack, form=form, now=now)
    return await wait_at("link", BODIES, request, work)


def give(
    request: Request,  # type: ignore[type-arg]
    token: str,
    database: Database,
    store: Store,
    *,
    secrets: Secrets,
    pack: Pack,
    form: Form,
    now: datetime,
) -> Response[bytes] | Page:
    try:
        content = link_door.open_letter(database, store, token, form.one("pin"), pack=pack, secrets=secrets, at=now)
    except LinkUnknown:
        note_wrong(request, database, "link")
        there = database.read(link_door.is_there, token, secrets=secrets, viewer=Nobody(), at=now)
        return draw(request, there=there, wrong=there)
    return download(content, PAPER, "application/pdf")


def draw(request: Request, *, there: bool, wrong: bool = False) -> Page:  # type: ignore[type-arg]
    status = 422 if wrong else 200 if there else 410
    problems = {"pin": "wrong"} if wrong else {}
    return page(request, "public/letter.html", status=status, neutral=True, there=there, problems=problems)


routes = [show_door, open_letter]
