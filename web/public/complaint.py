"""The complaint form: one page of the questionnaire at a time, each kept under the visitor's cookie at once."""

import re
from datetime import datetime, timedelta

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.database import Database
from cases.defences.sources import Source
from cases.errors import DraftGone
from cases.filing import drafts
from cases.filing.answers import Raw
from cases.filing.held import DRAFT_LASTS
from cases.packs.jurisdiction import Pack
from cases.viewer import Nobody
from web.kit.cookies import form_secret
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.sources import source_of
from web.public import walking
from web.public.gone import GONE, is_written
from web.public.places import SHARED, at_both, form_path, is_quiet, is_shared
from web.public.recordings import recordings_of
from web.public.walking import CORE, Way
from web.security import Access
from workflows import questionnaire
from workflows.calendars import local_day

SHARED_LASTS = timedelta(minutes=30)
"""A draft on such a phone is soon closed to whoever takes it up next."""

LATER = "later"
"""The page that gives a form its code; a page's button leads there after its answers are kept."""


@at_both(get, "", access=Access.ANYONE, sync_to_thread=True)
def show_first(request: Request, pack: GivenPack, now: NamedDependency[datetime]) -> Page:  # type: ignore[type-arg]
    """The first page. Nothing is kept yet."""
    way = look(pack, {}, now)
    return draw(request, pack, way, way.pages[0])


