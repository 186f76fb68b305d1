"""When a mailbox closed by itself while somebody wrote: the code is asked again and what they wrote comes along."""

import re
from collections.abc import Mapping

from litestar import Request

from web.kit.pages import Page, open_page, page, redirect
from web.security import CODE

OWN_PATH = re.compile(r"/mailbox(?:/[A-Za-z0-9_-]{1,60}){1,3}")
READ = "/mailbox/read"
MARK = "kept-"
"""Before the name of a field that is carried through the door."""


def ask_code(request: Request, error: Exception) -> Page:  # type: ignore[type-arg]
    """Instead of the page for a closed mailbox: the door, with what was typed carried along unseen."""
    path = own_path(open_page(request).path)
    typed: Mapping[str, list[str]] = request.state.get("typed") or {}
    if request.method == "GET":
        return redirect(request, "/mailbox")
    return page(
        request,
        "public/door.html",
        status=403,
        neutral=True,
        typed="",
        kept=dict(typed),
        goes_to=path,
        wrong=False,
        closed=True,
    )


def ask_change(request: Request, error: Exception) -> Page:  # type: ignore[type-arg]
    """Instead of any page of a mailbox whose code others have seen: the one where it is changed."""
    return redirect(request, CODE)


def kept_of(raw: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What was carried through the door, under its own names."""
    return {name.removeprefix(MARK): values for name, values in raw.items() if name.startswith(MARK)}


def own_path(text: str) -> str:
    """Where the door may lead: pages of the mailbox. Everything else leads to the mailbox itself."""
    return text if OWN_PATH.fullmatch(text) else READ
