"""A body that was asked: its link, made and shown once, and every version of its answer with date and source."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases import casefile
from cases.bodies import links, viewing
from cases.bodies.giving import Chosen, give_file
from cases.database import Database
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.viewer import Officer
from web.desk.body_fields import file_fields, request_fields
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, page, redirect
from web.kit.waiting_room import BODIES
from web.security import Access
from workflows.fields import Problem

PLACE = "/desk/cases/{reference:str}/bodies/{number:int}"
SOURCES: Mapping[str, str] = {
    "body": N_("The body itself, through its link"),
    "paper": N_("The body, on paper; entered by %(name)s"),
    "us": N_("We: %(name)s"),
    "complainant": N_("The complainant"),
    "system": N_("automatically"),
}


@get(PLACE, access=Access.CASEWORK, sync_to_thread=True)
def show_body(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    return draw(request, reference, number, database=database, pack=pack, viewer=viewer, now=now)


@post(PLACE, access=Access.CASEWORK)
async def issue_link(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    settings: NamedDependency[Settings],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Make a link, in the waiting room's time: its PIN is stretched."""
    work = partial(
        give_link, request, reference, number, database=database, secrets=secrets, settings=settings, pack=pack,
        viewer=viewer, form=form, now=now,
    )  # fmt: skip
    return await BODIES.wait_turn(work)


def give_link(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    number: int,
    *,
    database: Database,
    secrets: Secrets,
    settings: Settings,
    pack: Pack,
    viewer: Officer,
    form: Form,
    now: datetime,
) -> Page:
    """Link and PIN, on the answer to the form: they are kept nowhere that a redirect could show them from."""
    try:
        made = links.issue_link(
            database, reference, number, form.one("text"), form.one("address"), key=form.submission.hex(), pack=pack,
            secrets=secrets, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        return draw(
            request, reference, number, database=database, pack=pack, viewer=viewer, now=now, typed=form.raw,
            problems=invalid.problems,
        )  # fmt: skip
    outside = (settings.address or str(request.base_url)).rstrip("/")
    return page(
        request, "desk/body_link.html", reference=reference, number=number, link=f"{outside}/respond/{made.token}",
        pin=made.pin_groups,
    )  # fmt: skip


@post(f"{PLACE}/words", access=Access.CASEWORK, sync_to_thread=True)
def write_more(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Add to what the body sees behind the link that it has."""
    try:
        database.write(
            links.write_to_body,
            reference,
            number,
            form.one("text"),
            key=form.submission.hex(),
            pack=pack,
            viewer=viewer,
            at=now,
        )
    except InvalidAnswers as invalid:
        return draw(
            request, reference, number, database=database, pack=pack, viewer=viewer, now=now, typed=form.raw,
            problems=invalid.problems,
        )  # fmt: skip
    return redirect(request, f"/desk/cases/{reference}/bodies/{number}", query={"done": "words"})


@post(f"{PLACE}/give", access=Access.CASEWORK, sync_to_thread=True)
def give(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    store: GivenStore,
    settings: NamedDependency[Settings],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Let the body open a file of the case behind the link that it has."""
    file = form.one("file")
    chosen = Chosen(int(file) if file.isdecimal() else None, form.one("title"), "yes" in form.all("looked"))
    try:
        give_file(
            database, store, reference, number, chosen, settings=settings, key=form.submission.hex(), pack=pack,
            viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        return draw(
            request, reference, number, database=database, pack=pack, viewer=viewer, now=now, typed=form.raw,
            problems=invalid.problems,
        )  # fmt: skip
    return redirect(request, f"/desk/cases/{reference}/bodies/{number}", query={"done": "file"})


@post(f"{PLACE}/withdraw", access=Access.CASEWORK, sync_to_thread=True)
def withdraw(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Close the link at once."""
    database.write(links.withdraw_link, reference, number, key=form.submission.hex(), pack=pack, viewer=viewer, at=now)
    return redirect(request, f"/desk/cases/{reference}/bodies/{number}", query={"done": "withdrawn"})


def draw(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    number: int,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    """The page; words that we wrote before stand in its form, for the officer to go through."""
    state = database.read(viewing.look_at_link, reference, number, pack=pack, viewer=viewer, at=now)
    if state is None:
        return redirect(request, f"/desk/cases/{reference}")
    # Through `write`: opening sealed words is written down.
    case = database.write(casefile.open_case, reference, pack=pack, viewer=viewer, at=now)
    proceeding = next(one for one in case.proceedings if one.number == number)
    plan = pack.bodies.pages[proceeding.procedure]
    files = viewing.givable(case, state)
    return page(
        request,
        "desk/body.html",
        status=422 if problems else 200,
        case=case,
        proceeding=proceeding,
        state=state,
        versions=viewing.exchange(case, number, state, plan),
        fields=request_fields(with_address=state.link is None),
        file_fields=file_fields(files),
        files=files,
        typed={"text": [viewing.suggested(case, number, plan)], "address": [state.email], **typed},
        problems=dict(problems),
        sources=SOURCES,
        done=request.query_params.get("done", ""),
    )


routes = [show_body, issue_link, write_more, give, withdraw]
