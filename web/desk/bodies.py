"""A body that was asked: its link, made and shown once, and every version of its answer with date and source."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation

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


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The proceeding by which a body is asked, and who looks at it."""

    request: Request  # type: ignore[type-arg]
    reference: str
    number: int
    database: Database
    pack: Pack
    viewer: Officer
    at: datetime

    @property
    def given(self) -> dict[str, Any]:
        """What every use case takes."""
        return {"pack": self.pack, "viewer": self.viewer, "at": self.at}

    def done(self, what: str) -> Page:
        return redirect(self.request, f"/desk/cases/{self.reference}/bodies/{self.number}", query={"done": what})

    def draw(self, typed: Raw = NOTHING, problems: Mapping[str, Problem] = NO_PROBLEMS) -> Page:
        """The page; words that we wrote before stand in its form, for the officer to go through."""
        database, reference, number = self.database, self.reference, self.number
        state = database.read(viewing.look_at_link, reference, number, **self.given)
        if state is None:
            return redirect(self.request, f"/desk/cases/{reference}")
        # Through `write`: opening sealed words is written down.
        case = database.write(casefile.open_case, reference, **self.given)
        proceeding = next(one for one in case.proceedings if one.number == number)
        plan = self.pack.bodies.pages[proceeding.procedure]
        files = viewing.givable(case, state)
        return page(
            self.request,
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
            done=self.request.query_params.get("done", ""),
        )


def given_asked(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Asked:
    return Asked(
        request=request, reference=reference, number=number, database=database, pack=pack, viewer=viewer, at=now
    )


ASKED = {"asked": Provide(given_asked, sync_to_thread=False)}
GivenAsked: TypeAlias = NamedDependency[SkipValidation[Asked]]


@get(PLACE, access=Access.CASEWORK, dependencies=ASKED, sync_to_thread=True)
def show_body(asked: GivenAsked) -> Page:
    return asked.draw()


@post(PLACE, access=Access.CASEWORK, dependencies=ASKED)
async def issue_link(
    *,
    asked: GivenAsked,
    secrets: NamedDependency[Secrets],
    settings: NamedDependency[Settings],
    form: NamedDependency[Form],
) -> Page:
    """Make a link, in the waiting room's time: its PIN is stretched."""
    return await BODIES.wait_turn(partial(give_link, asked, form, secrets=secrets, settings=settings))


def give_link(asked: Asked, form: Form, *, secrets: Secrets, settings: Settings) -> Page:
    """Link and PIN, on the answer to the form: they are kept nowhere that a redirect could show them from."""
    try:
        made = links.issue_link(
            asked.database, asked.reference, asked.number, form.one("text"), form.one("address"),
            key=form.submission.hex(), secrets=secrets, **asked.given,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        return asked.draw(form.raw, invalid.problems)
    outside = (settings.address or str(asked.request.base_url)).rstrip("/")
    return page(
        asked.request, "desk/body_link.html", reference=asked.reference, number=asked.number,
        link=f"{outside}/respond/{made.token}", pin=made.pin_groups,
    )  # fmt: skip


@post(f"{PLACE}/words", access=Access.CASEWORK, dependencies=ASKED, sync_to_thread=True)
def write_more(*, asked: GivenAsked, form: NamedDependency[Form]) -> Page:
    """Add to what the body sees behind the link that it has."""
    key = form.submission.hex()
    try:
        asked.database.write(
            links.write_to_body, asked.reference, asked.number, form.one("text"), key=key, **asked.given
        )
    except InvalidAnswers as invalid:
        return asked.draw(form.raw, invalid.problems)
    return asked.done("words")


@post(f"{PLACE}/give", access=Access.CASEWORK, dependencies=ASKED, sync_to_thread=True)
def give(
    *, asked: GivenAsked, store: GivenStore, settings: NamedDependency[Settings], form: NamedDependency[Form]
) -> Page:
    """Let the body open a file of the case behind the link that it has."""
    file, key = form.one("file"), form.submission.hex()
    chosen = Chosen(int(file) if file.isdecimal() else None, form.one("title"), "yes" in form.all("looked"))
    try:
        give_file(
            asked.database, store, asked.reference, asked.number, chosen, settings=settings, key=key, **asked.given
        )
    except InvalidAnswers as invalid:
        return asked.draw(form.raw, invalid.problems)
    return asked.done("file")


@post(f"{PLACE}/withdraw", access=Access.CASEWORK, dependencies=ASKED, sync_to_thread=True)
def withdraw(*, asked: GivenAsked, form: NamedDependency[Form]) -> Page:
    """Close the link at once."""
    key = form.submission.hex()
    asked.database.write(links.withdraw_link, asked.reference, asked.number, key=key, **asked.given)
    return asked.done("withdrawn")


routes = [show_body, issue_link, write_more, give, withdraw]
