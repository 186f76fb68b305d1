"""In and out of the desk: one page with name, passphrase and code; nothing says which of them was wrong."""

import re
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.doors import sessions, signing_in, unsent
from cases.duty import alerting
from cases.errors import Resting, SignInRefused
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Nobody, Officer
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.passkeys import party_of, question_at_door
from web.kit.slowing import note_wrong, wait_at
from web.kit.waiting_room import STAFF
from web.security import Access, drop_staff_cookie, may, set_staff_cookie, staff_cookie

START = "/desk/start"
DUTY = "/desk/duty"
UNSENT = "/desk/unsent"
OWN_PATH = re.compile(
    r"(?:/[a-z]{2})?(?P<path>/(?:desk|reports|admin)(?:/[A-Za-z0-9:_-]+)*)(?:\?(?P<query>[A-Za-z0-9_.=&%-]*))?"
)
"""Where a sign-in may lead: pages of this house for staff, the language left out. Everything else is forgotten."""


@get("/desk/sign-in", access=Access.ANYONE, sync_to_thread=True)
def show_sign_in(request: Request) -> Page:  # type: ignore[type-arg]
    return draw_sign_in(request, goes_to=request.query_params.get("next", ""))


@post("/desk/sign-in", access=Access.ANYONE)
async def sign_in(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Let somebody in, in the waiting room's time."""
    work = partial(let_in, request, database=database, pack=pack, secrets=secrets, form=form, at=now)
    return await wait_at("staff", STAFF, request, work)


def let_in(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    pack: Pack,
    secrets: Secrets,
    form: Form,
    at: datetime,
) -> Page:
    """Sign in and go on to where somebody meant to go; whoever was rung up goes to the duty page first."""
    goes_to, username = form.one("next"), form.one("username")
    try:
        signed_in = signing_in.sign_in(
            database,
            username=username,
            passphrase=form.one("passphrase"),
            code=form.one("code"),
            secrets=secrets,
            at=at,
            replaces=staff_cookie(request),
            passkey=form.one("passkey"),
            party=party_of(request),
        )
    except SignInRefused:
        note_wrong(request, database, "staff")
        return draw_sign_in(request, goes_to=goes_to, username=username, wrong=True)
    except Resting as resting:
        return draw_sign_in(request, goes_to=goes_to, username=username, resting=resting.until)
    path, query = own_path(goes_to)
    if not goes_to and database.read(unsent.any_at, officer_id=signed_in.officer_id, viewer=Nobody()):
        path = UNSENT
    if database.read(alerting.waits_for, signed_in.officer_id, pack=pack, viewer=Nobody(), at=at):
        path, query = DUTY, {}
    response = redirect(request, path, query=query)
    set_staff_cookie(response, request, signed_in.cookie)
    return response


@post("/desk/sign-out", access=Access.STAFF, sync_to_thread=True)
def sign_out(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    form: NamedDependency[Form],
) -> Page:
    database.write(sessions.sign_out, staff_cookie(request) or "", viewer=Nobody())
    response = redirect(request, "/desk/sign-in")
    drop_staff_cookie(response, request)
    return response


@get(START, access=Access.STAFF, sync_to_thread=True)
def start(request: Request, pack: GivenPack, viewer: NamedDependency[Officer]) -> Page:  # type: ignore[type-arg]
    """Where an officer begins: the queue, the reports, the administration, or a page that says what their roles open."""
    if may(viewer, Access.CASEWORK):
        return redirect(request, "/desk")
    if may(viewer, Access.REPORTS):
        return redirect(request, "/reports")
    if may(viewer, Access.OVERSIGHT):
        return redirect(request, "/admin")
    return page(request, "desk/account.html", pack=pack)


def draw_sign_in(
    request: Request,  # type: ignore[type-arg]
    *,
    goes_to: str,
    username: str = "",
    wrong: bool = False,
    resting: datetime | None = None,
) -> Page:
    """The form again with what went wrong; of what was typed only the name comes back."""
    trouble = wrong or resting is not None
    return page(
        request,
        "desk/sign_in.html",
        status=422 if trouble else 200,
        trouble=trouble,
        resting=resting,
        goes_to=goes_to,
        username=username[:100],
        question=question_at_door(request),
    )


def own_path(goes_to: str) -> tuple[str, dict[str, object]]:
    """The path without a language and the query of *goes_to*; the start when it is no staff page of this house."""
    found = OWN_PATH.fullmatch(goes_to)
    if found is None:
        return START, {}
    return found["path"], dict(parse_qsl(found["query"] or ""))


routes = [show_sign_in, sign_in, sign_out, start]
