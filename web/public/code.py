"""Another code for the mailbox: shown first, put in the old one's place once its owner has written it down."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases import mailbox
from cases.database import Database
from cases.errors import InvalidAnswers
from cases.mailbox import Proposed
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Complainant
from web.i18n import gettext
from web.kit.cookies import set_mailbox_cookie
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.kit.waiting_room import MAILBOX
from web.public.mailbox import CLOSED, Raw, act_key
from web.public.spoken import spoken
from web.security import CODE, Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Problem


@get(CODE, access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show_code(
    request: Request,  # type: ignore[type-arg]
    *,
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Page:
    """A fresh code, which counts when it was written down; looking at the page changes nothing."""
    return draw(request, viewer, mailbox.propose(viewer, secrets=secrets, at=now))


@post(CODE, access=Access.COMPLAINANT, exception_handlers=CLOSED)
async def change_code(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Put the new code in the old one's place, in the waiting room's time: it is stretched."""
    work = partial(lay_code, request, database=database, secrets=secrets, pack=pack, viewer=viewer, form=form, now=now)
    return await MAILBOX.wait_turn(work)


def lay_code(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    secrets: Secrets,
    pack: Pack,
    viewer: Complainant,
    form: Form,
    now: datetime,
) -> Page:
    sealed = form.one("proposed")
    try:
        cookie = mailbox.change_code(
            database, sealed, form.one("last"), key=act_key(form), pack=pack, secrets=secrets, viewer=viewer, at=now
        )
    except InvalidAnswers as invalid:
        proposed = mailbox.read_proposed(sealed, viewer, secrets=secrets, at=now)
        return draw(request, viewer, proposed, form.raw, invalid.problems)
    response = redirect(request, "/mailbox/read", query={"done": "code"})
    set_mailbox_cookie(response, request, cookie)
    return response


def draw(
    request: Request,  # type: ignore[type-arg]
    viewer: Complainant,
    proposed: Proposed,
    raw: Raw | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> Page:
    language = open_page(request).language
    field = Field(
        name="last", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, required=True,
        label={language: gettext("The last four digits, from your paper")},
        hint={language: gettext("So that we know that you have written it down.")},
    )  # fmt: skip
    return page(
        request,
        "public/code.html",
        status=422 if problems else 200,
        neutral=True,
        must=viewer.must_change,
        groups=[(group, spoken(group)) for group in str(proposed.code).split()],
        sealed=proposed.sealed,
        field=field,
        raw=raw or {},
        problems=dict(problems or {}),
    )


routes = [show_code, change_code]
