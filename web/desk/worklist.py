"""The queue: which cases wait, in the order in which they should be looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.defences import aside
from cases.errors import BadReference, ChangedMeanwhile
from cases.packs.jurisdiction import Pack
from cases.references import parse_reference
from cases.viewer import Officer
from cases.worklist import assigning
from cases.worklist import listing as worklist
from cases.worklist.listing import Asked, Queue
from cases.worklist.tabs import TABS, Tab
from web.desk.words import EMPTY_WORDS, SIGN_WORDS, TAB_WORDS, URGENCIES, filter_choices
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access, may


@get("/desk", access=Access.CASEWORK, sync_to_thread=True)
def show_queue(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    asked = read_asked(request.query_params, pack, viewer)
    queue = database.read(worklist.queue, asked, pack=pack, viewer=viewer, at=now)
    return draw_queue(request, queue, asked, pack, viewer, taken=sound_reference(request.query_params.get("taken", "")))


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
    asked = read_asked({"tab": form.one("tab")}, pack, viewer)
    try:
        database.write(assigning.take, reference, viewer=viewer, at=now)
    except ChangedMeanwhile as lost:
        queue = database.read(worklist.queue, asked, pack=pack, viewer=viewer, at=now)
        return draw_queue(request, queue, asked, pack, viewer, status=409, lost=lost.reference)
    return redirect(request, "/desk", query={"tab": asked.tab, "taken": reference})


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
    **told: str | None,
) -> Page:
    """The page; *told* names a case that was just taken, or lost to somebody quicker."""
    filters = {"track": asked.track, "stage": asked.stage, "urgency": asked.urgency, "facility": asked.facility}
    return page(
        request,
        "desk/queue.html",
        status=status,
        queue=queue,
        asked=asked,
        pack=pack,
        deciding=may(viewer, Access.DECIDING),
        tabs_shown=tabs_for(viewer, queue.counts, asked.tab),
        tab_words=TAB_WORDS,
        sign_words=SIGN_WORDS,
        empty=EMPTY_WORDS[asked.tab],
        choices=filter_choices(pack),
        urgencies=URGENCIES,
        filters={name: value for name, value in filters.items() if value is not None},
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


def read_asked(query: Mapping[str, Any], pack: Pack, viewer: Officer) -> Asked:
    """What the address asks for. A part that means nothing here is left out: a mistyped address should still work."""
    choices = filter_choices(pack)
    chosen = {name: query.get(name) for name in choices}
    known = {name: value if value in choices[name] else None for name, value in chosen.items()}
    tab = query.get("tab")
    return Asked(
        tab=tab if tab in TABS else first_tab(viewer),
        track=known["track"],
        stage=known["stage"],
        urgency=int(known["urgency"]) if known["urgency"] else None,
        facility=query.get("facility") if query.get("facility") in pack.registers["facilities"] else None,
        after=query.get("after"),
    )


def first_tab(viewer: Officer) -> Tab:
    """Where work begins: what waits for a decision, what nobody has, or one's own cases."""
    if may(viewer, Access.DECIDING):
        return "needs_me"
    return "mine" if viewer.roles - {"intake"} else "unassigned"


def sound_reference(text: str) -> str | None:
    try:
        return parse_reference(text)
    except BadReference:
        return None


routes = [show_queue, take, put_back]
