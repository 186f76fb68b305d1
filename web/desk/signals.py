"""Signals: what was reported without a name, to take, link, refer or take up on our own initiative."""

from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency

from cases.database import Database
from cases.monitoring.signals import list_signals
from cases.related.issues import COMPLAINT, find_issue
from cases.viewer import Officer
from web.desk.places import begins_visits
from web.desk.words import URGENCY_SIGNS
from web.kit.given import GivenPack
from web.kit.pages import Page, page
from web.security import Access


@get("/desk/signals", access=Access.CASEWORK, sync_to_thread=True)
def show_signals(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    return page(
        request,
        "desk/signals.html",
        signals=database.read(list_signals, pack=pack, viewer=viewer, at=now),
        pack=pack,
        urgency_signs=URGENCY_SIGNS,
        begins=find_issue(COMPLAINT, viewer, pack) is not None,
        visits=begins_visits(viewer, pack),
    )


routes = [show_signals]
