"""A body that was asked: its link, made and shown once, and every version of its answer with date and source."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases import casefile
from cases.bodies import links, viewing
from cases.database import Database
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.waiting_room import BODIES
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Problem

PLACE = "/desk/cases/{reference:str}/bodies/{number:int}"
TEXT, TEXT_HINT = (
    N_("What the body is to see"),
    N_("Only what it needs. It sees these words and nothing else of the case."),
)
ADDRESS = N_("E-mail of the body for reminders")
ADDRESS_HINT = N_("A reminder says only that a request waits. Without an address nobody is reminded.")
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
    return page(
        request,
        "desk/body.html",
        status=422 if problems else 200,
        case=case,
        proceeding=proceeding,
        state=state,
        versions=viewing.exchange(case, number, state, plan),
        fields=fields_of(with_address=state.link is None),
        typed=typed or {"text": [viewing.suggested(case, number, plan)]},
        problems=dict(problems),
        sources=SOURCES,
        done=request.query_params.get("done", ""),
    )


def fields_of(*, with_address: bool) -> list[Field]:
    text = Field(
        name="text", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(TEXT), hint=words_of(TEXT_HINT),
        required=True, limit=links.LONGEST, rows=8,
    )  # fmt: skip
    address = Field(
        name="address", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(ADDRESS), hint=words_of(ADDRESS_HINT),
        limit=links.LONGEST_ADDRESS,
    )  # fmt: skip
    return [text, address] if with_address else [text]


routes = [show_body, issue_link, write_more, withdraw]
