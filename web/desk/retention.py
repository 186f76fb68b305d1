"""What is due to be shredded: proposed by one, confirmed by another, stopped by an order to keep it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import BadReference, CaseNotFound, InvalidAnswers, ShredRefused
from cases.packs.jurisdiction import Pack
from cases.references import parse_reference
from cases.retention import carrying_out, deciding, listing
from cases.viewer import Officer
from web.i18n import N_, gettext
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, done_words, open_page, page, redirect
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem

PATH = "/desk/retention"
DONE = {
    "proposed": N_("Proposed. Somebody else has to confirm it."),
    "shredded": N_("Shredded. Nothing of it can be read any more, also in copies and backups."),
    "refused": N_("Taken off the list"),
    "held": N_("Kept until it is released"),
    "released": N_("Released"),
}
REFUSED = {
    "held": N_("It is held: release it first."),
    "not_due": N_("Its time is not over, or something still runs on it."),
    "proposed": N_("Somebody has proposed it already."),
    "not_proposed": N_("Nobody proposes it any more."),
    "same_person": N_("Who proposed it cannot confirm it: a second person has to."),
}


@get(PATH, access=Access.DECIDING, sync_to_thread=True)
def show_list(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """What is due, what waits for a second person, and what is held."""
    return draw(
        request,
        database,
        pack,
        viewer,
        now,
        done=done_words(request, DONE),
        refused=REFUSED.get(request.query_params.get("refused", "")),
    )


@post(f"{PATH}/{{reference:str}}/propose", access=Access.DECIDING, sync_to_thread=True)
def propose(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The first of four eyes."""
    return decide(
        request,
        "proposed",
        lambda: database.write(
            deciding.propose, reference, form.one("reason"), pack=pack, key=act_key(form), viewer=viewer, at=now
        ),
    )


@post(f"{PATH}/{{reference:str}}/confirm", access=Access.DECIDING, sync_to_thread=True)
def confirm(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    store: GivenStore,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The second yes, and the shredding itself."""

    def shred() -> None:
        database.write(deciding.confirm, reference, pack=pack, key=act_key(form), viewer=viewer, at=now)
        carrying_out.finish(database, at=now, store=store)

    return decide(request, "shredded", shred)


@post(f"{PATH}/{{reference:str}}/refuse", access=Access.DECIDING, sync_to_thread=True)
def refuse(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Take a proposal off the list."""
    return decide(
        request, "refused", lambda: database.write(deciding.refuse, reference, key=act_key(form), viewer=viewer, at=now)
    )


@post(f"{PATH}/holds", access=Access.DECIDING, sync_to_thread=True)
def hold(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Keep a case, by its number."""
    problems = {}
    try:
        reference = parse_reference(form.one("reference"))
        database.write(
            deciding.hold, reference, form.one("reason"), pack=pack, key=act_key(form), viewer=viewer, at=now
        )
    except InvalidAnswers as invalid:
        problems = dict(invalid.problems)
    except (BadReference, CaseNotFound):
        problems = {"reference": Problem("unknown_case", {})}
    if problems:
        return draw(request, database, pack, viewer, now, raw=form.raw, problems=problems)
    return redirect(request, PATH, query={"done": "held"})


@post(f"{PATH}/{{reference:str}}/release", access=Access.DECIDING, sync_to_thread=True)
def release(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Let a held case go its way again."""
    return decide(
        request,
        "released",
        lambda: database.write(deciding.release, reference, key=act_key(form), viewer=viewer, at=now),
    )


def decide(request: Request, done: str, work: Callable[[], None]) -> Page:  # type: ignore[type-arg]
    """Do it and go back to the list with what came of it."""
    try:
        work()
    except ShredRefused as refused:
        return redirect(request, PATH, query={"refused": refused.reason})
    except InvalidAnswers:
        return redirect(request, PATH)
    return redirect(request, PATH, query={"done": done})


def act_key(form: Form) -> str:
    """The key by which a form that comes twice is done once. Raises: FormUnreadable for a form without one."""
    return f"retention:{form.submission.hex()}"


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    **shown: Any,
) -> Page:
    """The page; after a form that could not be taken with what was typed beside what is wrong with it."""
    open_page(request)
    problems = shown.get("problems", {})
    return page(
        request,
        "desk/retention.html",
        status=422 if problems else 200,
        found=database.read(listing.list_retention, pack=pack, viewer=viewer, at=now),
        fields=hold_fields(pack),
        tracks=pack.taxonomies["tracks"].labels,
        units=pack.units,
        plan=pack.retention,
        path=PATH,
        **{"done": None, "refused": None, "raw": {}, "problems": {}, **shown},
    )


def hold_fields(pack: Pack) -> tuple[Field, ...]:
    """What is asked to keep a case; the words of this page alone stand under every language."""

    def said(words: str) -> dict[str, str]:
        return dict.fromkeys(pack.languages, words)

    options = tuple(Option(value=code, label=words) for code, words in pack.retention.hold.items())
    return (
        Field(
            name="reference", kind=FieldKind.TEXT, secrecy=Secrecy.ROUTING, label=said(gettext("Number of the case")),
            hint={}, required=True, limit=20,
        ),
        Field(
            name="reason", kind=FieldKind.CHOICE, secrecy=Secrecy.ROUTING, label=said(gettext("Why it must stay")), hint={},
            required=True, options=options,
        ),
    )  # fmt: skip


routes = [show_list, propose, confirm, refuse, hold, release]
