"""A new code for a complainant who lost theirs: after a check of who they are, shown once, to be handed over."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.mailbox import codes
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page
from web.kit.waiting_room import MAILBOX
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem

CHECK, CHECK_HINT = N_("How did you see that it is they?"), N_("It is noted in the journal, with your name.")
CHECKS = {
    "document": N_("They showed a document with the name that is in the complaint"),
    "in_person": N_("They came themselves and are known to us"),
    "known_voice": N_("We called them at the number that is in the complaint"),
}


@get("/desk/cases/{reference:str}/code", access=Access.CASEWORK, sync_to_thread=True)
def show_form(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
) -> Page:
    can = database.read(codes.can_issue, reference, viewer=viewer)
    return draw(request, reference, can=can)


@post("/desk/cases/{reference:str}/code", access=Access.CASEWORK)
async def issue_code(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """A new code for who lost theirs, in the waiting room's time: it is stretched."""
    work = partial(
        give_code, request, reference=reference, database=database, secrets=secrets, pack=pack, viewer=viewer,
        form=form, now=now,
    )  # fmt: skip
    return await MAILBOX.wait_turn(work)


def give_code(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: str,
    database: Database,
    secrets: Secrets,
    pack: Pack,
    viewer: Officer,
    form: Form,
    now: datetime,
) -> Page:
    """The code itself, on the answer to the form: it is kept nowhere that a redirect could show it from."""
    try:
        code = codes.issue_code(
            database, reference, None, form.one("check"), key=form.submission.hex(), pack=pack, secrets=secrets,
            viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        can = database.read(codes.can_issue, reference, viewer=viewer)
        return draw(request, reference, can=can, typed=form.raw, problems=invalid.problems)
    return page(request, "desk/code_issued.html", reference=reference, groups=str(code).split())


def draw(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    *,
    can: bool,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    field = Field(
        name="check", kind=FieldKind.CHOICE, secrecy=Secrecy.ROUTING, label=words_of(CHECK), hint=words_of(CHECK_HINT),
        required=True, options=tuple(Option(value=name, label=words_of(words)) for name, words in CHECKS.items()),
    )  # fmt: skip
    return page(
        request, "desk/code.html", status=422 if problems else 200, reference=reference, can=can, field=field, typed=typed,
        problems=problems,
    )  # fmt: skip


routes = [show_form, issue_code]
