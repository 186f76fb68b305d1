"""From a template to an answer: rendered and compressed in the handler's thread, in the page's language."""

import gzip
import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any

from litestar import Request, Response
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER
from msgspec.structs import replace

from cases.doors.sessions import IDLE, TOUCH_EVERY
from cases.viewer import Nobody, Officer
from web import i18n
from web.kit import current
from web.kit.cookies import new_visitor, set_visitor, visitor_of
from web.kit.tokens import NOBODY, make_token
from web.kit.unshown import showable
from web.security import Access, may

Page = Response[bytes]
SMALL = 700
LARGE = 64 * 1024
"""Bytes beyond which a page (of the desk: a queue, a case) is compressed with a third of the work, for a fifth more of it."""
THOROUGHLY, QUICKLY = 6, 3


def page(request: Request, template: str, *, status: int = HTTP_200_OK, neutral: bool = False, **context: Any) -> Page:  # type: ignore[type-arg]
    """Draw a template as an answer. *neutral* keeps title and header free of what the page is about."""
    state = request.app.state
    visitor = visitor_of(request)
    known = visitor or new_visitor()
    here = open_page(request)
    viewer = request.state.get("viewer") or Nobody()
    whose = viewer.id if isinstance(viewer, Officer) else NOBODY
    here = replace(here, token=cache(lambda: make_token(state.form_key, known, whose)))
    current.begin(here)
    html = state.templates.get_template(template).render(
        language=here.language,
        languages=here.languages,
        address=here.path,
        query=here.query,
        institution=state.shelf.pack.institution,
        now=i18n.voice().now,
        today=i18n.voice().today,
        idle_after=IDLE - TOUCH_EVERY,
        viewer=viewer,
        may=lambda name: may(viewer, Access[name]),
        neutral=neutral,
        practice=state.practice,
        **context,
    )
    response = answer(request, html, status)
    if visitor is None and "form" in here.drawn:
        set_visitor(response, request, known)
    return response


def done_words(request: Request, words: Mapping[str, str]) -> str | None:  # type: ignore[type-arg]
    """What the form that led here came to, as marked text: the one of *words* that the address names."""
    return words.get(request.query_params.get("done", ""))


def open_page(request: Request) -> current.Current:  # type: ignore[type-arg]
    """The page's language, from the first part of the address, and everything that speaks in it."""
    state = request.app.state
    institution = state.shelf.pack.institution
    first, _, rest = request.scope["path"].lstrip("/").partition("/")
    known = first in institution.languages
    language = first if known else best_language(request)
    i18n.speak(i18n.Voice(language, i18n.zone(institution.zone), institution.currency, state.clock()))
    path = ("/" + rest if rest else "/") if known else "/"
    query = request.scope.get("query_string", b"").decode("ascii", "replace") if known else ""
    return current.Current(
        language,
        tuple(institution.languages),
        path,
        query,
        state.shelf.pack,
        token=str,
        key=lambda: secrets.token_hex(16),
    )


def best_language(request: Request) -> str:  # type: ignore[type-arg]
    """What the browser asks for, else the institution's first language."""
    languages: tuple[str, ...] = request.app.state.shelf.pack.institution.languages
    for part in request.headers.get("accept-language", "").split(","):
        wanted = part.split(";")[0].strip().lower().partition("-")[0]
        if wanted in languages:
            return wanted
    return languages[0]


def answer(request: Request, html: str, status: int) -> Page:  # type: ignore[type-arg]
    """An HTML answer, gzipped for browsers that take it.

    A page that another site made the browser ask for stays plain: with that, and a new token on each page, its length
    tells nothing.
    """
    body = showable(html)
    headers = {"vary": "accept-encoding"}
    takes = "gzip" in request.headers.get("accept-encoding", "")
    if takes and len(body) > SMALL and request.headers.get("sec-fetch-site") != "cross-site":
        body = gzip.compress(body, THOROUGHLY if len(body) <= LARGE else QUICKLY, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def redirect(request: Request, path: str, *, query: dict[str, object] | None = None) -> Page:  # type: ignore[type-arg]
    """After a change: GET the page at *path*, an address of this site without the language."""
    language = open_page(request).language
    location = current.address_in(language, path, query or {})
    return Response(b"", status_code=HTTP_303_SEE_OTHER, headers={"location": location}, media_type="text/html")
