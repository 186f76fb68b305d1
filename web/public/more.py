"""Add more: the questions that could wait, asked by track after the code was given; each page is kept at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases import mailbox
from cases.database import Database
from cases.mailbox import MailboxView
from cases.packs.jurisdiction import Pack
from cases.viewer import Complainant
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.public import walking
from web.public.mailbox import CLOSED, Raw, act_key
from web.public.walking import Way
from web.security import Access
from workflows import questionnaire
from workflows.calendars import local_day
from workflows.facts import Value
from workflows.fields import Field, doubtful


@get("/mailbox/more", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def first(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Page:
    """To the first page that this track asks; back to the mailbox when it asks nothing more."""
    view = database.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=now)
    way = look(pack, view, {}, now)
    if way is None or not way.pages:
        return redirect(request, "/mailbox/read")
    return redirect(request, f"/mailbox/more/{way.pages[0].name}")


@get("/mailbox/more/{name:str}", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Page:
    view = database.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=now)
    way = look(pack, view, {}, now)
    here = way.find(name) if way else None
    if way is None or here is None:
        return redirect(request, "/mailbox/read")
    return draw(request, way, here)


@post("/mailbox/more/{name:str}", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def add(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Keep the page's answers and go on to the next; a page left empty is passed over."""
    view = database.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=now)
    way = look(pack, view, form.raw, now)
    here = way.find(name) if way else None
    if way is None or here is None:
        raise NotFoundException
    problems = way.problems(here) | walking.unexpected(form.raw, here)
    if problems:
        return draw(request, way, here, form.raw, problems)
    if walking.reveals(form.raw, way.questions(here)):
        return draw(request, way, here, form.raw)
    doubts = doubtful(way.questions(here), way.answered.answers)
    if any(str(way.answered.answers[one.name]) not in form.all(walking.SURE) for one in doubts):
        return draw(request, way, here, form.raw, doubts=doubts)
    form_of_track = pack.add_more(view.track)
    if way.answered.answers and form_of_track is not None:
        typed = {one: values for one, values in form.raw.items() if one in walking.names_on(here)}
        database.write(
            mailbox.add_answers, form_of_track.name, typed, pack=pack, key=act_key(form), viewer=viewer, at=now
        )
    following = way.after(name)
    if following is None:
        return redirect(request, "/mailbox/read", query={"done": "more"})
    return redirect(request, f"/mailbox/more/{following.name}")


def look(pack: Pack, view: MailboxView, raw: Raw, now: datetime) -> Way | None:
    """The way through this track's questions as the case's facts lead it; None when the track asks nothing more."""
    form = pack.add_more(view.track)
    if form is None:
        return None
    known: Mapping[str, Value] = view.facts
    return walking.look(form, raw, pack=pack, today=local_day(pack.calendar, now), known=known)


def draw(
    request: Request,  # type: ignore[type-arg]
    way: Way,
    here: questionnaire.Page,
    raw: Raw | None = None,
    problems: walking.Problems | None = None,
    *,
    doubts: Sequence[Field] = (),
) -> Page:
    before = way.before(here.name)
    return page(
        request,
        "public/more.html",
        status=422 if problems else 200,
        neutral=True,
        here=here,
        fields=way.questions(here),
        raw=raw or {},
        problems=dict(problems or {}),
        doubts=[(one, str(way.answered.answers[one.name])) for one in doubts],
        back=f"/mailbox/more/{before.name}" if before else "/mailbox/read",
        step=way.step(here.name),
        steps=len(way.pages),
    )


routes = [first, show, add]
