"""The working calendar: read by year, changed day by day, and shown with what a change moves before it is in force."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from litestar import Request, get, post
from litestar.di import NamedDependency

from cases.calendars.editing import Line, Proposal, lines_of, publish_calendar, years_open
from cases.calendars.previewing import look_ahead
from cases.calendars.public_days import public_days
from cases.calendars.viewing import view_calendar
from cases.database import Database
from cases.errors import BadCalendarDays
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from web.admin.places import draw
from web.admin.typed_days import EMPTY_LINES, read_proposal, shown_day, whole, with_empty_lines
from web.admin.words import DAY_PROBLEMS, KIND_WORDS
from web.admin.year import months_of, weekdays
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, redirect
from web.security import Access
from workflows.calendars import Calendar, local_day

PATH = "/admin/calendar"


@get(PATH, access=Access.OVERSIGHT, sync_to_thread=True)
def show_calendar(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """One year of the calendar in force, or of an earlier version."""
    asked = request.query_params.get("version", "")
    view = database.read(view_calendar, whole(asked) if asked else None, pack=pack, viewer=viewer, at=now)
    today = local_day(pack.calendar, now)
    years = years_shown(view.calendar, today)
    year = whole(request.query_params.get("year", ""))
    year = year if year in years else today.year
    return draw(
        request,
        viewer,
        "calendar.html",
        view=view,
        earlier=view.calendar.version != pack.calendar.version,
        year=year,
        years=years,
        editable=year in years_open(today),
        months=months_of(view.calendar, year),
        weekdays=weekdays,
        special={day: row for day, row in view.calendar.special.items() if day.year == year},
        changed=request.query_params.get("done") == str(pack.calendar.version),
    )


@get(f"{PATH}/change", access=Access.ADMINISTRATION, sync_to_thread=True)
def show_change(
    request: Request,  # type: ignore[type-arg]
    *,
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """The days of a year to be changed; on request with those of the public list."""
    today = local_day(pack.calendar, now)
    asked = whole(request.query_params.get("year", ""))
    year = asked if asked in years_open(today) else today.year
    lines, check = lines_of(pack.calendar, year), frozenset[str]()
    if request.query_params.get("days") == "public":
        drafts = public_days(pack.institution.country, year, pack.calendar, languages=pack.languages)
        known = {line.day for line in lines}
        lines = sorted([*lines, *(one.line for one in drafts if one.line.day not in known)], key=lambda line: line.day)
        check = frozenset(one.line.day for one in drafts if one.check)
    blank = dict.fromkeys(pack.languages, "")
    drawn = Proposal(year=year, base=pack.calendar.version, lines=lines, reason=blank)
    return draw_form(request, viewer, drawn, pack, check=check)


@post(f"{PATH}/change", access=Access.ADMINISTRATION, sync_to_thread=True)
def change(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """More lines, back to them, a look at what would move, or the change itself."""
    proposal, asked = read_proposal(form, pack.languages), form.one("do")
    if asked in ("more", "edit"):
        return draw_form(request, viewer, proposal, pack, more=2 * EMPTY_LINES)
    try:
        if asked == "publish":
            version = database.write(publish_calendar, proposal, pack=pack, viewer=viewer, at=now)
            request.app.state.shelf.refresh()
            return redirect(request, PATH, query={"year": proposal.year, "done": version})
        moved = database.read(look_ahead, proposal, pack=pack, viewer=viewer, at=now)
    except BadCalendarDays as wrong:
        return draw_form(request, viewer, proposal, pack, problems=wrong.problems)
    return draw(
        request,
        viewer,
        "calendar_preview.html",
        proposal=proposal,
        lines=[line for line in proposal.lines if not line.blank],
        moved=moved,
        procedures=pack.procedures,
        shown_day=shown_day,
    )


def draw_form(
    request: Request,  # type: ignore[type-arg]
    viewer: Officer,
    proposal: Proposal,
    pack: Pack,
    *,
    problems: Mapping[tuple[int | None, str], str] | None = None,
    check: frozenset[str] = frozenset(),
    more: int = EMPTY_LINES,
) -> Page:
    """The form with what was typed and what is wrong with it; *check*: days whose date is a guess."""
    lines: Sequence[Line] = proposal.lines if problems else with_empty_lines(proposal.lines, pack.languages, more)
    return draw(
        request,
        viewer,
        "calendar_change.html",
        status=422 if problems else 200,
        proposal=proposal,
        lines=lines,
        problems={part: DAY_PROBLEMS[code] for part, code in (problems or {}).items()},
        kinds=KIND_WORDS,
        check=check,
        shown_day=shown_day,
    )


def years_shown(calendar: Calendar, today: date) -> range:
    """From the first year that the calendar speaks of to the last that can be edited."""
    first = min((day.year for day in calendar.special), default=today.year)
    return range(min(first, today.year), years_open(today)[-1] + 1)


routes = [show_calendar, show_change, change]
