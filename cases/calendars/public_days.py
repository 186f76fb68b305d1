"""The public list of holidays as a draft of a year's days: a beginning that an administrator looks through and changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from cases.calendars.editing import OFF, WORKING, Line
from workflows.calendars import Calendar
from workflows.names import Label

SPOKEN = "en_US"
"""The list's language by which a holiday is recognised from one year to the next."""
GUESSED = "(estimated)"
"""The list's mark of a day that is announced by the moon: to be checked against the announcement."""


class DraftDay(msgspec.Struct, frozen=True):
    """A day of the list. `check`: its date is a guess and must be compared with the announcement."""

    line: Line
    check: bool


def public_days(country: str, year: int, calendar: Calendar, *, languages: Sequence[str]) -> list[DraftDay]:
    """Days of *year* in *country* (ISO 3166) by the public list; none for a country that it does not know.

    A holiday that the calendar knows from another year keeps the words it has there; else it has those of the list, and
    none in a language that the list does not speak.
    """
    spoken = {language: listed(country, year, language) for language in languages}
    known = known_words(country, calendar)
    drafts = []
    for day, name in sorted(listed(country, year, SPOKEN).items()):
        words = known.get(name) or {language: spoken[language].get(day, "") for language in languages}
        drafts.append(DraftDay(Line(day=day.isoformat(), kind=OFF, reason=words), GUESSED in name))
    for day in sorted(moved_working_days(country, year)):
        words = dict.fromkeys(languages, "")
        drafts.append(DraftDay(Line(day=day.isoformat(), kind=WORKING, reason=words), check=False))
    return sorted(drafts, key=lambda draft: draft.line.day)


def known_words(country: str, calendar: Calendar) -> Mapping[str, Label]:
    """What the calendar calls the holidays of the list; the latest year's words count."""
    found: dict[str, Label] = {}
    for year in sorted({day.year for day in calendar.special}):
        for day, name in listed(country, year, SPOKEN).items():
            row = calendar.special.get(day)
            if row is not None and not row.working:
                found[name] = row.reason
    return found


def listed(country: str, year: int, language: str) -> dict[date, str]:
    """The list's days and names in a language; empty where it does not know the country or the language."""
    found = load(country, year, language)
    return {} if found is None else {day: str(name) for day, name in found.items()}


def moved_working_days(country: str, year: int) -> set[date]:
    """Days of the weekend on which work is done instead of another day."""
    found = load(country, year, SPOKEN)
    return {day for day in getattr(found, "weekend_workdays", ()) if day.year == year}


def load(country: str, year: int, language: str) -> Any:
    import holidays  # noqa: PLC0415 - it takes a fifth of a second, and is needed once a year

    try:
        spoken = holidays.country_holidays(country, years=year).supported_languages
    except NotImplementedError:
        return None
    exact = next((one for one in spoken if one.partition("_")[0] == language.partition("_")[0]), None)
    return holidays.country_holidays(country, years=year, language=exact) if exact else None
