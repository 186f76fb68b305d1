"""The administration: what an institution sets for itself without touching a file."""

from web.admin import calendars, duty, health, integrations, keys, people, places, procedures, publication, texts

routes: list[object] = [
    *places.routes,
    *calendars.routes,
    *duty.routes,
    *people.routes,
    *keys.routes,
    *integrations.routes,
    *health.routes,
    *procedures.routes,
    *publication.routes,
    *texts.routes,
]
