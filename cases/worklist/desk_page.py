"""Everything that the queue's page shows, of one moment: its rows, and what stands beside them."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.planning.colleagues import Person, people_of
from cases.viewer import Officer
from cases.worklist import listing, news, views
from cases.worklist.listing import Asked, Queue
from cases.worklist.news import SinceLeft
from cases.worklist.views import View


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the rows: kept views, what happened meanwhile, and on the start page since one left."""

    views: tuple[View, ...] = ()
    changed: int = 0
    since: SinceLeft | None = None
    people: tuple[Person, ...] = ()
    """Whose cases the queue can be narrowed to."""


NOTHING = Beside()


def look(
    session: Session, asked: Asked, *, seen: datetime | None, start: bool, pack: Pack, viewer: Officer, at: datetime
) -> tuple[Queue, Beside]:
    """*seen*: when the page that lies open came, if one does; *start*: it is the start page. One transaction for all of it."""
    queue = listing.queue(session, asked, pack=pack, viewer=viewer, at=at)
    beside = Beside(
        views=views.views_of(session, viewer=viewer),
        changed=0 if seen is None else news.changed_since(session, seen, viewer=viewer, at=at),
        people=people_of(session, viewer=viewer),
        since=news.since_left(session, pack=pack, viewer=viewer, at=at) if start else None,
    )
    return queue, beside
