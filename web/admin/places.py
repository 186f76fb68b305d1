"""The sections of the administration. A new page adds its line here, and its file to `routes`."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency

from cases.viewer import Officer
from web.i18n import N_
from web.kit.pages import Page, page
from web.security import Access, may


class Place(msgspec.Struct, frozen=True):
    """A section: its address, its name and what is done there (msgids, marked with `N_`), and who may enter."""

    path: str
    word: str
    hint: str
    access: Access


PLACES: tuple[Place, ...] = (
    Place(
        "/admin/calendar",
        N_("Calendar"),
        N_("Working days and days off. Every time limit is counted by them."),
        Access.OVERSIGHT,
    ),
    Place(
        "/admin/duty", N_("Duty roster"), N_("Who is on duty day and night, and how they are reached"), Access.OVERSIGHT
    ),
    Place(
        "/admin/people",
        N_("People"),
        N_("Who works here and who is invited."),
        Access.ADMINISTRATION,
    ),
    Place(
        "/admin/keys",
        N_("Keys"),
        N_("Who holds which unit's key; who leaves, moves or needs a new passphrase."),
        Access.ADMINISTRATION,
    ),
    Place(
        "/admin/integrations",
        N_("Integrations"),
        N_("Programs of others that file complaints: kiosks, call centres, systems of other bodies."),
        Access.ADMINISTRATION,
    ),
    Place(
        "/admin/procedures",
        N_("Procedures"),
        N_("The stages, acts and time limits that are in force, drawn and in words."),
        Access.OVERSIGHT,
    ),
    Place(
        "/admin/texts",
        N_("Questions and letters"),
        N_("What people are asked and written, in all languages."),
        Access.OVERSIGHT,
    ),
    Place(
        "/admin/publication",
        N_("Publication"),
        N_("Changed rules that somebody proposed: what they change for whom. A second person puts them in force."),
        Access.PUBLICATION,
    ),
    Place(
        "/admin/health",
        N_("Health"),
        N_("Whether alarms ring, alerts go out and somebody is on duty."),
        Access.OVERSIGHT,
    ),
)


def draw(request: Request, viewer: Officer, template: str, *, status: int = 200, **context: Any) -> Page:  # type: ignore[type-arg]
    """Draw a page of the administration, with the sections that *viewer* may enter above it."""
    places = [place for place in PLACES if may(viewer, place.access)]
    return page(request, f"admin/{template}", status=status, places=places, **context)


@get("/admin", access=Access.PUBLICATION, sync_to_thread=True)
def show_places(request: Request, viewer: NamedDependency[Officer]) -> Page:  # type: ignore[type-arg]
    """Where the administration begins: its sections, each with what is done there."""
    return draw(request, viewer, "places.html")


routes = [show_places]
