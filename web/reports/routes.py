"""The supervisor's reports."""

from web.reports import drilled, kept, national, national_sheet, unit

routes: list[object] = [*national.routes, *unit.routes, *national_sheet.routes, *drilled.routes, *kept.routes]
