"""The duty roster: two weeks by day and place, gaps in words, shifts, and where people are reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.duty import board, contacts, members, roster
from cases.duty.board import Board
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.vault.post import post_key
from cases.viewer import Officer
from web.admin.duty_forms import contact_fields, shift_fields, shifts_of
from web.admin.places import draw
from web.i18n import N_, label
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, redirect
from web.security import Access
from workflows.fields import Problem, parse

DONE = {
    "shift": N_("The roster is saved"),
    "removed": N_("The shift is off the roster"),
    "contact": N_("The contact is saved and sealed"),
    "members": N_("Everybody on the roster can open urgent cases now"),
}
CHANNEL_WORDS = {"email": N_("e-mail"), "sms": N_("SMS"), "voice": N_("call")}
NO_PROBLEMS: Mapping[str, Problem] = {}


@get("/admin/duty", access=Access.OVERSIGHT, sync_to_thread=True)
def show_roster(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Who is on duty in the coming days."""
    done = done_words(request, DONE)
    shown = database.read(board.open_board, pack=pack, viewer=viewer, at=now)
    return draw_roster(request, shown, pack, settings=settings, viewer=viewer, done=done)


@post("/admin/duty/shifts", access=Access.OVERSIGHT, sync_to_thread=True)
def add_shifts(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Put somebody on the roster, for one day or several in a row."""
    open_page(request)
    shown = database.read(board.open_board, pack=pack, viewer=viewer, at=now)
    wanted, problems = shifts_of(parse(shift_fields(pack, shown.colleagues), form.raw), pack)
    try:
        if problems:
            raise InvalidAnswers(problems)  # noqa: TRY301 - bad hours and what the roster refuses are shown alike
        database.write(roster.add_shifts, wanted, pack=pack, pinned=secrets.pinned, viewer=viewer, at=now)
    except InvalidAnswers as invalid:
        return draw_roster(request, shown, pack, settings=settings, viewer=viewer, shift=(form.raw, invalid.problems))
    return redirect(request, "/admin/duty", query={"done": "shift"})


@post("/admin/duty/removal", access=Access.OVERSIGHT, sync_to_thread=True)
def remove_shift(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Take a shift off the roster; pressing twice does no more than pressing once."""
    shift = form.one("shift")
    if shift.isascii() and shift.isdecimal() and len(shift) < 20:
        database.write(roster.remove_shift, int(shift), viewer=viewer, at=now)
    return redirect(request, "/admin/duty", query={"done": "removed"})


@post("/admin/duty/contacts", access=Access.OVERSIGHT, sync_to_thread=True)
def change_contact(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Say where somebody is reached; nobody reads it on a page again."""
    try:
        database.write(
            contacts.change_contact, form.one("officer"), email=form.one("email"), phone=form.one("phone"),
            public=post_key(secrets.pepper).public, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        shown = database.read(board.open_board, pack=pack, viewer=viewer, at=now)
        return draw_roster(request, shown, pack, settings=settings, viewer=viewer, contact=(form.raw, invalid.problems))
    return redirect(request, "/admin/duty", query={"done": "contact"})


@post("/admin/duty/members", access=Access.OVERSIGHT, sync_to_thread=True)
def let_in(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Give the duty desk's key to everybody on the roster: only somebody who holds it can."""
    database.write(members.let_all_in, pack=pack, pinned=secrets.pinned, viewer=viewer, at=now)
    return redirect(request, "/admin/duty", query={"done": "members"})


def draw_roster(
    request: Request,  # type: ignore[type-arg]
    shown: Board,
    pack: Pack,
    *,
    settings: Settings,
    viewer: Officer,
    shift: tuple[Mapping[str, Any], Mapping[str, Problem]] = ({}, NO_PROBLEMS),
    contact: tuple[Mapping[str, Any], Mapping[str, Problem]] = ({}, NO_PROBLEMS),
    done: str | None = None,
) -> Page:
    """The page; after a form that could not be taken with what was typed beside what is wrong with it."""
    open_page(request)
    return draw(
        request,
        viewer,
        "duty.html",
        status=422 if shift[1] or contact[1] else 200,
        board=shown,
        pack=pack,
        place_words={place: label(words) for place, words in pack.duty.places.items()},
        channel_words=CHANNEL_WORDS,
        shift_fields=shift_fields(pack, shown.colleagues),
        shift=shift,
        contact_fields=contact_fields(pack, shown.colleagues),
        contact=contact,
        problems=shift[1] or contact[1],
        silent=not settings.smtp and not settings.gateway,
        done=done,
    )


routes = [show_roster, add_shifts, remove_shift, change_contact, let_in]
