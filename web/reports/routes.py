"""The supervisor's reports."""

from web.reports import drilled, kept, morning, national, national_sheet, principles, unit

routes: list[object] = [
    *national.routes,
    *unit.routes,
    *national_sheet.routes,
    *drilled.routes,
    *morning.routes,
    *principles.routes,
    *kept.routes,
]
