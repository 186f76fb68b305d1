"""Everything about the complainant, for themselves: as one file from their own mailbox."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.response import Stream

from cases.database import Database
from cases.exporting.gathering import gather
from cases.secrets_folder import Secrets
from cases.viewer import Complainant
from web.kit.downloads import send_unmeasured
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, open_page, page
from web.kit.takeout import pack_everything
from web.public.mailbox import CLOSED
from web.security import Access

PATH, FILE = "/mailbox/everything", "paper.zip"
"""Neutral, as the names of the slip and the proof are."""


@get(PATH, access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show_offer(request: Request) -> Page:  # type: ignore[type-arg]
    """What is in it, before anybody has it on their telephone."""
    return page(request, "public/everything.html", neutral=True)


@post(PATH, access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def give(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    store: GivenStore,
    viewer: NamedDependency[Complainant],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Stream:
    language = open_page(request).language
    everything = database.write(gather, language, pack=pack, viewer=viewer, at=now)
    pieces = pack_everything(
        everything, pack=pack, secrets=secrets, database=database, store=store, viewer=viewer, at=now
    )
    return send_unmeasured(pieces, name=FILE, media="application/zip")


routes = [show_offer, give]