@at_both(post, "", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def begin(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    way = look(pack, form.raw, now)
    first = way.pages[0]
    problems = way.problems(first) | walking.unexpected(form.raw, first)
    if problems:
        return draw(request, pack, way, first, raw=form.raw, problems=problems)
    if walking.reveals(form.raw, way.questions(first)):
        return draw(request, pack, way, first, raw=form.raw)
    typed = {name: values for name, values in form.raw.items() if name in walking.names_on(first)}
    typed |= {SHARED: ["yes"]} if is_quiet(request) else {}
    lasting = SHARED_LASTS if is_shared(typed) else DRAFT_LASTS
    draft = database.write(
        drafts.begin, typed, form_secret(request), source=source_of(request), lasting=lasting, viewer=viewer, at=now
    )
    return onwards(request, way, first, draft)


@at_both(get, "/{draft:str}/{name:str}", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def show(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    name: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    now: NamedDependency[datetime],
) -> Page:
    """One page with what was typed on it before. After sending, its address leads to the receipt."""
    held = held_id(draft)
    kept = open_draft(request, database, held, viewer=viewer, at=now)
    if kept is None:
        return redirect(request, form_path(request, f"/sent/{held}"))
    way = look(pack, kept.raw, now)
    here = way.find(name)
    if here is None:
        return elsewhere(request, pack, way, name, held)
    problems = way.problems(here) if "again" in request.query_params else {}
    return draw(request, pack, way, here, raw=kept.raw, problems=problems, held=held)


@at_both(post, "/{draft:str}/{name:str}", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def answer(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    name: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Keep the page's answers, right or wrong, and go on or show what is wrong."""
    held, secret = held_id(draft), form_secret(request)
    kept = open_draft(request, database, held, viewer=viewer, at=now)
    if kept is None:  # Back after sending, or another tab: the complaint is there once, and what is new can follow it
        return draw_sent_already(request, held, form)
    here = next((one for one in pack.questionnaires[CORE].pages if one.name == name), None)
    if here is None:
        raise NotFoundException
    names = walking.names_on(here)
    typed = {one: values for one, values in kept.raw.items() if one not in names} | {
        one: values for one, values in form.raw.items() if one in names
    }
    lasting = SHARED_LASTS if is_shared(typed) else DRAFT_LASTS
    database.write_own(drafts.keep_page, held, names, form.raw, secret, lasting=lasting, viewer=viewer, at=now)
    if form.one(walking.THEN) == LATER:
        return redirect(request, form_path(request, f"/{held}/{LATER}"))
    way = look(pack, typed, now)
    if way.find(name) is None:
        return elsewhere(request, pack, way, name, held)
    problems = way.problems(here) | walking.unexpected(form.raw, here)
    if problems or walking.reveals(form.raw, way.questions(here)):
        return draw(request, pack, way, here, raw=typed, problems=problems, held=held)
    return onwards(request, way, here, held)


def open_draft(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    held: int,
    *,
    viewer: Nobody,
    at: datetime,
) -> drafts.Draft | None:
    """The draft as it stands; None where it was sent and this browser holds its receipt. Raises: DraftGone."""
    secret = form_secret(request)
    try:
        return database.read(drafts.read_draft, held, secret, viewer=viewer, at=at)
    except DraftGone:
        database.read(drafts.read_receipt, held, secret, viewer=viewer, at=at)
        return None


def look(pack: Pack, raw: Raw, now: datetime) -> Way:
    return walking.look(pack.questionnaires[CORE], raw, pack=pack, today=local_day(pack.calendar, now))


def onwards(request: Request, way: Way, here: questionnaire.Page, held: int) -> Page:  # type: ignore[type-arg]
    """To the next page; to the check page after the last one, or where its "change" brought the person here."""
    following = way.after(here.name)
    changing = request.query_params.get("from") == "check"
    name = "check" if following is None or changing else following.name
    return redirect(request, form_path(request, f"/{held}/{name}", way.raw))


def elsewhere(request: Request, pack: Pack, way: Way, name: str, held: int) -> Page:  # type: ignore[type-arg]
    """From a page that these answers do not lead to, on to the first unfinished one. Raises: NotFoundException."""
    if all(one.name != name for one in pack.questionnaires[CORE].pages):
        raise NotFoundException
    following = way.unfinished
    return redirect(request, form_path(request, f"/{held}/{following.name if following else 'check'}"))


def draw(
    request: Request,  # type: ignore[type-arg]
    pack: Pack,
    way: Way,
    here: questionnaire.Page,
    *,
    raw: Raw | None = None,
    problems: walking.Problems | None = None,
    held: int | None = None,
) -> Page:
    """One page of the form. *held*: the draft, once there is one."""
    before = way.before(here.name)
    back = "/" if before is None else form_path(request, f"/{held}/{before.name}", raw)
    if held is not None and request.query_params.get("from") == "check":
        back = form_path(request, f"/{held}/check", raw)
    typed = raw or {}
    return page(
        request,
        "public/question.html",
        status=422 if problems else 200,
        neutral=is_shared(typed) or is_quiet(request),
        here=here,
        fields=way.questions(here),
        raw=typed,
        problems=dict(problems or {}),
        back=back,
        held=held,
        step=way.step(here.name),
        steps=len(way.pages) + 1,
        urgent=way.is_urgent(pack),
        played=recordings_of(request, here.name),
        back_again="back" in request.query_params,
    )


def draw_sent_already(request: Request, held: int, form: Form) -> Page:  # type: ignore[type-arg]
    """A page of a form that was sent meanwhile came once more: what was written on it can go along as a message."""
    return page(
        request,
        "public/already.html",
        status=409,
        neutral=True,
        held=held,
        words="\n\n".join(own_words(form.raw)),
    )


def take_up(
    database: Database, pack: Pack, form: Form, secret: bytes, *, source: Source, viewer: Nobody, at: datetime
) -> int:
    """Begin a form with all that was typed; gives the draft's id."""
    known = walking.names_of(pack.questionnaires[CORE])
    typed = {name: values for name, values in form.raw.items() if name in known}
    return database.write_own(drafts.begin, typed, secret, source=source, viewer=viewer, at=at)


def own_words(raw: Raw) -> list[str]:
    """What was written, without what was only chosen."""
    return [text.strip() for values in raw.values() for text in values if is_written(text)]


def held_id(text: str) -> int:
    """The draft or receipt that an address names. Raises: DraftGone for what cannot be one."""
    if not re.fullmatch(r"[1-9][0-9]{0,18}", text, re.ASCII) or int(text) >= 2**63:
        raise DraftGone
    return int(text)


routes = [*show_first, *begin, *show, *answer]
