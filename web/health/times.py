"""How long requests take, by route: counted around the whole application, so that what no route answers is counted too.

What complainants and bodies do is counted under one name for each of them and by no answer's status but its first digit
and redirects as pages: a counter of sent forms, read every fifteen seconds and kept for years, would be a list of the
minutes in which people filed who are promised that not even the hour is kept.
"""

from bisect import bisect_left
from collections.abc import Mapping
from time import perf_counter
from typing import Any, Final

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends of what is counted together, in seconds."""
OUTSIDE: Final = {"anyone": "public", "complainant": "mailbox", "body": "respond"}
"""Surfaces of which no route is told apart, by who may enter."""
PLAIN: Final = ("/health/", "/static/", "/metrics")
"""Addresses of nobody's that are told apart all the same."""
NOWHERE: Final = "none"
"""What no route answers."""


class Times(msgspec.Struct):
    """How often a kind of request was answered, and how long it took."""

    buckets: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds


class RequestTimes(msgspec.Struct):
    """What one process has answered since it began. Used in the event loop only."""

    by_kind: dict[tuple[str, str], Times] = msgspec.field(default_factory=dict)
    """(route, status) → times."""
    running: int = 0

    def note(self, route: str, status: int, seconds: float) -> None:
        self.by_kind.setdefault((route, status_of(route, status)), Times()).add(seconds)


class Timed(msgspec.Struct, frozen=True):
    """The application with a watch around it."""

    app: ASGIApp
    times: RequestTimes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        told = {"status": 500}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
            await send(message)

        began = perf_counter()
        self.times.running += 1
        try:
            await self.app(scope, receive, noting)
        finally:
            self.times.running -= 1
            self.times.note(route_of(scope), told["status"], perf_counter() - began)


def route_of(scope: Mapping[str, Any]) -> str:
    """The name that a request is counted under: its route for officers, its surface for everybody else."""
    template: str = scope.get("path_template") or ""
    handler = scope.get("route_handler")
    if not template or handler is None:
        return NOWHERE
    if template.startswith(PLAIN):
        return template
    if template.startswith("/api/"):
        return "api"
    access = handler.opt.get("access")
    surface = OUTSIDE.get(getattr(access, "value", ""))
    return surface or "/" + template.split("/", 2)[-1]


def status_of(route: str, status: int) -> str:
    """2xx … 5xx; outside the desk a redirect, which is what a sent form is answered with, counts as a page."""
    first = status // 100
    return "2xx" if first == 3 and not route.startswith("/") else f"{first}xx"
