"""Make a case part of a larger one, or take it out again."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.related import families
from cases.viewer import Officer
from web.desk.boxes import asked
from web.i18n import N_
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access
from workflows.fields import Field, FieldKind

PATH = "/desk/cases/{reference:str}/parent"


@get(PATH, access=Access.CASEWORK, sync_to_thread=True)
def show_parent(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
) -> Page:
    parent = database.read(families.parent_of, reference, viewer=viewer)
    return page(
        request, "desk/parent.html", reference=reference, field=field(), typed={"parent": [parent or ""]}, problems={}
    )


@post(PATH, access=Access.CASEWORK, sync_to_thread=True)
def set_parent(
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
        save(database, reference, form, pack=pack, viewer=viewer, now=now)
    except InvalidAnswers as invalid:
        return page(
            request, "desk/parent.html", status=422, reference=reference, field=field(), typed=form.raw,
            problems=invalid.problems,
        )  # fmt: skip
    return redirect(request, f"/desk/cases/{reference}")


def save(database: Database, reference: str, form: Form, *, pack: Pack, viewer: Officer, now: datetime) -> None:
    """Raises: CaseNotFound, NotAllowed, InvalidAnswers."""
    database.read(families.parent_of, reference, viewer=viewer)
    database.write(
        families.set_parent, reference, form.one("parent"), key=form.submission.hex(), pack=pack, viewer=viewer, at=now
    )


def field() -> Field:
    """The one question."""
    return asked(
        "parent", FieldKind.CASE, N_("Number of the larger case"), required=False, hint=N_("Empty takes it out again.")
    )


routes = [show_parent, set_parent]
