"""Keys as an administrator meets them: the state of every unit's, and who leaves, moves or needs a new passphrase.

An administrator holds no key and gets none here: what is started on these pages a member of the unit finishes on theirs.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.doors import ending
from cases.errors import LastHolder, LastMember, NoSuchOfficer, NotAllowed, UnknownUnit
from cases.unit_keys import leaving, resetting, shown
from cases.unit_keys.shown import OfficerState
from cases.viewer import Officer
from web.admin.places import draw
from web.i18n import N_
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, redirect
from web.security import CASEWORKERS, Access

KEYS = "/admin/keys"
STAFF_ROLES = CASEWORKERS | {"administrator", "auditor"}
"""The pack names others too: complainants, bodies, the system."""
DONE = {
    "left": N_("The officer has left. Their unit is asked for a new key"),
    "moved": N_("The officer belongs to the other unit now; a member of it lets them in"),
    "sessions": N_("The officer has been signed out everywhere"),
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
        done=done_words(request, DONE),
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


@post("/admin/keys/{officer:int}/{change:str}", access=Access.ADMINISTRATION, sync_to_thread=True)
def change_officer(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[int],
    change: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """One of CHANGES; what stands in its way is told beside its form."""
    one = find(database, officer, viewer)
    if change not in CHANGES:
        raise NoSuchOfficer
    asked = CHANGES[change]
    problem, _ = attempt(lambda: database.write(asked.carry_out, officer, form, viewer=viewer, at=now))
    if problem:
        return draw_officer(request, one, pack, viewer, problems={asked.fold: problem})
    return redirect(request, KEYS, query={"done": asked.done})


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


def leave(session: Any, officer: int, form: Form, *, viewer: Officer, at: datetime) -> None:
    leaving.leave(session, officer, viewer=viewer, at=at)


def move(session: Any, officer: int, form: Form, *, viewer: Officer, at: datetime) -> None:
    leaving.move(session, officer, form.one("unit"), viewer=viewer, at=at)


def change_roles(session: Any, officer: int, form: Form, *, viewer: Officer, at: datetime) -> None:
    roles = [role for role in form.all("roles") if role in STAFF_ROLES]
    leaving.change_roles(session, officer, roles, viewer=viewer, at=at)


def end_sessions(session: Any, officer: int, form: Form, *, viewer: Officer, at: datetime) -> None:
    ending.end_all(session, officer, viewer=viewer, at=at)


class Change(msgspec.Struct, frozen=True):
    """What an administrator does to an officer: the place on their page, and what is said when it is done."""

    carry_out: Callable[..., None]
    fold: str
    done: str


CHANGES = {
    "leave": Change(leave, "leave", "left"),
    "move": Change(move, "unit", "moved"),
    "roles": Change(change_roles, "roles", "roles"),
    "sessions": Change(end_sessions, "sessions", "sessions"),
}


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
    except ValueError:
        return NOBODY, None


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


routes = [show_keys, show_officer, change_officer, reset]
