"""Places where people are held, and what the State has promised: registers with counts, and no word of a complaint."""

from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.database import Database
from cases.monitoring.commitments import list_commitments
from cases.monitoring.one_place import look_at_place
from cases.monitoring.places import list_places, watches
from cases.packs.jurisdiction import Pack
from cases.related.issues import find_issue
from cases.viewer import Officer
from web.kit.given import GivenPack
from web.kit.pages import Page, page
from web.security import Access

PLACES = "/desk/places"


@get(PLACES, access=Access.CASEWORK, sync_to_thread=True)
def show_places(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    places = database.read(list_places, pack=pack, viewer=viewer, at=now)
    return page(
        request, "desk/places.html", places=places, everywhere=watches(viewer), plan=pack.monitoring,
        visits=begins_visits(viewer, pack),
    )  # fmt: skip


@get(PLACES + "/{code:str}", access=Access.CASEWORK, sync_to_thread=True)
def show_place(
    request: Request,  # type: ignore[type-arg]
    *,
    code: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    found = database.read(look_at_place, code, pack=pack, viewer=viewer, at=now)
    if found is None:
        raise NotFoundException
    return page(
        request,
        "desk/place.html",
        found=found,
        place=found.place,
        plan=pack.monitoring,
        visits=begins_visits(viewer, pack),
    )


@get("/desk/commitments", access=Access.CASEWORK, sync_to_thread=True)
def show_commitments(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    commitments = database.read(list_commitments, pack=pack, viewer=viewer)
    issue = pack.monitoring.commitments.issue if pack.monitoring else ""
    return page(
        request,
        "desk/commitments.html",
        commitments=commitments,
        begins=issue if find_issue(issue, viewer, pack) else "",
    )


def begins_visits(viewer: Officer, pack: Pack) -> bool:
    return pack.monitoring is not None and find_issue(pack.monitoring.visit, viewer, pack) is not None


routes = [show_places, show_place, show_commitments]
