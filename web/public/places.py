"""Addresses of the form: plain ones, and ones that say nothing to somebody who looks through a phone's history."""

from collections.abc import Callable
from typing import Any, Final

from litestar import Request
from litestar.handlers import HTTPRouteHandler

from cases.filing.answers import Raw
from web.kit.pages import open_page

PLAIN: Final = "/complaint"
QUIET: Final = "/form"
"""The same pages, for a phone that others use (design 05 §5.1(4))."""
SHARED: Final = "shared_phone"
"""The question of `core` whose "yes" turns titles, addresses and file names neutral."""


def at_both(
    route: Callable[..., Any], rest: str, **options: Any
) -> Callable[[Callable[..., Any]], list[HTTPRouteHandler]]:
    """A page of the form under either address: two handlers, as one of several paths wraps a threaded function twice."""

    def make(function: Callable[..., Any]) -> list[HTTPRouteHandler]:
        return [route(base + rest, **options)(function) for base in (PLAIN, QUIET)]

    return make


def is_quiet(request: Request) -> bool:  # type: ignore[type-arg]
    """Whether the person is at the quiet addresses already."""
    path = open_page(request).path
    return path == QUIET or path.startswith(f"{QUIET}/")


def form_path(request: Request, rest: str = "", raw: Raw | None = None) -> str:  # type: ignore[type-arg]
    """Where a page of the form is for this person; from the moment that *raw* tells of others, the quiet address."""
    return (QUIET if is_quiet(request) or is_shared(raw or {}) else PLAIN) + rest


def is_shared(raw: Raw) -> bool:
    """Whether somebody else uses this phone, as the person said."""
    return list(raw.get(SHARED, ())) == ["yes"]
