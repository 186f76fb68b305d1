"""Coming to work here: a code from a letter, then a passphrase, an authenticator and spare codes, on two pages."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.doors import enrolling, inviting
from cases.doors.inviting import Invited
from cases.errors import InvitationGone, NameMissing, SignInRefused, WeakPassphrase
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.vault import totp
from cases.vault.passphrases import suggest
from cases.viewer import Nobody
from web.desk.keys import WEAK
from web.i18n import N_, label
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.kit.waiting_room import STAFF
from web.security import Access

GONE = N_(
    "This code is used up, too old or mistyped. If you have not used it yourself, tell the administrator at once."
)
WRONG = N_("The authenticator shows another code. Wait for the next one and type that.")
NAMELESS = N_("Enter your name as colleagues know it")


@get("/desk/join", access=Access.ANYONE, sync_to_thread=True)
def show_join(request: Request) -> Page:  # type: ignore[type-arg]
    return page(request, "desk/join.html", problems={}, invitation="")


@post("/desk/join", access=Access.ANYONE, sync_to_thread=True)
def take_code(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """From the letter's code to the form that makes the account. Nothing is written yet."""
    invitation = form.one("invitation")
    try:
        invited = database.read(inviting.look_at, invitation, viewer=Nobody(), at=now)
    except InvitationGone:
        return page(request, "desk/join.html", status=422, problems={"invitation": GONE}, invitation=invitation[:60])
    return draw_account(request, form, invited, enrolling.begin(invited, secrets.pepper), pack)


@post("/desk/join/account", access=Access.ANYONE)
async def make_account(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The account, made in the waiting room's time: a new passphrase is stretched for it."""
    return await STAFF.wait_turn(
        partial(enrol, request, database=database, pack=pack, secrets=secrets, form=form, at=now)
    )


def enrol(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    pack: Pack,
    secrets: Secrets,
    form: Form,
    at: datetime,
) -> Page:
    """The account, and its spare codes shown this once."""
    invitation, carried = form.one("invitation"), form.one("carried")
    try:
        invited = database.read(inviting.look_at, invitation, viewer=Nobody(), at=at)
        enrolled = enrolling.enrol(
            database, invitation, passphrase=form.one("wanted"), carried=carried, code=form.one("code"),
            name=form.one("name"), secrets=secrets, at=at,
        )  # fmt: skip
    except InvitationGone:
        return page(request, "desk/join.html", status=422, problems={"invitation": GONE}, invitation="")
    except WeakPassphrase as weak:
        problems = {"wanted": WEAK[weak.reason]}
    except SignInRefused:
        problems = {"code": WRONG}
    except NameMissing:
        problems = {"name": NAMELESS}
    else:
        return page(request, "desk/joined.html", enrolled=enrolled)
    enrolment = enrolling.go_on(invited, carried, secrets.pepper)
    return draw_account(request, form, invited, enrolment, pack, problems=problems)


def draw_account(
    request: Request,  # type: ignore[type-arg]
    form: Form,
    invited: Invited,
    enrolment: enrolling.Enrolment,
    pack: GivenPack,
    *,
    problems: Mapping[str, str] | None = None,
) -> Page:
    open_page(request)
    secret = enrolment.totp_secret
    return page(
        request,
        "desk/join_account.html",
        status=422 if problems else 200,
        problems=problems or {},
        invitation=form.one("invitation"),
        invited=invited,
        roles=[label(pack.words.roles[role]) for role in invited.roles],
        name=form.one("name")[: enrolling.LONGEST_NAME],
        carried=enrolment.carried,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        address_of_app=totp.address(secret, username=invited.username, institution=label(pack.institution.short_name)),
        proposed=suggest(),
    )


routes = [show_join, take_code, make_account]
