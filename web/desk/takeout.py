"""Everything about one complainant, taken out by a member of the circle for somebody who asked in person or by letter."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from cases.database import Database
from cases.exporting.gathering import count_complaints, gather_for
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.kit.downloads import send_unmeasured
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, open_page, page
from web.kit.takeout import pack_everything
from web.security import Access

PATH = "/desk/cases/{reference:str}/everything"


@get(PATH, access=Access.CASEWORK, sync_to_thread=True)
def show_offer(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
) -> Page:
    """Whom it may be given to, and that it is written down."""
    count = database.read(count_complaints, reference, viewer=viewer)
    return page(request, "desk/everything.html", reference=reference, count=count)


@post(PATH + "/{number:int}", access=Access.CASEWORK, sync_to_thread=True)
def give(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    store: GivenStore,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Stream:
    language = open_page(request).language
    complainant, everything = database.write(gather_for, reference, number, language, pack=pack, viewer=viewer, at=now)
    pieces = pack_everything(
        everything, pack=pack, secrets=secrets, database=database, store=store, viewer=complainant, at=now
    )
    return send_unmeasured(pieces, name=f"{reference}-{number}.zip", media="application/zip")


routes = [show_offer, give]
