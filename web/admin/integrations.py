"""Programs of others: which have a token, what it opens, and how one is made and ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.doors import integrations
from cases.doors.integrations import SCOPES
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from web.admin.places import draw
from web.i18n import N_
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, redirect
from web.security import Access

INTEGRATIONS = "/admin/integrations"
WORDS = {
    "complaints": N_("File complaints"),
    "mailbox": N_("Open mailboxes by the code that a complainant types in"),
}
DONE = {"ended": N_("The token opens nothing any more")}
NO_NAME = N_("Enter a name by which you will know the program")
NO_SCOPE = N_("Choose at least one thing that it may do")
NO_CHANNEL = N_("Choose how its complaints are counted")


@get(INTEGRATIONS, access=Access.ADMINISTRATION, sync_to_thread=True)
def show_integrations(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    return draw_integrations(request, database, pack, viewer, done=done_words(request, DONE))


@post(INTEGRATIONS, access=Access.ADMINISTRATION, sync_to_thread=True)
def make(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Make a token; it is shown this once."""
    scopes = [scope for scope in form.all("scopes") if scope in SCOPES]
    problems = {} if form.one("name").strip() else {"name": NO_NAME}
    if form.one("channel") not in channels_of(pack):
        problems["channel"] = NO_CHANNEL
    if not scopes:
        problems["scopes"] = NO_SCOPE
    if problems:
        return draw_integrations(request, database, pack, viewer, problems=problems, typed=form)
    token = database.write(
        integrations.make, name=form.one("name"), channel=form.one("channel"), scopes=scopes, viewer=viewer, at=now
    )
    return draw_integrations(request, database, pack, viewer, token=token)


@post("/admin/integrations/{integration:int}/end", access=Access.ADMINISTRATION, sync_to_thread=True)
def end(
    request: Request,  # type: ignore[type-arg]
    *,
    integration: FromPath[int],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    database.write(integrations.end, integration, viewer=viewer, at=now)
    return redirect(request, INTEGRATIONS, query={"done": "ended"})


def channels_of(pack: Pack) -> Mapping[str, Any]:
    """By code, the channels that a complaint can come by."""
    return pack.taxonomies["channels"].labels


def draw_integrations(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    *,
    problems: Mapping[str, str] | None = None,
    typed: Form | None = None,
    token: str | None = None,
    done: str | None = None,
) -> Page:
    """The page; after a form that could not be taken with everything that was typed."""
    open_page(request)
    return draw(
        request,
        viewer,
        "integrations.html",
        status=422 if problems else 200,
        integrations=database.read(integrations.listed, viewer=viewer),
        channels=channels_of(pack),
        scopes=WORDS,
        problems=problems or {},
        form=typed or Form(),
        token=token,
        done=done,
    )


routes = [show_integrations, make, end]
