"""The administration: what an institution sets for itself without touching a file."""

from web.admin import places

routes: list[object] = [*places.routes]
