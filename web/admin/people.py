"""Who works here, who is invited, and how somebody new is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.doors import inviting
from cases.doors.inviting import STAFF_ROLES
from cases.errors import NoSuchRole, UnknownUnit, UsernameTaken
from cases.packs.jurisdiction import Pack
from cases.unit_keys import shown
from cases.viewer import Officer
from web.admin.places import draw
from web.i18n import N_, language_name
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, redirect
from web.security import Access

PEOPLE = "/admin/people"
LONGEST = 120
DONE = {"back": N_("The invitation was taken back: its code opens nothing any more")}
NO_NAME = N_("Enter the name of the new officer")
NO_USERNAME = N_("Enter a user name: letters, digits and dots are easiest")
TAKEN = N_("Somebody has or had this user name, or is invited under it")
NO_ROLE = N_("Choose at least one role")
NO_UNIT = N_("Choose a unit")
NO_LANGUAGE = N_("Choose at least one language")


@get(PEOPLE, access=Access.ADMINISTRATION, sync_to_thread=True)
def show_people(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    return draw_people(request, database, pack, viewer, now, done=done_words(request, DONE))


@post(PEOPLE, access=Access.ADMINISTRATION, sync_to_thread=True)
def invite(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Invite somebody; the code for their letter is shown this once."""
    languages = [one for one in form.all("languages") if one in pack.institution.languages]
    problems = {} if form.one("name").strip() else {"name": NO_NAME}
    if not languages:
        problems["languages"] = NO_LANGUAGE
    code = None
    if not problems:
        try:
            code = database.write(
                inviting.invite, username=form.one("username"), name=form.one("name")[:LONGEST], unit=form.one("unit"),
                roles=form.all("roles"), languages=languages, viewer=viewer, at=now,
            )  # fmt: skip
        except NoSuchRole:
            problems["roles"] = NO_ROLE
        except UnknownUnit:
            problems["unit"] = NO_UNIT
        except UsernameTaken:
            problems["username"] = TAKEN
        except ValueError:
            problems["username"] = NO_USERNAME
    return draw_people(request, database, pack, viewer, now, problems=problems, typed=form, code=code)


@post("/admin/people/{invitation:int}/take-back", access=Access.ADMINISTRATION, sync_to_thread=True)
def take_back(
    request: Request,  # type: ignore[type-arg]
    *,
    invitation: FromPath[int],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    database.write(inviting.take_back, invitation, viewer=viewer, at=now)
    return redirect(request, PEOPLE, query={"done": "back"})


def draw_people(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    *,
    problems: Mapping[str, str] | None = None,
    typed: Form | None = None,
    code: str | None = None,
    done: str | None = None,
) -> Page:
    """The page; after a form that could not be taken with everything that was typed."""
    open_page(request)
    form: Any = typed if typed is not None and not code else Form({"languages": list(pack.institution.languages)})
    return draw(
        request,
        viewer,
        "people.html",
        status=422 if problems else 200,
        officers=database.read(shown.every_officer, viewer=viewer),
        invitations=database.read(inviting.open_invitations, viewer=viewer, at=now),
        roles={role: pack.words.roles[role] for role in STAFF_ROLES if role in pack.words.roles},
        units=list(pack.units),
        spoken={one: language_name(one) for one in pack.institution.languages},
        problems=problems or {},
        form=form,
        code=code,
        done=done,
    )


routes = [show_people, invite, take_back]
