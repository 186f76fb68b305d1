"""The supervisor's reports."""

from web.reports import national, unit

routes: list[object] = [*national.routes, *unit.routes]
