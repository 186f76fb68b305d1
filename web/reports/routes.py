"""The supervisor's reports."""

from web.reports import national, national_sheet, unit

routes: list[object] = [*national.routes, *unit.routes, *national_sheet.routes]
