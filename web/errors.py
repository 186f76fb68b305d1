"""How an error is told: in the language of the address, with what was typed, and with nothing of it in the log.

An error that nobody expected gets a calm page with an incident number; the log gets the number, the kind of error and the
places in the code, and never a value.
"""

import re
import secrets
import traceback
from datetime import date, datetime
from typing import Any

from litestar import Litestar, Request
from litestar.exceptions import HTTPException
from litestar.routes import HTTPRoute
from msgspec.structs import asdict

from cases.logs import log
from cases.transactions.away import is_away
from cases.viewer import Officer
from web.i18n import day, days_left, gettext, moment
from web.kit.forms import typed_texts
from web.kit.pages import Page, open_page, page, redirect
from web.security import OUTSIDE, SAFE, Access
from web.telling import BODY_CLOSED, KEPT_FOR_YOU, MAILBOX_CLOSED, SIGNED_OUT, UNEXPECTED, Telling
from web.tellings import telling_of


def tell(request: Request, error: Exception) -> Page:  # type: ignore[type-arg]
    """The page for an error, in the language of the address. The one exception handler of the application.

    An address that only takes a form leads to the page above it: who changes the language after a refusal asks for it.
    """
    telling, place = telling_of(error), request.state.get("kept_at")
    if telling is SIGNED_OUT:
        access: Access = request.route_handler.opt["access"]
        if request.method in SAFE:
            return to_the_door(request, access)
        closed = {Access.COMPLAINANT: MAILBOX_CLOSED, Access.BODY: BODY_CLOSED}
        telling = closed.get(access, KEPT_FOR_YOU if place else SIGNED_OUT)
    shown = open_page(request)
    if telling.status == 405 and request.method in SAFE and shown.path != "/":
        return redirect(request, page_above(request.app, f"/{shown.language}", shown.path))
    neutral = not isinstance(request.state.get("viewer"), Officer)
    words = asdict(put_in_words(request, error, telling))
    typed = [] if place else typed_texts(request)
    response = page(request, "kit/error.html", neutral=neutral, staff=not neutral, typed=typed, place=place, **words)
    if telling.status == 405 and isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response


def page_above(app: Litestar, root: str, path: str) -> str:
    """The nearest address above *path* that is a page; both are without *root*, the first part of the address."""
    pages = [route.path for route in app.routes if isinstance(route, HTTPRoute) and "GET" in route.methods]
    known = re.compile("|".join(re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(page)) for page in pages))
    while path and not known.fullmatch(root + path):
        path = path.rpartition("/")[0]
    return path or "/"


def words_of(request: Request, error: Exception) -> Telling:  # type: ignore[type-arg]
    """What is told of an error, in the language that is spoken; one that nobody expected is noted in the log."""
    return put_in_words(request, error, telling_of(error))


def put_in_words(request: Request, error: Exception, telling: Telling) -> Telling:  # type: ignore[type-arg]
    """*telling* with its texts translated and the error's facts in their places."""
    facts = _facts(error)
    if telling is UNEXPECTED:
        facts["incident"] = _note(request, error)
    elif is_away(error):
        log.error("database away", kinds=[type(one).__name__ for one in (error, error.__cause__) if one is not None])
    title, happened, kept, todo = (
        gettext(text, **facts) for text in (telling.title, telling.happened, telling.kept, telling.todo)
    )
    return Telling(telling.status, title, happened, kept, todo)


def to_the_door(request: Request, access: Access) -> Page:  # type: ignore[type-arg]
    """To where a session is begun; officers come back to the page that they asked for."""
    if access in OUTSIDE:
        return redirect(request, access.door)
    return redirect(request, access.door, query={"next": f"{request.url.path}?{request.url.query}".rstrip("?")})


def _facts(error: Exception) -> dict[str, str]:
    """The error's facts as the page's language writes them."""
    facts: dict[str, str] = {}
    for name in getattr(error, "__dataclass_fields__", ()):
        value: Any = getattr(error, name)
        match value:
            case datetime():
                facts[name] = f"{moment(value)} ({days_left(value)})"
            case date():
                facts[name] = day(value)
            case str() | int():
                facts[name] = str(value)
    return facts


def _note(request: Request, error: Exception) -> str:  # type: ignore[type-arg]
    """Log an unexpected error and give its number.

    Messages and values of exceptions may hold what people wrote: only kinds and places go out.
    """
    incident = f"{secrets.randbelow(10**8):08d}"
    chain = [one for one in (error, error.__cause__, error.__context__) if one is not None]
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "unexpected",
        incident=incident,
        kinds=[type(one).__name__ for one in chain],
        route=getattr(request.scope.get("route_handler"), "handler_name", ""),
        places=[f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    )
    return incident
