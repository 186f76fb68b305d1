"""The calendar as its page shows it: one version, who put it in force and why, and the versions before it."""

from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.calendars.rows import Version, stored_calendar, versions
from cases.packs.jurisdiction import Pack
from cases.records import ClockRow, Officer
from cases.viewer import Viewer
from workflows.calendars import Calendar

MOST_COUNTED = 1_000


class CalendarView(msgspec.Struct, frozen=True):
    """`shown`: the version asked for, or the one in force. `waiting`: time limits that are still to be counted by it."""

    calendar: Calendar
    shown: Version | None
    """None where no version is stored and the pack's own calendar holds."""
    versions: tuple[Version, ...]
    """The one in force first."""
    names: dict[str, str]
    """Actor → name, of the officers among them."""
    waiting: int


def view_calendar(session: Session, version: int | None, *, pack: Pack, viewer: Viewer, at: datetime) -> CalendarView:
    """A stored *version*; the one in force without, or where there is no such version."""
    known = versions(session)
    wanted = version if version in {one.version for one in known} else None
    calendar = stored_calendar(session, zone=pack.institution.zone, version=wanted) or pack.calendar
    waiting = select(ClockRow.name).where(ClockRow.calendar < pack.calendar.version).limit(MOST_COUNTED + 1).subquery()
    return CalendarView(
        calendar=calendar,
        shown=next((one for one in known if one.version == calendar.version), None),
        versions=tuple(known),
        names=names_of(session, {one.actor for one in known}),
        waiting=session.scalar(select(func.count()).select_from(waiting)) or 0,
    )


def names_of(session: Session, actors: set[str]) -> dict[str, str]:
    ids = [int(actor.removeprefix("officer:")) for actor in actors if actor.startswith("officer:")]
    rows = session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids))) if ids else ()
    return {f"officer:{officer_id}": name for officer_id, name in rows}
