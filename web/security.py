"""Doors: who may enter which handler, and the headers of every answer. Cookies and form tokens stand in the kit."""

from dataclasses import replace
from enum import Enum
from inspect import signature

from litestar import Litestar
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.types import Message, Scope

from cases import mailbox
from cases.bodies import door
from cases.doors import sessions
from cases.errors import CodeUnchanged, NotAllowed, SignedOut
from cases.publication.people import PROPOSING
from cases.viewer import Nobody, Officer, Viewer
from web.kit.cookies import (
    body_cookie,
    drop_form_cookie,
    drop_mailbox_cookie,
    drop_staff_cookie,
    form_secret,
    mailbox_cookie,
    new_form_secret,
    set_mailbox_cookie,
    set_staff_cookie,
    staff_cookie,
)
from web.kit.forms import remember_typed
from web.kit.unsent import keep_after_time_out
from web.kit.watching import may_monitor

__all__ = [
    "Access",
    "add_headers",
    "check_routes",
    "drop_form_cookie",
    "drop_mailbox_cookie",
    "drop_staff_cookie",
    "form_secret",
    "guard",
    "mailbox_cookie",
    "may",
    "new_form_secret",
    "set_mailbox_cookie",
    "set_staff_cookie",
    "staff_cookie",
]

CODE = "/mailbox/code"
"""Where a code is changed: the only page for whom came in with one that others have seen."""
MAILBOX = "x-mailbox"
"""Header of the API: what opening a mailbox gave."""
SAFE = {"GET", "HEAD", "OPTIONS"}
CASEWORKERS = frozenset({"intake", "caseworker", "representative", "supervisor", "npm", "integrity", "commissioner"})

# Nothing is allowed but our own style, script, font, picture and form target; no inline code, no frames, no plug-ins.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
        "midi=(), payment=(), usb=()"
    ),
    "x-robots-tag": "noindex, noarchive",
    "x-frame-options": "DENY",
}


class Access(Enum):
    """Who may enter a handler; every handler names one."""

    ANYONE = "anyone"
    COMPLAINANT = "complainant"
    BODY = "body"
    STAFF = "staff"
    CASEWORK = "casework"
    DECIDING = "deciding"
    REPORTS = "reports"
    ADMINISTRATION = "administration"
    OVERSIGHT = "oversight"
    PUBLICATION = "publication"
    AUDIT = "audit"
    MONITORING = "monitoring"

    @property
    def door(self) -> str:
        """Where somebody without a session goes to get one."""
        return _DOORS.get(self, "/desk/sign-in")

    @property
    def roles(self) -> frozenset[str] | None:
        """Roles of which an officer needs one; None: any officer."""
        return _ROLES.get(self)


_DOORS = {Access.COMPLAINANT: "/mailbox", Access.BODY: "/respond"}
OUTSIDE = frozenset(_DOORS)
"""Doors of people who are no officers."""
UNSIGNED = OUTSIDE | {Access.MONITORING}
_ROLES = {
    Access.CASEWORK: CASEWORKERS,
    Access.DECIDING: frozenset({"representative", "supervisor", "integrity", "commissioner"}),
    Access.REPORTS: frozenset({"representative", "supervisor", "commissioner", "npm", "integrity", "auditor"}),
    Access.ADMINISTRATION: frozenset({"administrator"}),
    Access.OVERSIGHT: frozenset({"administrator", "supervisor"}),
    Access.PUBLICATION: PROPOSING,
    Access.AUDIT: frozenset({"auditor", "integrity", "commissioner"}),
}


def may(viewer: Viewer, access: Access) -> bool:
    """Whether the viewer may enter: for links that are drawn only where they lead somewhere."""
    if access is Access.ANYONE:
        return True
    if access in UNSIGNED or not isinstance(viewer, Officer):
        return False
    return access.roles is None or bool(viewer.roles & access.roles)


async def guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Find out who is asking (the dependency `viewer`), and let in only whom the handler's `access` names.

    Raises: SignedOut, CodeUnchanged, NotAllowed.
    """
    # Only the answer to OPTIONS, which the framework gives by itself, declares none (`check_routes`): it tells methods.
    access: Access = handler.opt.get("access", Access.ANYONE)
    connection.state["viewer"] = Nobody()
    if access is Access.ANYONE:
        return
    if access is Access.MONITORING:
        if not may_monitor(connection):
            raise NotAllowed
        return
    try:
        connection.state["viewer"] = await sync_to_thread(_FINDING.get(access, _officer), connection)
    except SignedOut:
        if connection.scope["method"] not in SAFE:  # type: ignore[typeddict-item]
            await remember_typed(connection)
            if "keeps" in handler.opt:
                await sync_to_thread(keep_after_time_out, connection)
        raise
    if access not in OUTSIDE and not may(connection.state["viewer"], access):
        raise NotAllowed


def _complainant(connection: ASGIConnection) -> Viewer:  # type: ignore[type-arg]
    # A program brings in a header what a browser brings as a cookie; no other site can make a browser send the header.
    program = connection.scope["path"].startswith("/api/")
    cookie = connection.headers.get(MAILBOX) if program else mailbox_cookie(connection)
    if cookie is None:
        raise SignedOut
    state = connection.app.state
    viewer = mailbox.resume(cookie, secrets=state.secrets, at=state.clock())
    if viewer.must_change and not connection.scope["path"].endswith(CODE):
        raise CodeUnchanged
    return viewer


def _officer(connection: ASGIConnection) -> Viewer:  # type: ignore[type-arg]
    cookie = staff_cookie(connection)
    if cookie is None:
        raise SignedOut
    state = connection.app.state
    at = state.clock()
    resumed = state.database.read(sessions.resume, cookie, viewer=Nobody(), at=at)
    if resumed.touch_due:
        state.database.write(sessions.touch, cookie, viewer=Nobody(), at=at)
    officer: Officer = resumed.officer
    return replace(officer, pinned=state.secrets.pinned)


def _body(connection: ASGIConnection) -> Viewer:  # type: ignore[type-arg]
    cookie = body_cookie(connection)
    if cookie is None:
        raise SignedOut
    state = connection.app.state
    return door.resume(cookie, secrets=state.secrets, at=state.clock())


_FINDING = {Access.COMPLAINANT: _complainant, Access.BODY: _body}
"""How who is no officer is found out."""


async def add_headers(message: Message, scope: Scope) -> None:
    """The headers of every answer, also of errors; what is not a static file is never stored."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store")
    if scope["litestar_app"].state.settings.tls:
        headers.setdefault("strict-transport-security", "max-age=31536000; includeSubDomains")


class OpenDoor(Exception):
    """A handler that says nothing about who may enter, or that changes something without reading a checked form."""


def check_routes(app: Litestar) -> None:
    """Every handler declares its access, and takes `form` or says why not in `unprotected` where it changes something.

    Raises: OpenDoor, for the first that does not.
    """
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler) or handler.http_methods == {"OPTIONS"}:
                continue
            if not isinstance(handler.opt.get("access"), Access):
                raise OpenDoor(f"{route.path}: {handler.handler_name} declares no access")
            changes = {str(method) for method in handler.http_methods} - SAFE
            if changes and "form" not in signature(handler.fn).parameters and not handler.opt.get("unprotected"):
                raise OpenDoor(f"{route.path}: {handler.handler_name} takes no form, so nothing checks its token")
