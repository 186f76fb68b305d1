"""The auditor's pages: the journal without content, whether it is whole, and the daily anchors for a witness outside."""

from collections.abc import Mapping
from datetime import date, datetime

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.anchoring import listing
from cases.casefile.words import act_of
from cases.database import Database
from cases.journals import auditing
from cases.journals.auditing import Asked, Line
from cases.packs.jurisdiction import Pack
from cases.verifying import daily as verification
from cases.viewer import Officer
from web.desk.words import ACTOR_WORDS, EVENT_WORDS, FAULT_WORDS, READ_WORDS
from web.i18n import gettext, label
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.security import Access

PATH = "/audit"
SHOWN = 30
"""Anchors on the page; `arasha anchors` gives all."""


@get(PATH, access=Access.AUDIT, sync_to_thread=True)
def show_journal(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Who did what and who read what, the newest first."""
    query = request.query_params
    asked = read_asked(query)
    found = database.read(auditing.look, asked, pack=pack, viewer=viewer, at=now)
    open_page(request)
    return page(
        request,
        "desk/audit.html",
        found=found,
        lines=[(line, *said(line, pack)) for line in found.lines],
        asked=asked,
        narrowed={
            name: query[name] for name in ("since", "until", "officer", "unit", "reference", "kind") if query.get(name)
        },
        units=pack.units,
        actors=ACTOR_WORDS,
        path=PATH,
    )


def read_asked(query: Mapping[str, str]) -> Asked:
    """The filters of the address; what is none of them is left out."""
    officer, kind = query.get("officer", ""), query.get("kind", "")
    return Asked(
        since=day_of(query.get("since", "")),
        until=day_of(query.get("until", "")),
        officer=int(officer) if officer.isascii() and officer.isdecimal() and len(officer) < 20 else None,
        unit=query.get("unit") or None,
        reference=query.get("reference", "").strip() or None,
        kind="act" if kind == "act" else "reading" if kind == "reading" else "",
        after=query.get("after"),
    )


def day_of(text: str) -> date | None:
    """A day as the browser's field gives it, or as people write it."""
    parts = text.strip().split(".")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text.strip())
    except ValueError:
        return None


def said(line: Line, pack: Pack) -> tuple[str, str]:
    """What was done or read in words, and where it led."""
    if line.reading:
        words = READ_WORDS.get(line.act)
        return gettext(words) if words else line.act, ""
    procedure, act = pack.procedures.get(line.act.partition(".")[0]), act_of(pack, line.act)
    words = EVENT_WORDS.get(line.act)
    title = label(act.label) if act else gettext(words) if words else line.act
    to = line.body.get("to") if line.body.get("to") != line.body.get("from") and not line.body.get("waits") else None
    return title, label(procedure.stages[str(to)].label) if procedure and to in procedure.stages else ""


@get(f"{PATH}/integrity", access=Access.AUDIT, sync_to_thread=True)
def show_integrity(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
) -> Page:
    """What the daily look at everything found, and the anchors."""
    return page(
        request,
        "desk/integrity.html",
        verified=database.read(verification.last_verified, viewer=viewer),
        anchors=database.read(listing.copies, last=SHOWN, viewer=viewer),
        faults=FAULT_WORDS,
        path=PATH,
    )


@get(f"{PATH}/anchors/{{number:int}}", access=Access.AUDIT, sync_to_thread=True)
def give_anchor(
    number: FromPath[int], *, database: NamedDependency[Database], viewer: NamedDependency[Officer]
) -> Response[bytes]:
    """One anchor as a file, for a witness outside."""
    copy = database.read(listing.find_copy, number, viewer=viewer)
    if copy is None:
        raise NotFoundException
    headers = {"content-disposition": f'attachment; filename="{copy.name}"'}
    return Response(copy.file, media_type="application/json", headers=headers)


routes = [show_journal, show_integrity, give_anchor]
