"""The search page: one box, sent as a form so that no address, history or log keeps what was looked for."""

from collections.abc import Mapping
from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.search import duplicates, finding
from cases.search.asking import LONGEST
from cases.search.finding import Found
from cases.viewer import Officer
from web.desk.words import URGENCY_SIGNS
from web.i18n import N_
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access

PATH = "/desk/search"
PROBLEMS: Mapping[str, str] = {
    "nothing": N_("Write a number, a place, a date or a word"),
    "only_common": N_("These words stand in nearly every case. Add a rarer one"),
    "nothing_known": N_("Write a whole word of two letters or more, a number, a place or a date"),
}


@get(PATH, access=Access.CASEWORK, sync_to_thread=True)
def show_search(request: Request, *, pack: GivenPack) -> Page:  # type: ignore[type-arg]
    """The empty box."""
    return draw(request, pack)


@post(PATH, access=Access.CASEWORK, sync_to_thread=True)
def search(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """What was found, on the page that answers the form."""
    text, after = " ".join(form.one("q").split())[:LONGEST], form.one("after")
    found = finding.search(database, text, after=after, pack=pack, viewer=viewer, at=now)
    if found.question:
        return draw(request, pack, text=text, found=found, after=after)
    problem = "nothing" if not text else "only_common" if found.question.common else "nothing_known"
    return draw(request, pack, text=text, problem=problem)


@post("/desk/cases/{reference:str}/apart", access=Access.CASEWORK, sync_to_thread=True)
def tell_apart(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The officer has looked: the two cases are not about the same."""
    database.write(
        duplicates.tell_apart, reference, form.one("other"), key=form.submission.hex(), pack=pack, viewer=viewer, at=now
    )
    return redirect(request, f"/desk/cases/{reference}")


def draw(
    request: Request,  # type: ignore[type-arg]
    pack: Pack,
    *,
    text: str = "",
    found: Found | None = None,
    after: str = "",
    problem: str | None = None,
) -> Page:
    return page(
        request,
        "desk/search.html",
        status=422 if problem else 200,
        pack=pack,
        text=text,
        found=found,
        after=after,
        problems={"q": PROBLEMS[problem]} if problem else {},
        longest=LONGEST,
        urgency_signs=URGENCY_SIGNS,
    )


routes = [show_search, search, tell_apart]
