"""A new version of the calendar: proposed day by day, checked, shown with what it moves, then published."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy.orm import Session

from cases.calendars.rows import latest_version, seed_calendar, store_calendar, stored_calendar, versions
from cases.doors.staff import refuse_strangers
from cases.errors import BadCalendarDays, CalendarChanged
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.viewer import Viewer
from workflows.calendars import Calendar, SpecialDay, local_day, renew_calendar
from workflows.names import Label

YEARS_BACK, YEARS_AHEAD = 5, 3
"""A calendar is edited for years that a running time limit may touch."""
LONGEST_REASON = 200
OFF, WORKING, ORDINARY = "off", "working", "ordinary"
KINDS = (OFF, WORKING, ORDINARY)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a proposal as it was typed, `day` and `kind` as text. `kind`: one of `KINDS`."""

    day: str
    kind: str
    reason: Label

    @property
    def blank(self) -> bool:
        return not (self.day or any(self.reason.values()))


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """All days of one *year* that are to differ from the ordinary week, and why the calendar changes.

    `base`: the version that it was drawn from.
    """

    year: int
    base: int
    lines: Sequence[Line]
    reason: Label


Problems = Mapping[tuple[int | None, str], str]
"""(line, or None for the reason of the whole; part of it) → what is wrong, as a code that the page has words for."""


def years_open(today: date) -> range:
    """Years whose days may be edited."""
    return range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)


def lines_of(calendar: Calendar, year: int) -> list[Line]:
    """The days of *year* as they stand, to be edited."""
    return [
        Line(day=day.isoformat(), kind=WORKING if row.working else OFF, reason=row.reason)
        for day, row in calendar.special.items()
        if day.year == year
    ]


def propose(proposal: Proposal, calendar: Calendar, *, languages: Sequence[str], today: date) -> Calendar:
    """The calendar that *proposal* would make of the present one. Raises: BadCalendarDays."""
    problems = dict(problems_of(proposal, languages=languages, today=today))
    if problems:
        raise BadCalendarDays(problems)
    special = {day: row for day, row in calendar.special.items() if day.year != proposal.year}
    for line in proposal.lines:
        if not line.blank and line.kind != ORDINARY:
            reason = {language: line.reason[language].strip() for language in languages}
            special[date.fromisoformat(line.day)] = SpecialDay(line.kind == WORKING, reason)
    if dict(sorted(special.items())) == calendar.special:
        raise BadCalendarDays({(None, "days"): "same"})
    return renew_calendar(calendar, dict(sorted(special.items())), version=calendar.version + 1)


def problems_of(
    proposal: Proposal, *, languages: Sequence[str], today: date
) -> Iterator[tuple[tuple[int | None, str], str]]:
    """Everything that is wrong with a proposal, in the order of the page."""
    if proposal.year not in years_open(today):
        yield (None, "year"), "far"
    days = Counter(day_of(line.day) for line in proposal.lines if not line.blank)
    for place, line in enumerate(proposal.lines):
        if not line.blank:
            for part, problem in line_problems(line, proposal.year, days, languages):
                yield (place, part), problem
    for language in languages:
        if lacking := text_problem(proposal.reason.get(language, "")):
            yield (None, language), lacking


def line_problems(
    line: Line, year: int, days: Mapping[date | None, int], languages: Sequence[str]
) -> Iterator[tuple[str, str]]:
    if wrong_day := day_problem(line.day, year, days):
        yield "day", wrong_day
    if line.kind not in KINDS:
        yield "kind", "missing"
    for language in languages if line.kind != ORDINARY else ():
        if wrong_words := text_problem(line.reason.get(language, "")):
            yield language, wrong_words


def day_problem(text: str, year: int, days: Mapping[date | None, int]) -> str | None:
    day = day_of(text)
    if day is None:
        return "no_day" if text else "missing"
    if day.year != year:
        return "other_year"
    return "twice" if days[day] > 1 else None


def text_problem(text: str) -> str | None:
    if not text.strip():
        return "missing"
    return "long" if len(text.strip()) > LONGEST_REASON else None


def day_of(text: str) -> date | None:
    """The day that an ISO text names, if there is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def publish_calendar(session: Session, proposal: Proposal, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Put the proposed calendar in force and give its version; the worker counts the open clocks anew.

    Run it through `database.write`. Raises: NotAllowed, BadCalendarDays; CalendarChanged when a newer version than the one
    that the proposal was drawn from is in force.
    """
    refuse_strangers(viewer)
    at = whole_second(at)
    seed_calendar(session, pack.calendar, viewer=viewer, at=at)
    if (latest := latest_version(session)) != proposal.base or pack.calendar.version != proposal.base:
        if done_before(session, proposal, latest or 0, pack=pack, viewer=viewer, at=at):
            return latest or 0
        raise CalendarChanged(latest or 0)
    after = propose(proposal, pack.calendar, languages=pack.languages, today=local_day(pack.calendar, at))
    reason = {language: proposal.reason[language].strip() for language in pack.languages}
    store_calendar(session, after, reason=reason, viewer=viewer, at=at)
    return after.version


def done_before(session: Session, proposal: Proposal, latest: int, *, pack: Pack, viewer: Viewer, at: datetime) -> bool:
    """The same form came twice: the version in force is what this person made of it."""
    zone = pack.institution.zone
    before, present = (stored_calendar(session, zone=zone, version=each) for each in (proposal.base, latest))
    if before is None or present is None or versions(session)[0].actor != viewer.actor:
        return False
    try:
        after = propose(proposal, before, languages=pack.languages, today=local_day(before, at))
    except BadCalendarDays:
        return False
    return after.version == latest and after.special == present.special
