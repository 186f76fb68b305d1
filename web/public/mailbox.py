"""The mailbox: opened with the code alone; status, letters, messages, and what the complainant may do now."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ExceptionHandlersMap

from cases import mailbox
from cases.acts import acting
from cases.database import Database
from cases.errors import CodeUnchanged, CodeUnknown, InvalidAnswers, SignedOut
from cases.groups.reading import columns_of
from cases.mailbox import MailboxAct, MailboxView
from cases.mailbox.page import read_page
from cases.secrets_folder import Secrets
from cases.viewer import Complainant
from web.i18n import N_, gettext
from web.kit.cookies import drop_mailbox_cookie, mailbox_cookie, set_mailbox_cookie
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, page, redirect
from web.kit.slowing import note_wrong, wait_at
from web.kit.waiting_room import MAILBOX
from web.public import returning
from web.public.box import choices_of, is_awaited, kinds_of_remedies, moment_words, post_of, unopened_words
from web.public.offices import office_words
from web.public.reentry import ask_change, ask_code, kept_of
from web.security import CODE, Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Problem

LONGEST_ECHO = 200
"""How much of a wrong code comes back into its field: any real one is far shorter."""
DONE = {
    "message": N_("Your message is with us"),
    "act": N_("Your answer is with us"),
    "code": N_("Only your new code opens this mailbox now"),
    "more": N_("What you added is with us"),
}
Raw = Mapping[str, list[str]]
CLOSED: ExceptionHandlersMap = {SignedOut: ask_code, CodeUnchanged: ask_change}


@get("/mailbox", access=Access.ANYONE, sync_to_thread=True)
def show_door(request: Request, secrets: NamedDependency[Secrets], now: NamedDependency[datetime]) -> Page:  # type: ignore[type-arg]
    """One field for the code; straight on when the mailbox is open in this browser."""
    cookie = mailbox_cookie(request)
    try:
        if cookie is not None:
            mailbox.resume(cookie, secrets=secrets, at=now)
            return redirect(request, "/mailbox/read")
    except SignedOut:
        pass
    return draw_door(request)


@post("/mailbox", access=Access.ANYONE)
async def enter(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Open the mailbox, in the waiting room's time."""
    work = partial(let_in, request, database=database, secrets=secrets, form=form, now=now)
    return await wait_at("code", MAILBOX, request, work)


def let_in(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    secrets: Secrets,
    form: Form,
    now: datetime,
) -> Page:
    """Open the mailbox. A wrong code and one that never was get the same calm answer."""
    typed, kept, asked = form.one("code"), kept_of(form.raw), form.one("next")
    try:
        keys = mailbox.keys_of(typed, secrets=secrets)
        came_back = returning.bring_back(request, database, keys, kept, asked, now=now)
        if came_back is not None:
            return came_back
        cookie = mailbox.enter_with(database, keys, secrets=secrets, at=now)
    except CodeUnknown:
        note_wrong(request, database, "code")
        return draw_door(request, typed=typed, kept=kept, goes_to=returning.known_path(asked), wrong=True)
    kept, goes_to = returning.as_message(kept, asked)
    viewer = mailbox.resume(cookie, secrets=secrets, at=now)
    if not viewer.must_change:
        database.write(mailbox.mark_told, viewer=viewer, at=now)
    goes_to = CODE if viewer.must_change else goes_to
    response = (
        page(request, "public/again.html", neutral=True, kept=kept, goes_to=goes_to)
        if kept and not viewer.must_change
        else redirect(request, goes_to)
    )
    set_mailbox_cookie(response, request, cookie)
    return response


def draw_door(
    request: Request,  # type: ignore[type-arg]
    *,
    typed: str = "",
    kept: Raw | None = None,
    goes_to: str = "",
    wrong: bool = False,
) -> Page:
    return page(
        request,
        "public/door.html",
        status=422 if wrong else 200,
        neutral=True,
        typed=typed[:LONGEST_ECHO],
        kept=kept or {},
        goes_to=goes_to,
        wrong=wrong,
        problems={"code": "wrong"} if wrong else {},
        closed=False,
    )


