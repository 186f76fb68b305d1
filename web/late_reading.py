"""A handler's signature is read at its first request: of five hundred handlers a start needs one.

Litestar reads of each handler what it asks for, and makes a type to check it by, when the application is put together. That was
a quarter of the program's start and stayed in memory, while most processes never answer most of their addresses.
"""

from functools import cached_property
from typing import Any, Self, cast

from litestar import Litestar, Router
from litestar._kwargs import KwargsModel
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler
from litestar.utils import is_async_callable

from cases.turns import HANDLERS

GOES_FIRST = "goes_first"
"""Option of a handler that takes its turn before all who wait: who sends a complaint before who turns a page."""


class LateReading(Litestar):
    """An application whose handlers are routed at once and read when somebody asks for them."""

    def register(self, value: ControllerRouterHandler) -> None:  # type: ignore[override]
        """Route what *value* has; no handler is read yet. Everything here is over HTTP."""
        for route in cast("list[HTTPRoute]", Router.register(self, value)):
            for handler in route.route_handlers:
                handler.resolve_opts()  # the guard looks there before anything else
                wanted = cast("KwargsModel", Unread(self, route, handler))
                route.route_handler_map.update(dict.fromkeys(handler.http_methods, (handler, wanted)))
        self.asgi_router.construct_routing_trie()


class OwnRouter(Router):
    """A router that is made for one application, which therefore needs no copy of it and of its five hundred handlers."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class Unread:
    """In the place of what a handler asks for, until the first request needs to know it. Requests come one by one to it."""

    def __init__(self, app: Litestar, route: HTTPRoute, handler: HTTPRouteHandler) -> None:
        self.app, self.route, self.handler = app, route, handler

    @cached_property
    def read(self) -> KwargsModel:
        """What the handler asks for. From now on it stands here itself. Raises: ImproperlyConfiguredException."""
        if self.handler.sync_to_thread and not is_async_callable(self.handler.fn):
            self.handler._fn = HANDLERS.taken(self.handler.fn, first=GOES_FIRST in self.handler.opt)  # noqa: SLF001 - it has no other door
        self.handler.on_registration(self.app)
        model = self.handler.create_kwargs_model(path_parameters=self.route.path_parameters)
        self.route.route_handler_map.update(dict.fromkeys(self.handler.http_methods, (self.handler, model)))
        return model

    def __getattr__(self, name: str) -> Any:
        return getattr(self.read, name)
