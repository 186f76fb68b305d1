"""Read a working calendar from a pack file."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows.calendars import WEEK, Calendar, make_calendar
from workflows.faults import Fault, Faults
from workflows.names import Label
from workflows.reading import Section


def parse_calendar(data: Any, *, zone: str, languages: Sequence[str]) -> Calendar:
    """A calendar from a pack file. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    version = section.whole("version") or 0
    week = section.words("week", WEEK, "day of the week", required=True)
    hours = section.section("hours")
    opens = closes = None
    if hours is None:
        section.fault("hours is missing", example='hours: {from: "09:00", to: "18:00"}')
    else:
        opens, closes = _time(hours, "from"), _time(hours, "to")
        if opens is not None and closes is not None and opens >= closes:
            hours.fault("closes before it opens")
        hours.close()
    days: dict[date, bool] = {}
    reasons: dict[date, Label] = {}
    for row in section.items("days"):
        day = _day(row)
        working = row.flag("working")
        reason = row.label("reason")
        if not row.has("working"):
            row.fault("working is missing")
        if day in days:
            row.fault(f"{day} is here twice", "day")
        if day is not None:
            days[day], reasons[day] = working, reason
        row.close()
    section.close()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        section.fault(f"no such time zone: {zone}")
    if version < 1:
        section.fault("version counts from 1", "version")
    if faults or opens is None or closes is None:
        raise Faults(faults)
    return make_calendar(
        version=version, zone=zone, days=days, week=[WEEK.index(day) for day in week], opens=opens, closes=closes,
        reasons=reasons,
    )  # fmt: skip


def _time(section: Section, key: str) -> time | None:
    text = section.text(key, required=True)
    try:
        return None if text is None else time.fromisoformat(text)
    except ValueError:
        section.fault(f"not a time of day: {text}", key, example='"09:00"')
        return None


def _day(section: Section) -> date | None:
    text = section.text("day", required=True)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        section.fault(f"not a day: {text}", "day", example="2026-03-22")
        return None
