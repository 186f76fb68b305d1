"""Keys as an administrator meets them: the state of every unit's, and who leaves, moves or needs a new passphrase.

An administrator holds no key and gets none here: what is started on these pages a member of the unit finishes on theirs.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import LastHolder, LastMember, NoSuchOfficer, NotAllowed, UnknownUnit
from cases.unit_keys import leaving, resetting, shown
from cases.unit_keys.shown import OfficerState
from cases.viewer import Officer
from web.admin.places import draw
from web.i18n import N_
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, redirect
from web.security import CASEWORKERS, Access

KEYS = "/admin/keys"
STAFF_ROLES = CASEWORKERS | {"administrator", "auditor"}
"""The pack names others too: complainants, bodies, the system."""
DONE = {
    "left": N_("The officer has left. Their unit is asked for a new key"),
    "moved": N_("The officer belongs to the other unit now; a member of it lets them in"),
    "roles": N_("The officer has the new roles and signs in again"),
}
REASONS = {
    "left": N_("somebody left"),
    "moved": N_("somebody works elsewhere"),
    "compromised": N_("a passphrase may be known"),
    "recovered": N_("opened with recovery sheets"),
    "chosen": N_("a member chose to"),
}
LAST_MEMBER = N_(
    "Nobody else holds the unit's key, and there are no recovery sheets. Let somebody else be let in first."
)
LAST_HOLDER = N_("A walled case can be opened by this officer alone. Its circle must let somebody else in first.")
NOBODY = N_("Choose at least one role")
NO_UNIT = N_("Choose a unit")


@get(KEYS, access=Access.ADMINISTRATION, sync_to_thread=True)
def show_keys(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
) -> Page:
    open_page(request)
    return draw(
        request,
        viewer,
        "keys.html",
        units=database.read(shown.every_unit, viewer=viewer),
        officers=database.read(shown.every_officer, viewer=viewer),
        reasons=REASONS,
        done=DONE.get(request.query_params.get("done", "")),
    )


@get("/admin/keys/{officer:int}", access=Access.ADMINISTRATION, sync_to_thread=True)
def show_officer(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    return draw_officer(request, find(database, officer, viewer), pack, viewer)


@post("/admin/keys/{officer:int}/leave", access=Access.ADMINISTRATION, sync_to_thread=True)
def leave(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    one = find(database, officer, viewer)
    problem, _ = attempt(lambda: database.write(leaving.leave, officer, viewer=viewer, at=now))
    if problem:
        return draw_officer(request, one, pack, viewer, problems={"leave": problem})
    return redirect(request, KEYS, query={"done": "left"})


@post("/admin/keys/{officer:int}/move", access=Access.ADMINISTRATION, sync_to_thread=True)
def move(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    one = find(database, officer, viewer)
    problem, _ = attempt(lambda: database.write(leaving.move, officer, form.one("unit"), viewer=viewer, at=now))
    if problem:
        return draw_officer(request, one, pack, viewer, problems={"unit": problem})
    return redirect(request, KEYS, query={"done": "moved"})


@post("/admin/keys/{officer:int}/roles", access=Access.ADMINISTRATION, sync_to_thread=True)
def change_roles(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    one = find(database, officer, viewer)
    roles = [role for role in form.all("roles") if role in STAFF_ROLES]
    if not roles:
        return draw_officer(request, one, pack, viewer, problems={"roles": NOBODY})
    problem, _ = attempt(lambda: database.write(leaving.change_roles, officer, roles, viewer=viewer, at=now))
    if problem:
        return draw_officer(request, one, pack, viewer, problems={"roles": problem})
    return redirect(request, KEYS, query={"done": "roles"})


@post("/admin/keys/{officer:int}/reset", access=Access.ADMINISTRATION, sync_to_thread=True)
def reset(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Void a passphrase; the number for a new one is shown this once."""
    one = find(database, officer, viewer)
    reason: resetting.Reason = "compromised" if form.one("reason") == "compromised" else "forgotten"
    problem, number = attempt(lambda: database.write(resetting.reset, officer, reason, viewer=viewer, at=now))
    return draw_officer(request, one, pack, viewer, problems={"reset": problem} if problem else {}, number=number)


def attempt(change: Callable[[], Any]) -> tuple[str | None, Any]:
    """What stands in the way of a change, or what it gives."""
    try:
        return None, change()
    except LastMember:
        return LAST_MEMBER, None
    except LastHolder:
        return LAST_HOLDER, None
    except UnknownUnit:
        return NO_UNIT, None


def find(database: Database, officer: int, viewer: Officer) -> OfficerState:
    """Raises: NoSuchOfficer; NotAllowed for oneself: another administrator does that."""
    if officer == viewer.id:
        raise NotAllowed
    found = [one for one in database.read(shown.every_officer, viewer=viewer) if one.id == officer]
    if not found:
        raise NoSuchOfficer
    return found[0]


def draw_officer(
    request: Request,  # type: ignore[type-arg]
    officer: OfficerState,
    pack: Any,
    viewer: Officer,
    *,
    problems: dict[str, str] | None = None,
    number: str | None = None,
) -> Page:
    open_page(request)
    return draw(
        request,
        viewer,
        "officer.html",
        status=422 if problems else 200,
        officer=officer,
        roles={role: words for role, words in pack.words.roles.items() if role in STAFF_ROLES},
        units=pack.units.keys(),
        problems=problems or {},
        number=number,
    )


routes = [show_keys, show_officer, leave, move, change_roles, reset]