@get("/mailbox/read", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def read(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Page:
    """Where the complaint stands, and everything that was written both ways."""
    found = database.read(read_page, pack=pack, viewer=viewer, at=now)
    view = found.view
    open_page(request)
    return page(
        request,
        "public/mailbox.html",
        neutral=True,
        view=view,
        unit=office_words(pack.units[view.unit]),
        phone=pack.units[view.unit].phone,
        kinds=kinds_of_remedies(pack),
        choices=choices_of(view, pack),
        awaited=is_awaited(view, pack),
        post=post_of(view),
        received=moment_words(view.received_at, pack),
        unopened=unopened_words(view, pack),
        files=found.files,
        limits=found.limits,
        can_add=pack.add_more(view.track) is not None,
        takes_lists=bool(columns_of(pack)),
        done=done_words(request, DONE),
    )


@get("/mailbox/message", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show_message(request: Request) -> Page:  # type: ignore[type-arg]
    """One field to write to us."""
    return draw_message(request)


@post("/mailbox/message", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def write_message(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    try:
        database.write(mailbox.write_message, form.one("text"), pack=pack, key=act_key(form), viewer=viewer, at=now)
    except InvalidAnswers as error:
        return draw_message(request, form.raw, error.problems)
    return redirect(request, "/mailbox/read", query={"done": "message"})


def draw_message(request: Request, raw: Raw | None = None, problems: Mapping[str, Problem] | None = None) -> Page:  # type: ignore[type-arg]
    language = open_page(request).language
    field = Field(
        name="text",
        kind=FieldKind.LONG_TEXT,
        secrecy=Secrecy.SEALED,
        label={language: gettext("Your message")},
        hint={language: gettext("Only the people who work on your complaint can read it.")},
        required=True,
        rows=8,
    )
    return page(
        request,
        "public/message.html",
        status=422 if problems else 200,
        neutral=True,
        field=field,
        raw=raw or {},
        problems=dict(problems or {}),
    )


@get("/mailbox/acts/{number:str}/{act:str}", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show_act(
    request: Request,  # type: ignore[type-arg]
    *,
    number: FromPath[str],
    act: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Page:
    """One thing that the complainant may do, on a page of its own; back to the mailbox when it is no longer open."""
    view = database.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=now)
    offered = find_act(view, number, act)
    if offered is None:
        return redirect(request, "/mailbox/read")
    return draw_act(request, view, offered)


@post("/mailbox/acts/{number:str}/{act:str}", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def do_act(
    request: Request,  # type: ignore[type-arg]
    *,
    number: FromPath[str],
    act: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    view = database.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=now)
    try:
        database.write(
            acting.record_act, view.reference, proceeding_number(number), act, form.raw,
            pack=pack, key=act_key(form), version=None, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as error:
        offered = find_act(view, number, act)
        if offered is None:
            raise
        return draw_act(request, view, offered, form.raw, error.problems)
    return redirect(request, "/mailbox/read", query={"done": "act"})


def find_act(view: MailboxView, number: str, act: str) -> MailboxAct | None:
    return next((one for one in view.acts if str(one.number) == number and one.offer.act == act), None)


def draw_act(
    request: Request,  # type: ignore[type-arg]
    view: MailboxView,
    offered: MailboxAct,
    raw: Raw | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> Page:
    question = next((one for one in reversed(view.messages) if one.sender == "institution"), None)
    return page(
        request,
        "public/act.html",
        status=422 if problems else 200,
        neutral=True,
        offered=offered,
        question=question if offered.number == acting.MAIN else None,
        raw=raw or {},
        problems=dict(problems or {}),
    )


def proceeding_number(text: str) -> int:
    """A proceeding's number; 0, which none has, for what is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def act_key(form: Form) -> str:
    """The key by which a form that comes twice is done once. Raises: FormUnreadable for a form without one."""
    return f"mailbox:{form.submission.hex()}"


@post("/mailbox/close", access=Access.ANYONE, sync_to_thread=True)
def close(request: Request, form: NamedDependency[Form]) -> Page:  # type: ignore[type-arg]
    """Close the mailbox in this browser."""
    response = redirect(request, "/mailbox")
    drop_mailbox_cookie(response, request)
    return response


routes = [show_door, enter, read, show_message, write_message, show_act, do_act, close]
