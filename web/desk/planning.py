"""The calendar of an officer, its secret address for calendar programs, and notices by mail."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.planning import calendar, feed, mailing
from cases.secrets_folder import Secrets
from cases.vault.post import post_key
from cases.viewer import Nobody, Officer
from web.desk.beginning import words_of
from web.i18n import N_, gettext
from web.kit.fields import NO_PROBLEMS, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, page, redirect
from web.security import Access
from workflows.calendars import local_day
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem

CALENDAR = "/desk/calendar"
NOTICES = "/desk/notices"
FEED = "/busy/{token:str}"
FARTHEST = timedelta(days=3 * 366)
OFTEN, ADDRESS = N_("How often?"), N_("Your e-mail address")
ADDRESS_HINT = N_(
    "It is sealed: nobody here can read it, only the program that sends. Leave it empty to keep the one you gave."
)
OFTEN_WORDS: Mapping[str, str] = {
    "never": N_("Never"),
    "daily": N_("In the morning of each working day"),
    "hourly": N_("When something comes, at most once an hour"),
}
TAKEN_BACK: Mapping[str, str] = {"taken-back": N_("The address leads nowhere any more")}
NOTED: Mapping[str, str] = {"noted": N_("Noted")}


@get(CALENDAR, access=Access.CASEWORK, sync_to_thread=True)
def show_calendar(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Fourteen days: what is due, what is planned, when one is away."""
    return draw(request, database, pack, viewer, now)


@post("/desk/calendar/address", access=Access.CASEWORK, sync_to_thread=True)
def make_address(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The address is shown on the answer to the form and never again: here only its hash is kept."""
    token = database.write(feed.make_address, viewer=viewer, at=now)
    language = open_page(request).language
    here = request.app.state.settings.address or str(request.base_url).rstrip("/")
    return draw(request, database, pack, viewer, now, address=f"{here}/{language}/busy/{token}")


@post("/desk/calendar/address/removal", access=Access.CASEWORK, sync_to_thread=True)
def take_address_back(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
) -> Page:
    database.write(feed.take_back, viewer=viewer)
    return redirect(request, CALENDAR, query={"done": "taken-back"})


@get(FEED, access=Access.ANYONE, sync_to_thread=True)
def show_busy(
    request: Request,  # type: ignore[type-arg]
    *,
    token: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """What a calendar program fetches: days with the word "busy"."""
    days = database.read(feed.busy_days, token, pack=pack, viewer=Nobody(), at=now)
    if days is None:
        raise NotFoundException
    open_page(request)
    drawn = feed.draw_calendar(days, token, busy=gettext("Busy"), at=now)
    return Response(drawn, media_type="text/calendar; charset=utf-8", headers={"cache-control": "private, no-store"})


@get(NOTICES, access=Access.CASEWORK, sync_to_thread=True)
def show_notices(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    """Whether to be told by mail that something waits here."""
    return draw_notices(request, {"often": [database.read(mailing.wish_of, viewer=viewer)]})


@post(NOTICES, access=Access.CASEWORK, sync_to_thread=True)
def change_notices(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    public = post_key(secrets.pepper).public
    try:
        database.write(
            mailing.change_wish, form.one("often"), form.one("address"), public=public, pack=pack, viewer=viewer, at=now
        )
    except InvalidAnswers as invalid:
        return draw_notices(request, form.raw, invalid.problems)
    return redirect(request, NOTICES, query={"done": "noted"})


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    *,
    address: str | None = None,
) -> Page:
    today = local_day(pack.calendar, now)
    first = read_first(request.query_params.get("from", ""), today)
    return page(
        request,
        "desk/calendar.html",
        days=database.read(calendar.calendar, first, pack=pack, viewer=viewer, at=now),
        first=first,
        this_day=today,
        before=first - timedelta(days=calendar.DAYS),
        after=first + timedelta(days=calendar.DAYS),
        made_at=database.read(feed.made_at, viewer=viewer),
        feed_address=address,
        done=done_words(request, TAKEN_BACK),
    )


def read_first(text: str, today: date) -> date:
    """The first day of the page; today for what is no day, or none of these years."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= FARTHEST else today


def draw_notices(
    request: Request,  # type: ignore[type-arg]
    typed: Raw,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    return page(
        request,
        "desk/notices.html",
        status=422 if problems else 200,
        fields=wish_fields(),
        typed=typed,
        problems=problems,
        sends=bool(request.app.state.settings.smtp),
        done=done_words(request, NOTED),
    )


def wish_fields() -> tuple[Field, ...]:
    often = Field(
        name="often", kind=FieldKind.CHOICE, secrecy=Secrecy.ROUTING, label=words_of(OFTEN), required=True,
        options=tuple(Option(value=value, label=words_of(words)) for value, words in OFTEN_WORDS.items()),
    )  # fmt: skip
    address = Field(
        name="address", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(ADDRESS), hint=words_of(ADDRESS_HINT),
        limit=mailing.LONGEST, autocomplete="email",
    )  # fmt: skip
    return often, address


routes = [
    show_calendar,
    make_address,
    take_address_back,
    show_busy,
    show_notices,
    change_notices,
]
