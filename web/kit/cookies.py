"""The four cookies: staff session, open mailbox, a body's open link, and the visitor whose forms and drafts belong together.

All end with the browser session and none is readable by scripts; behind TLS the `__Host-` prefix ties them to this very
host.
"""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from cases.errors import DraftGone


def _cookie_name(connection: ASGIConnection, name: str) -> str:  # type: ignore[type-arg]
    """Practice has names of its own: beside a real house on the same host it would sign people out of it."""
    state = connection.app.state
    named = f"{name}-practice" if state.practice else name
    return f"__Host-{named}" if state.settings.tls else named


def _read(connection: ASGIConnection, name: str) -> str:  # type: ignore[type-arg]
    """The value of our cookie *name*; empty without one.

    Not by `connection.cookies`: that keeps the last thousand cookies in memory, and each opens a session, a mailbox or a draft
    long after it was dropped.
    """
    wanted, found = _cookie_name(connection, name), ""
    for header in connection.headers.getall("cookie", []):
        for part in header.split(";"):
            named, _, value = part.strip().partition("=")
            if named == wanted:
                found = value.strip('"')
    return found


def _set(response: Response[Any], connection: ASGIConnection, name: str, value: str) -> None:  # type: ignore[type-arg]
    tls = connection.app.state.settings.tls
    response.set_cookie(
        Cookie(key=_cookie_name(connection, name), value=value, path="/", httponly=True, secure=tls, samesite="lax")
    )


def _drop(response: Response[Any], connection: ASGIConnection, name: str) -> None:  # type: ignore[type-arg]
    tls = connection.app.state.settings.tls
    response.set_cookie(
        Cookie(
            key=_cookie_name(connection, name), value="", path="/", max_age=0, httponly=True, secure=tls, samesite="lax"
        )
    )


def staff_cookie(connection: ASGIConnection) -> str | None:  # type: ignore[type-arg]
    """The staff session's cookie as `cases.doors.signing_in` made it, if there is one."""
    return _read(connection, "arasha") or None


def set_staff_cookie(response: Response[Any], connection: ASGIConnection, value: str) -> None:  # type: ignore[type-arg]
    """Sign in: `SignedIn.cookie` as it is."""
    _set(response, connection, "arasha", value)


def drop_staff_cookie(response: Response[Any], connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Sign out."""
    _drop(response, connection, "arasha")


def mailbox_cookie(connection: ASGIConnection) -> str | None:  # type: ignore[type-arg]
    """The open mailbox's cookie as `cases.mailbox.enter` made it, if there is one."""
    return _read(connection, "arasha-box") or None


def set_mailbox_cookie(response: Response[Any], connection: ASGIConnection, value: str) -> None:  # type: ignore[type-arg]
    """Open a mailbox in this browser."""
    _set(response, connection, "arasha-box", value)


def drop_mailbox_cookie(response: Response[Any], connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Close the mailbox in this browser."""
    _drop(response, connection, "arasha-box")


def body_cookie(connection: ASGIConnection) -> str | None:  # type: ignore[type-arg]
    """The open link's cookie as `cases.bodies.door` made it, if there is one."""
    return _read(connection, "arasha-body") or None


def set_body_cookie(response: Response[Any], connection: ASGIConnection, value: str) -> None:  # type: ignore[type-arg]
    """Open a body's link in this browser."""
    _set(response, connection, "arasha-body", value)


def drop_body_cookie(response: Response[Any], connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Close the link in this browser."""
    _drop(response, connection, "arasha-body")


@dataclass(frozen=True, repr=False)
class Visitor:
    """What the form cookie holds: a name that form tokens are bound to, and the secret that drafts are sealed under."""

    name: bytes
    secret: bytes

    def dump(self) -> str:
        """As a cookie value."""
        return base64.urlsafe_b64encode(self.name + self.secret).decode()


def new_visitor() -> Visitor:
    """Somebody we know nothing about, and will not."""
    return Visitor(secrets.token_bytes(16), secrets.token_bytes(32))


def visitor_of(connection: ASGIConnection) -> Visitor | None:  # type: ignore[type-arg]
    """The visitor of the form cookie; None without one or with nonsense in it."""
    text = _read(connection, "arasha-form")
    try:
        content = base64.urlsafe_b64decode(text.encode())
    except ValueError:
        return None
    return Visitor(content[:16], content[16:]) if len(content) == 48 else None


def set_visitor(response: Response[Any], connection: ASGIConnection, visitor: Visitor) -> None:  # type: ignore[type-arg]
    """Give the browser its form cookie."""
    _set(response, connection, "arasha-form", visitor.dump())


def form_secret(connection: ASGIConnection) -> bytes:  # type: ignore[type-arg]
    """The 32 bytes that this visitor's drafts are sealed under. Raises: DraftGone when the browser brought none."""
    visitor = visitor_of(connection)
    if visitor is None:
        raise DraftGone
    return visitor.secret


def new_form_secret(response: Response[Any], connection: ASGIConnection) -> bytes:  # type: ignore[type-arg]
    """A new secret for the same visitor: what the old one sealed is closed for good; other open forms still send."""
    known = visitor_of(connection) or new_visitor()
    renewed = Visitor(known.name, secrets.token_bytes(32))
    set_visitor(response, connection, renewed)
    return renewed.secret


def drop_form_cookie(response: Response[Any], connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Forget the visitor."""
    _drop(response, connection, "arasha-form")
