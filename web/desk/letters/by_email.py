"""A letter goes to a complainant by e-mail: the form before, and the PIN after, shown once."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import ChangedMeanwhile, CodeTaken, InvalidAnswers, LetterRefused
from cases.evidence.store import Store
from cases.letters import by_email, email_form, reading
from cases.letters.email_form import EmailForm
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.viewer import Officer
from web.desk.letters.reading import draw_letter, place_of
from web.desk.letters.words import REFUSALS, email_fields
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, page, redirect
from web.kit.unsent import SEEN
from web.kit.waiting_room import BODIES
from web.security import Access
from workflows.fields import Problem

PLACE = "/desk/cases/{reference:str}/writing/{letter:int}/email"


@get(PLACE, access=Access.CASEWORK, sync_to_thread=True)
def show_email(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Where it goes, and what to know before; back to the letter where it cannot go this way now."""
    try:
        # Through `write`: where the complainant is reached is opened for it.
        form = database.write(email_form.look, reference, letter, pack=pack, viewer=viewer, at=now)
        check_server(settings)
    except LetterRefused:
        return redirect(request, place_of(reference, letter))
    typed = {"address": [form.address], "agreed": request.query_params.getall("agreed", [])}
    return draw(request, form, letter, typed)


@post(PLACE, access=Access.CASEWORK)
async def send_email(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    database: NamedDependency[Database],
    store: GivenStore,
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Send it, in the waiting room's time: the PIN is stretched."""
    asked = Asked(database=database, store=store, pack=pack, secrets=secrets, settings=settings, viewer=viewer, at=now)
    return await BODIES.wait_turn(partial(send, request, reference, letter, asked, form))


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """With what a letter is sent, and by whom."""

    database: Database
    store: Store
    pack: Pack
    secrets: Secrets
    settings: Settings
    viewer: Officer
    at: datetime


def send(request: Request, reference: str, letter: int, asked: Asked, form: Form) -> Page:  # type: ignore[type-arg]
    """The PIN on the answer to the form: it is kept nowhere that a redirect could show it from."""
    database = asked.database
    who: dict[str, Any] = {"pack": asked.pack, "viewer": asked.viewer, "at": asked.at}
    try:
        check_server(asked.settings)
        made = by_email.send_by_email(
            database, asked.store, reference, letter, form.one("address"), agreed="yes" in form.all("agreed"),
            outside=asked.settings.address or str(request.base_url), seen=form.one(SEEN), key=form.submission.hex(),
            secrets=asked.secrets, **who,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        shown = database.write(email_form.look, reference, letter, **who)
        return draw(request, shown, letter, form.raw, invalid.problems)
    except (ChangedMeanwhile, CodeTaken, LetterRefused) as error:
        sheet = database.write(reading.open_letter, reference, letter, **who)
        return draw_letter(request, sheet, asked.pack, act="send", refused=refusal_of(error))
    return page(request, "desk/letters/pin.html", place=place_of(reference, letter), pin=made.pin_groups)


def check_server(settings: Settings) -> None:
    """Raises: LetterRefused where nothing would carry the e-mail."""
    if not settings.smtp:
        raise LetterRefused("no_server")


def refusal_of(error: ChangedMeanwhile | CodeTaken | LetterRefused) -> str:
    if isinstance(error, LetterRefused):
        return REFUSALS[error.reason]
    return REFUSALS["pin_shown" if isinstance(error, CodeTaken) else "changed"]


def draw(
    request: Request,  # type: ignore[type-arg]
    form: EmailForm,
    letter: int,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    return page(
        request, "desk/letters/email.html", status=422 if problems else 200, form=form, place=place_of(form.reference, letter),
        fields=email_fields(known=bool(form.address), agreed=form.agreed), typed=typed, problems=dict(problems),
        seen_name=SEEN,
    )  # fmt: skip


routes = [show_email, send_email]
