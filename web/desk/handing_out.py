"""Who works on what: the next case for an officer, a handler for a case, the cases of somebody who is away."""

from collections.abc import Mapping
from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import ChangedMeanwhile, NotForThem
from cases.viewer import Officer
from cases.worklist import assigning, next_case
from web.desk.reasons import passed_words
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access

PASSED = ("interest", "involved", "role", "language")
GIVEN = "given"
"""Marks the address of a case that was handed out just now."""


@post("/desk/next", access=Access.CASEWORK, sync_to_thread=True)
def take_next(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The next case, opened at once with the reason; or a page that says why there is none."""
    found = database.write(next_case.take_next, pack=pack, viewer=viewer, at=now)
    passed: dict[str, object] = {code: str(found.passed[code]) for code in PASSED if code in found.passed}
    if found.reference is None:
        return redirect(request, "/desk/next", query=passed)
    return redirect(request, f"/desk/cases/{found.reference}", query={GIVEN: "yes", **passed})


@get("/desk/next", access=Access.CASEWORK, sync_to_thread=True)
def show_none(request: Request) -> Page:  # type: ignore[type-arg]
    """Nothing is left to hand out."""
    return page(request, "desk/no_next.html", passed=read_passed(request.query_params), passed_words=passed_words)


@post("/desk/cases/{reference:str}/handler", access=Access.DECIDING, sync_to_thread=True)
def assign(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    try:
        database.write(
            assigning.assign, reference, read_number(form.one("officer")), version=read_number(form.one("seen-version")),
            pack=pack, viewer=viewer, at=now,
        )  # fmt: skip
    except ChangedMeanwhile:
        return redirect(request, f"/desk/cases/{reference}", query={"handler": "changed"})
    except NotForThem:
        return redirect(request, f"/desk/cases/{reference}", query={"handler": "refused"})
    return redirect(request, f"/desk/cases/{reference}", query={"handler": "done"})


@post("/desk/absences/{officer:int}/hand-on", access=Access.DECIDING, sync_to_thread=True)
def hand_on(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """All open cases of a colleague who is away, each to whom the house suggests; then who has what."""
    handed = database.write(assigning.hand_on, officer, pack=pack, viewer=viewer, at=now)
    return page(request, "desk/handed_on.html", handed=handed)


def read_passed(query: Mapping[str, str]) -> dict[str, int]:
    """How many cases were passed over and why, from the address; what means nothing is left out."""
    return {code: number for code in PASSED if 0 < (number := read_number(query.get(code, ""))) < 1000}


def read_number(text: str) -> int:
    """A number of at most 19 digits; -1 for anything else, which is nobody's."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
    return number if number < 2**63 else -1


routes = [take_next, show_none, assign, hand_on]
