"""Many letters one after the other, by keyboard: what is the same for all stays, what differs is typed, one key sends."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.assisted import boxes, entering, forms, listing
from cases.database import Database
from cases.errors import AlreadySent, InvalidAnswers, NotAllowed
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.intake import INTAKE, box_field, box_in, channel_in, language_field, questions_in
from web.i18n import voice
from web.kit.fields import NO_PROBLEMS, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access
from workflows.calendars import local_day
from workflows.fields import Problem

BATCH = f"{INTAKE}/batch"
SAME = ("channel", "box", "facility", "region", "track", "language", "consent_given", "reply_route",
    "received-day", "received-month", "received-year")  # fmt: skip
"""What letters of one batch have in common: codes and a day, carried over in the address."""
EACH = ("danger_24h", "sender", "story")
"""What is typed of each letter; the rest stands on its scan."""
CUSTODY = "detention"


@get(BATCH, access=Access.CASEWORK, sync_to_thread=True)
def show_batch(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """The form for the next letter, with what the one before it had in common."""
    query = request.query_params
    typed = {name: [query[name][:40]] for name in SAME if name in query}
    last = query.get("entered", "")[:20]
    return draw(request, typed, database=database, pack=pack, viewer=viewer, now=now, last=last)


@post(BATCH, access=Access.CASEWORK, sync_to_thread=True)
def enter_next(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """File one letter and lead to the next; a second press of the same form is the same letter."""
    asked = {name: values for name, values in questions_in(form.raw).items() if name in {*SAME, *EACH}}
    try:
        reference = entering.enter(
            database, asked, language=form.one("language"), box=box_in(form.raw), submission=form.submission, pack=pack,
            secrets=secrets, viewer=viewer, at=now,
        ).reference  # fmt: skip
    except InvalidAnswers as invalid:
        problems = invalid.problems
        return draw(request, form.raw, database=database, pack=pack, viewer=viewer, now=now, problems=problems)
    except AlreadySent as sent:
        reference = sent.reference
    same: dict[str, Any] = {name: form.one(name) for name in SAME if form.one(name)}
    return redirect(request, BATCH, query={**same, "entered": reference})


def draw(
    request: Request,  # type: ignore[type-arg]
    typed: Raw,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    last: str = "",
) -> Page:
    """The form; after a mistake with everything that was typed. Raises: NotAllowed; BoxNotFound."""
    if not entering.may_enter(viewer):
        raise NotAllowed
    box_id = box_in(typed)
    box = None if box_id is None else database.read(boxes.find_box, box_id, viewer=viewer)
    typed = {**usual(local_day(pack.calendar, now)), **typed}
    channel = channel_in(typed, box, pack)
    questions = {each.name: each for each in (*forms.short_form(pack), *forms.how_it_came(pack, channel))}
    names = [
        name
        for name in ("facility", "region", "track", "received", "consent_given", "reply_route")
        if name in questions
    ]
    if box is not None:
        names = [name for name in names if name not in {"facility", "region"}]
    same = [questions[name] for name in names]
    if box is None:
        same.insert(0, forms.channels_of(pack))
    same.append(language_field(pack))
    each = [questions[name] for name in EACH]
    lines, total = database.read(listing.entered_lately, viewer=viewer, at=now, box=box_id, limit=10)
    return page(
        request,
        "desk/batch.html",
        status=422 if problems else 200,
        box=box,
        same=same,
        each=each,
        all_fields=(*each, *same, box_field()),
        typed=typed,
        problems=problems,
        last=next((one for one in lines if one.reference == last), None),
        lines=lines,
        total=total,
        opened=not last or any(one.name in problems for one in same),
        pack=pack,
    )


def usual(today: date) -> dict[str, list[str]]:
    """What stands in the form before anybody typed: letters from custody that came today."""
    return {
        "track": [CUSTODY], "language": [voice().language], "consent_given": ["unknown"],
        "received-day": [str(today.day)], "received-month": [str(today.month)], "received-year": [str(today.year)],
    }  # fmt: skip


routes = [show_batch, enter_next]
