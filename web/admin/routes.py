"""The administration: what an institution sets for itself without touching a file."""

from web.admin import calendars, places

routes: list[object] = [*places.routes, *calendars.routes]
