"""Call me: for whom writing is too much. One short page files a complaint whose story is told by telephone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException

from cases.case_facts import LIFE
from cases.database import Database
from cases.errors import InvalidAnswers, TollOpen
from cases.filing import filing_once
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Nobody
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.kit.sources import crossing_of
from web.public import walking
from web.public.offices import office_words
from web.public.spoken import spoken
from web.security import Access
from workflows.fields import Problem
from workflows.questionnaire import Page as Questions

CALL: Final = "call"
CHANNEL: Final = "web"
TOLL, WORK = "toll", "work"
"""Fields that go with a form whose sending takes a wait."""


@get("/call-me", access=Access.ANYONE, sync_to_thread=True)
def show_call(request: Request, pack: GivenPack) -> Page:  # type: ignore[type-arg]
    """A number, when it is safe, and what to say to others."""
    return draw(request, questions_of(pack))


@post("/call-me", access=Access.ANYONE, sync_to_thread=True)
def ask_call(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """File it, once: a second press or a reload gives the same code, for an hour."""
    asked, language = questions_of(pack), open_page(request).language
    typed = {name: values for name, values in form.raw.items() if name not in {TOLL, WORK}}
    problems = walking.unexpected(typed, asked)
    raw = {name: values for name, values in form.raw.items() if name in walking.names_on(asked)}
    if problems:
        return draw(request, asked, raw, problems)
    crossing = crossing_of(request, token=form.one(TOLL), work=form.one(WORK))
    try:
        receipt = filing_once.receive_once(
            database, raw, f"{CALL} {form.submission.hex()}", pack=pack, secrets=secrets, language=language,
            channel=CHANNEL, crossing=crossing, form=CALL, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as error:
        return draw(request, asked, raw, error.problems)
    except TollOpen as toll:
        return draw(request, asked, raw, toll=toll, key=form.key)
    unit = pack.units[receipt.unit]
    return page(
        request,
        "public/called.html",
        neutral=True,
        here=asked,
        receipt=receipt,
        unit=office_words(unit),
        phone=unit.phone,
        groups=[(group, spoken(group)) for group in (receipt.code or "").split()],
        urgent=receipt.urgency == LIFE,
    )


def questions_of(pack: Pack) -> Questions:
    """Raises: NotFoundException where the pack knows no such page."""
    form = pack.questionnaires.get(CALL)
    if form is None:
        raise NotFoundException
    return form.pages[0]


def draw(
    request: Request,  # type: ignore[type-arg]
    asked: Questions,
    raw: Mapping[str, list[str]] | None = None,
    problems: Mapping[str, Problem] | None = None,
    *,
    toll: TollOpen | None = None,
    key: str = "",
) -> Page:
    """The form; with a *toll* under its own *key* again, which the toll is for."""
    return page(
        request,
        "public/call.html",
        status=422 if problems else 429 if toll else 200,
        neutral=True,
        here=asked,
        fields=asked.questions,
        raw=raw or {},
        problems=dict(problems or {}),
        toll=toll,
        key=key,
    )


routes = [show_call, ask_call]
