"""Before and beside the form: the start page and the quick way out."""

from calendar import Calendar as Months
from contextlib import suppress
from datetime import date, datetime

from babel.dates import get_day_names
from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.errors import DraftGone
from cases.filing import drafts
from cases.filing.promises import answer_by
from cases.packs.jurisdiction import Pack
from cases.viewer import Nobody
from web.i18n import voice
from web.kit.cookies import drop_form_cookie, drop_mailbox_cookie, form_secret
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.public.complaint import held_id
from web.public.recordings import recordings_of
from web.security import Access
from workflows.calendars import is_working, local_day

MAIN = "complaint"
"""The procedure that the public pages explain."""
CLEARED = '"cache", "cookies", "storage"'


@get("/", access=Access.ANYONE, sync_to_thread=True)
def start(request: Request, pack: GivenPack, now: NamedDependency[datetime]) -> Page:  # type: ignore[type-arg]
    """What we can and cannot do, how long it takes, what stays secret, whom to call in danger."""
    return page(
        request, "public/start.html", answer_by=answer_by(pack, MAIN, at=now), played=recordings_of(request, "start")
    )


@post("/leave", access=Access.ANYONE, sync_to_thread=True, unprotected="leaving works from any page, however old it is")
def leave(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The quick way out: what the form names is dropped for good, the browser forgets us, a page about nothing opens.

    It can only drop what the visitor's own cookie opens. A foreign site that makes a browser ask for this would close our
    mailboxes and sign officers out all the same, so there only the page about nothing comes.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        return redirect(request, "/days")
    with suppress(DraftGone):  # nothing was begun, or it was left before: either way there is nothing to drop
        database.write(drafts.forget, held_id(form.one("draft")), form_secret(request), viewer=viewer, at=now)
    response = redirect(request, "/days")
    drop_form_cookie(response, request)
    drop_mailbox_cookie(response, request)
    response.headers["clear-site-data"] = CLEARED
    return response


@get("/days", access=Access.ANYONE, sync_to_thread=True)
def days(request: Request, pack: GivenPack, now: NamedDependency[datetime]) -> Page:  # type: ignore[type-arg]
    """Where leaving leads: this month's working days, as on any wall. No name of ours, no link back."""
    today = local_day(pack.calendar, now)
    open_page(request)
    names = {width: get_day_names(width, locale=voice().locale) for width in ("wide", "abbreviated")}
    weeks = [
        [month_day(pack, day, today) for day in week] for week in Months().monthdatescalendar(today.year, today.month)
    ]
    return page(request, "public/days.html", neutral=True, weeks=weeks, month=today, names=names)


def month_day(pack: Pack, day: date, today: date) -> tuple[date, bool, bool]:
    """The day, whether it belongs to this month, and whether it is a working day."""
    return day, day.month == today.month, is_working(pack.calendar, day)


routes = [start, leave, days]
