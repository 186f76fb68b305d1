"""Everything about one complainant, taken out by a member of the circle for somebody who asked in person or by letter."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from cases.database import Database
from cases.errors import BadRecipient
from cases.exporting.gathering import count_complaints, gather_for
from cases.exporting.sealing import read_recipient, seal_stream
from cases.offline.drawing import draw_case, stream_case
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.kit.downloads import send_unmeasured
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, open_page, page
from web.kit.takeout import pack_everything
from web.security import Access

PATH = "/desk/cases/{reference:str}/everything"
LONGEST_ECHO = 200


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
    return draw(request, reference, count)


def draw(request: Request, reference: str, count: int, *, typed: str = "", wrong: bool = False) -> Page:  # type: ignore[type-arg]
    return page(
        request,
        "desk/everything.html",
        status=422 if wrong else 200,
        reference=reference,
        count=count,
        typed=typed[:LONGEST_ECHO],
        problems={"to": "wrong"} if wrong else {},
    )


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
) -> Stream | Page:
    """The zip, or an age file of it where a key was typed; nothing is opened before that key is one."""
    language, typed = open_page(request).language, form.one("to").strip()
    try:
        to = read_recipient(typed) if typed else None
    except BadRecipient:
        count = database.read(count_complaints, reference, viewer=viewer)
        return draw(request, reference, count, typed=typed, wrong=True)
    complainant, everything = database.write(gather_for, reference, number, language, pack=pack, viewer=viewer, at=now)
    pieces = pack_everything(
        everything, pack=pack, secrets=secrets, database=database, store=store, viewer=complainant, at=now
    )
    name = f"{reference}-{number}.zip"
    if to is None:
        return send_unmeasured(pieces, name=name, media="application/zip")
    return send_unmeasured(seal_stream(pieces, to), name=f"{name}.age", media="application/octet-stream")


@post("/desk/cases/{reference:str}/sealed", access=Access.CASEWORK, sync_to_thread=True)
def give_sealed(
    reference: FromPath[str],
    *,
    database: NamedDependency[Database],
    store: GivenStore,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Stream:
    """The whole case as it is stored, for opening it without the program (`arasha open-offline`)."""
    drawn = database.write(draw_case, reference, viewer=viewer, at=now)
    return send_unmeasured(stream_case(drawn, store, at=now), name=f"{reference}-sealed.zip", media="application/zip")


routes = [show_offer, give, give_sealed]
