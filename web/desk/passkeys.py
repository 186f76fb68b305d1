"""An officer's passkeys: made, named, taken away."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.doors import own_passkeys
from cases.errors import PasskeyRefused
from cases.secrets_folder import Secrets
from cases.vault.passkeys import ask_new, check_new
from cases.viewer import Officer
from web.i18n import N_
from web.kit.forms import Form
from web.kit.pages import Page, done_words, page, redirect
from web.kit.passkeys import party_of
from web.security import Access

PASSKEYS = "/desk/passkeys"
DONE = {
    "added": N_("The passkey is yours: sign in with it in place of the six-digit code"),
    "named": N_("The passkey has its new name"),
    "removed": N_("The passkey opens nothing here any more"),
}
REFUSED = N_("The passkey was not taken. Begin again on this page; it waits ten minutes. Ten passkeys are the most.")


@get(PASSKEYS, access=Access.STAFF, sync_to_thread=True)
def show_passkeys(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    return draw(request, database, secrets, viewer, now)


@post(PASSKEYS, access=Access.STAFF, sync_to_thread=True)
def add_passkey(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Keep what the browser made."""
    party, name = party_of(request), form.one("name")
    if party is None:
        return draw(request, database, secrets, viewer, now, problem=REFUSED, name=name)
    try:
        new = check_new(secrets.pepper, party, form.one("passkey"), officer_id=viewer.id, at=now)
        database.write(own_passkeys.add, new, name, pepper=secrets.pepper, viewer=viewer, at=now)
    except PasskeyRefused:
        return draw(request, database, secrets, viewer, now, problem=REFUSED, name=name)
    return redirect(request, PASSKEYS, query={"done": "added"})


@post(PASSKEYS + "/name", access=Access.STAFF, sync_to_thread=True)
def rename_passkey(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    handle, name = form.one("handle"), form.one("name")
    database.write(own_passkeys.rename, handle, name, pepper=secrets.pepper, viewer=viewer, at=now)
    return redirect(request, PASSKEYS, query={"done": "named"})


@post(PASSKEYS + "/removal", access=Access.STAFF, sync_to_thread=True)
def remove_passkey(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    database.write(own_passkeys.remove, form.one("handle"), viewer=viewer, at=now)
    return redirect(request, PASSKEYS, query={"done": "removed"})


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    secrets: Secrets,
    viewer: Officer,
    now: datetime,
    *,
    problem: str | None = None,
    name: str = "",
) -> Page:
    """The page with a fresh question; *name* is what was typed before."""
    own = database.read(own_passkeys.own, pepper=secrets.pepper, viewer=viewer)
    party = party_of(request)
    asked = None
    if party is not None:
        asked = ask_new(
            secrets.pepper, party, officer_id=viewer.id, username=viewer.username, name=viewer.name,
            known=[bytes.fromhex(one.handle) for one in own], at=now,
        )  # fmt: skip
    return page(
        request,
        "desk/passkeys.html",
        status=422 if problem else 200,
        own=own,
        asked=asked,
        problem=problem,
        name=name[: own_passkeys.LONGEST_NAME],
        longest=own_passkeys.LONGEST_NAME,
        done=done_words(request, DONE),
    )


routes = [show_passkeys, add_passkey, rename_passkey, remove_passkey]
