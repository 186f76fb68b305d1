"""The queue: which cases wait, in the order in which they should be looked at."""

from collections.abc import Mapping
from datetime import UTC, datetime

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.defences import aside
from cases.errors import BadReference, ChangedMeanwhile
from cases.monitoring.asking import asks_for_visits
from cases.packs.jurisdiction import Pack
from cases.references import parse_reference
from cases.viewer import Officer
from cases.worklist import assigning, news
from cases.worklist import listing as worklist
from cases.worklist.desk_page import NOTHING, Beside, look
from cases.worklist.listing import Asked, Queue
from cases.worklist.tabs import TABS, Tab
from web.desk.asking import asked_as_query, filters_in, own_columns, read_asked, read_columns
from web.desk.chosen import one_of_each
from web.desk.views import view_words
from web.desk.words import (
    COLUMN_WORDS,
    EMPTY_WORDS,
    SIGN_WORDS,
    SORT_WORDS,
    TAB_WORDS,
    URGENCIES,
    filter_choices,
    places_for,
)
from web.i18n import ngettext
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.security import Access, may

EARLIEST, LATEST = 1_500_000_000, 9_000_000_000
"""Seconds between which a moment in an address can lie."""


@get("/desk", access=Access.CASEWORK, sync_to_thread=True)
def show_queue(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """The start page without a query: what happened since one left, then the queue."""
    query = request.query_params
    asked = read_asked(query, pack, viewer)
    seen, start = read_seen(query.get("seen", "")), "tab" not in query
    queue, beside = database.read_often(look, asked, seen=seen, start=start, pack=pack, viewer=viewer, at=now)
    return draw_queue(request, queue, asked, pack, viewer, beside=beside, taken=sound_reference(query.get("taken", "")))


@get("/desk/news", access=Access.CASEWORK, sync_to_thread=True)
def show_news(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """What an open queue asks for every minute: in words, on how many cases something happened. The table stays as it is."""
    open_page(request)
    seen = read_seen(request.query_params.get("seen", ""))
    changed = 0 if seen is None else database.read(news.changed_since, seen, viewer=viewer, at=now)
    return Response(changed_words(changed).encode(), media_type="text/plain; charset=utf-8")


@post("/desk/cases/{reference:str}/take", access=Access.CASEWORK, sync_to_thread=True)
def take(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    asked = read_asked(one_of_each(form), pack, viewer)
    try:
        database.write(assigning.take, reference, viewer=viewer, at=now)
    except ChangedMeanwhile as lost:
        queue = database.read_often(worklist.queue, asked, pack=pack, viewer=viewer, at=now)
        return draw_queue(request, queue, asked, pack, viewer, status=409, lost=lost.reference)
    return redirect(request, "/desk", query={**asked_as_query(asked, form.one("columns")), "taken": reference})


@post("/desk/aside", access=Access.DECIDING, sync_to_thread=True)
def put_back(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Somebody has looked: what is held aside goes back into the queue, all of it."""
    while database.write(aside.put_back, viewer=viewer, at=now):
        pass
    return redirect(request, "/desk", query={"tab": "unassigned"})


def draw_queue(
    request: Request,  # type: ignore[type-arg]
    queue: Queue,
    asked: Asked,
    pack: Pack,
    viewer: Officer,
    *,
    status: int = 200,
    beside: Beside = NOTHING,
    **told: str | None,
) -> Page:
    """The page; *told* names a case that was just taken, or lost to somebody quicker."""
    query, columns = request.query_params, read_columns(request.query_params, viewer)
    chosen = columns if columns != own_columns(viewer) else ""
    now: datetime = request.app.state.clock()
    return page(
        request,
        "desk/queue.html",
        status=status,
        queue=queue,
        asked=asked,
        pack=pack,
        deciding=may(viewer, Access.DECIDING),
        asks_visits=asks_for_visits(viewer, pack),
        tabs_shown=tabs_for(viewer, queue.counts, asked.tab),
        tab_words=TAB_WORDS,
        sign_words=SIGN_WORDS,
        empty=EMPTY_WORDS[asked.tab],
        choices=filter_choices(pack),
        urgencies=URGENCIES,
        filters=filters_in(asked),
        places=places_for(pack, viewer, asked.facility),
        people=beside.people,
        columns=columns,
        here=asked_as_query(asked, chosen),
        sort_words=SORT_WORDS,
        column_words=COLUMN_WORDS,
        views=[(one, asked_as_query(one.asked, one.columns)) for one in beside.views],
        view_words=view_words,
        since=beside.since,
        changed=beside.changed,
        changed_words=changed_words,
        seen=int(now.timestamp()),
        view_done=query.get("view", ""),
        none_chosen="none" in query,
        taken=told.get("taken"),
        lost=told.get("lost"),
    )


def tabs_for(viewer: Officer, counts: Mapping[str, int], shown: Tab) -> list[Tab]:
    """The parts of the queue that can hold something for *viewer*; `aside` only while something is."""
    away = {
        "duty": viewer.units == {viewer.unit},
        "aside": not counts["aside"] and shown != "aside",
    }
    return [tab for tab in TABS if not away.get(tab)]


def changed_words(changed: int) -> str:
    """What the badge says; nothing where nothing happened."""
    if not changed:
        return ""
    return ngettext(
        "Something new in %(num)s case since this page came",
        "Something new in %(num)s cases since this page came",
        changed,
    )


def read_seen(text: str) -> datetime | None:
    """When a page came, as its links say; None for what is no such moment."""
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    return datetime.fromtimestamp(seconds, UTC) if EARLIEST < seconds < LATEST else None


def sound_reference(text: str) -> str | None:
    try:
        return parse_reference(text)
    except BadReference:
        return None


routes = [show_queue, show_news, take, put_back]
