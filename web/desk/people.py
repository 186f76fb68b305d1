"""The list of people that a complaint of many is for, as its readers see it."""

from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.groups.keeping import people_of
from cases.groups.reading import columns_of
from cases.viewer import Officer
from web.kit.given import GivenPack
from web.kit.pages import Page, page
from web.security import Access


@get("/desk/cases/{reference:str}/people", access=Access.CASEWORK, sync_to_thread=True)
def show_people(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Everybody on the list, a line each; that it was read is written down."""
    lists = database.write(people_of, reference, viewer=viewer, at=now)
    return page(request, "desk/people.html", reference=reference, lists=lists, columns=columns_of(pack))


routes = [show_people]
