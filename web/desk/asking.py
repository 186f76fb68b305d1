"""Which part of the queue an address or a form asks for, and the same back as an address."""

from collections.abc import Mapping
from typing import Any

from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from cases.worklist.listing import Asked
from cases.worklist.orders import SORTS
from cases.worklist.tabs import TABS, Tab
from cases.worklist.views import COLUMNS, Columns
from web.desk.handing_out import read_number
from web.desk.words import filter_choices
from web.security import Access, may

FILTERS = ("track", "stage", "urgency", "facility", "handler_id")


def read_asked(query: Mapping[str, Any], pack: Pack, viewer: Officer) -> Asked:
    """What is asked for. A part that means nothing here is left out: a mistyped address should still work."""
    choices = filter_choices(pack)
    chosen = {name: query.get(name) for name in choices}
    known = {name: value if value in choices[name] else None for name, value in chosen.items()}
    tab, sort, handler = query.get("tab"), query.get("sort"), read_number(str(query.get("handler_id") or ""))
    return Asked(
        tab=tab if tab in TABS else first_tab(viewer),
        track=known["track"],
        stage=known["stage"],
        urgency=int(known["urgency"]) if known["urgency"] else None,
        facility=query.get("facility") if query.get("facility") in pack.registers["facilities"] else None,
        handler_id=handler if handler > 0 else None,
        sort=sort if sort in SORTS else "queue",
        after=query.get("after"),
    )


def first_tab(viewer: Officer) -> Tab:
    """Where work begins: what waits for a decision, what nobody has, or one's own cases."""
    if may(viewer, Access.DECIDING):
        return "needs_me"
    return "mine" if viewer.roles - {"intake"} else "unassigned"


def own_columns(viewer: Officer) -> Columns:
    return "lead" if may(viewer, Access.DECIDING) else "work"


def read_columns(query: Mapping[str, Any], viewer: Officer) -> Columns:
    """The columns that the address asks for, or those of the viewer's role."""
    wanted = query.get("columns")
    return wanted if wanted in COLUMNS else own_columns(viewer)


def filters_in(asked: Asked) -> dict[str, object]:
    """The facts that the queue is narrowed by, as its address names them."""
    return {name: value for name in FILTERS if (value := getattr(asked, name)) is not None}


def asked_as_query(asked: Asked, columns: str = "") -> dict[str, object]:
    """The address's query for the same part, order and columns, from its first page."""
    query: dict[str, object] = {"tab": asked.tab, **filters_in(asked)}
    if asked.sort != "queue":
        query["sort"] = asked.sort
    if columns in COLUMNS:
        query["columns"] = columns
    return query
