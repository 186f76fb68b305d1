"""Begin a case without a complaint: a planned visit, a systemic issue, something taken up on our own initiative."""

from collections.abc import Mapping
from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.related import issues, opening_issue
from cases.related.issues import Issue
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.i18n import N_, NAMES, catalogue
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import UNSENT, Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.unsent import forget_sent, offered
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Problem

BEGIN = "/desk/begin"
OWN = ("title", "linked")
"""Fields of this form that are no facts."""
TITLE, LINKED = N_("Your own name for the case"), N_("Number of the case that it comes from")
TITLE_HINT = N_("Without names of people. Up to 60 letters; only your unit reads it.")


@get(BEGIN, access=Access.CASEWORK, sync_to_thread=True)
def show_choices(request: Request, pack: GivenPack, viewer: NamedDependency[Officer]) -> Page:  # type: ignore[type-arg]
    found = issues.issues_for(viewer, pack)
    return page(request, "desk/begin.html", issues=found, linked=request.query_params.get("from", "")[:20])


@get(BEGIN + "/{name:str}", access=Access.CASEWORK, sync_to_thread=True)
def show_form(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    issue, query = known_issue(name, viewer, pack), request.query_params
    written, typed = offered(database, secrets, f"{BEGIN}/{name}", query, viewer=viewer, at=now)
    return draw(request, issue, typed=typed or begun_with(issue, query), written=written)


@post(BEGIN + "/{name:str}", access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def begin(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    issue = known_issue(name, viewer, pack)
    typed = {one: values for one, values in form.raw.items() if one not in {*OWN, UNSENT}}
    try:
        reference = opening_issue.open_issue(
            database, name, typed, form.one("title"), linked=form.one("linked").strip() or None,
            key=form.submission.hex(), pack=pack, secrets=secrets, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        return draw(request, issue, typed=form.raw, problems=invalid.problems)
    forget_sent(database, secrets, f"{BEGIN}/{name}", viewer=viewer)
    return redirect(request, f"/desk/cases/{reference}")


def begun_with(issue: Issue, query: Mapping[str, str]) -> Raw:
    """What the link that led here says already: the case it comes from, and facts such as the place."""
    given = {field.name: [query[field.name][:20]] for field in issue.fields if field.name in query}
    return {"linked": [query.get("from", "")[:20]], **given}


def known_issue(name: str, viewer: Officer, pack: Pack) -> Issue:
    """Raises: NotFoundException for what this officer cannot begin."""
    found = issues.find_issue(name, viewer, pack)
    if found is None:
        raise NotFoundException
    return found


def draw(
    request: Request,  # type: ignore[type-arg]
    issue: Issue,
    *,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    written: Written | None = None,
) -> Page:
    fields = (text_field("title", TITLE, TITLE_HINT), *issue.fields, text_field("linked", LINKED))
    return page(
        request, "desk/begin_one.html", status=422 if problems else 200, issue=issue, fields=fields, typed=typed,
        problems=problems, written=written,
    )  # fmt: skip


def text_field(name: str, label: str, hint: str = "") -> Field:
    return Field(
        name=name, kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(label), hint=words_of(hint) if hint else {},
        required=name == "title",
    )  # fmt: skip


def words_of(text: str) -> dict[str, str]:
    """A text of ours as the label of a field."""
    return {language: catalogue(language).gettext(text) for language in NAMES}


routes = [show_choices, show_form, begin]
