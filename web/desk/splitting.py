"""Dividing a complaint: the form of the part, then a page that says what goes where and who will hold which keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import ActRefused, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.related import dividing, issues, opening_issue
from cases.related.dividing import Division
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.beginning import TITLE, TITLE_HINT, text_field
from web.desk.walls import who
from web.i18n import voice
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import UNSENT, Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.kit.unsent import forget_sent, offered
from web.security import Access
from workflows.fields import Problem

SHOWN: Final = "shown-division"
"""Hidden field: stands for what the page showed. Nothing else is done."""
MARKS = frozenset({SHOWN, UNSENT, "title"})


@get("/desk/cases/{reference:str}/split", access=Access.CASEWORK, sync_to_thread=True)
def show_split(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """What the part is about. Nothing is done yet."""
    try:
        known = database.read(dividing.may_divide, reference, pack=pack, viewer=viewer, at=now)
    except ActRefused as refused:
        return draw(request, reference, pack, viewer, refused=refused)
    written, typed = offered(database, secrets, place_of(known), request.query_params, viewer=viewer, at=now)
    return draw(request, known, pack, viewer, typed=typed, written=written)


@post("/desk/cases/{reference:str}/split", access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def split(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Show what dividing it so would do; do it when that was shown and is still so."""
    typed = {name: values for name, values in form.raw.items() if name not in MARKS}
    title = form.one("title")
    try:
        division = database.read(dividing.look_at, reference, typed, title, pack=pack, viewer=viewer, at=now)
        shown = form.one(SHOWN)
        if shown != division.mark:
            return preview(request, division, pack, form, changed=bool(shown))
        child = opening_issue.open_issue(
            database, issues.COMPLAINT, typed, title, linked=reference, split=True, key=form.submission.hex(), pack=pack,
            secrets=secrets, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        return draw(request, reference, pack, viewer, typed=form.raw, problems=invalid.problems)
    except ActRefused as refused:
        return draw(request, reference, pack, viewer, typed=form.raw, refused=refused)
    forget_sent(database, secrets, place_of(reference), viewer=viewer)
    return redirect(request, f"/desk/cases/{child}")


def place_of(reference: str) -> str:
    """Where the page is, and what is typed there is kept."""
    return f"/desk/cases/{reference}/split"


def draw(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    pack: Pack,
    viewer: Officer,
    *,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    refused: ActRefused | None = None,
    written: Any = None,
) -> Page:
    fields = (text_field("title", TITLE, TITLE_HINT), *dividing.issue_of(viewer, pack).fields)
    return page(
        request, "desk/split.html", status=422 if problems else 409 if refused else 200, reference=reference, fields=fields,
        place=place_of(reference), typed=typed, problems=problems, refusal=refused and refused.refusal, written=written,
    )  # fmt: skip


def preview(request: Request, division: Division, pack: Pack, form: Form, *, changed: bool) -> Page:  # type: ignore[type-arg]
    """What goes where, who reads it, and the answers once more as hidden fields."""
    open_page(request)
    carried = [(name, text) for name, texts in form.raw.items() if name not in {SHOWN, UNSENT} for text in texts]
    language = voice().language
    return page(
        request,
        "desk/split_look.html",
        division=division,
        place=place_of(division.reference),
        carried=carried,
        key=form.key,
        shown=SHOWN,
        changed=changed,
        readers=[who(one, pack, language) for one in division.readers],
        newly=[who(one, pack, language) for one in division.newly],
    )


routes = [show_split, split]
