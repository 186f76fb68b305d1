"""Views of the queue that are kept: one's own, and the unit's."""

from datetime import datetime

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from cases.worklist import views
from cases.worklist.listing import Asked
from web.desk.asking import asked_as_query, read_asked, read_columns
from web.desk.chosen import one_of_each
from web.desk.words import COLUMN_WORDS, SORT_WORDS, TAB_WORDS, URGENCIES, filter_choices
from web.i18n import gettext, label
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, redirect
from web.kit.registers import entry_name
from web.security import Access


@post("/desk/views", access=Access.CASEWORK, sync_to_thread=True)
def save(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    asked, columns = read_asked(one_of_each(form), pack, viewer), read_columns(one_of_each(form), viewer)
    database.write(views.save_view, asked, columns, shared=form.one("whose") == "unit", viewer=viewer, at=now)
    return redirect(request, "/desk", query={**asked_as_query(asked, columns), "view": "saved"})


@post("/desk/views/{view:int}/removal", access=Access.CASEWORK, sync_to_thread=True)
def remove(
    request: Request,  # type: ignore[type-arg]
    *,
    view: FromPath[int],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
) -> Page:
    database.write(views.drop_view, view, viewer=viewer)
    return redirect(request, "/desk", query={"view": "removed"})


def view_words(asked: Asked, columns: str, pack: Pack) -> str:
    """What a view is called: what it shows, in the language of the page."""
    choices = filter_choices(pack)
    parts = [gettext(TAB_WORDS[asked.tab])]
    parts += [
        label(choices[name][value]) for name in ("track", "stage") if (value := getattr(asked, name)) in choices[name]
    ]
    if asked.urgency is not None and str(asked.urgency) in URGENCIES:
        parts.append(gettext(URGENCIES[str(asked.urgency)]))
    if asked.facility is not None:
        parts.append(entry_name(asked.facility, "facilities"))
    if asked.handler_id is not None:
        parts.append(gettext("of one handler"))
    if asked.sort != "queue":
        parts.append(gettext(SORT_WORDS[asked.sort]))
    return " · ".join([*parts, gettext(COLUMN_WORDS[columns])])


routes = [save, remove]
