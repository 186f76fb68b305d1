"""The stored calendar: one row a version, one row a day that differs from the ordinary week. A pack's file is only its seed."""

from datetime import datetime, time

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.records import CalendarDay, CalendarVersion
from cases.records.rows import insert_rows
from cases.viewer import Viewer
from workflows.calendars import WEEK, Calendar, make_calendar
from workflows.names import Label


class Version(msgspec.Struct, frozen=True):
    """Who published a version of the calendar, when and why; without a reason it is the seed of a pack."""

    version: int
    since: datetime
    actor: str
    reason: Label


def latest_version(session: Session) -> int | None:
    """The version that is in force; None where the pack's own file still is."""
    return session.scalar(select(func.max(CalendarVersion.version)))


def seed_calendar(session: Session, calendar: Calendar, *, viewer: Viewer, at: datetime) -> None:
    """Make the calendar of a pack the first stored one; where one is stored already, nothing is done."""
    if latest_version(session) is None:
        store_calendar(session, calendar, reason={}, viewer=viewer, at=at)


def store_calendar(session: Session, calendar: Calendar, *, reason: Label, viewer: Viewer, at: datetime) -> None:
    """Write *calendar* as a version of its own; the earlier ones stay as they were."""
    insert_rows(
        session,
        CalendarVersion,
        {
            "version": calendar.version,
            "since": at,
            "actor": viewer.actor,
            "reason": dict(reason),
            "week": [WEEK[day] for day in calendar.week],
            "opens": f"{calendar.opens:%H:%M}",
            "closes": f"{calendar.closes:%H:%M}",
            "known_until": calendar.known_until,
        },
    )
    days = [
        {"version": calendar.version, "day": day, "working": row.working, "reason": dict(row.reason)}
        for day, row in calendar.special.items()
    ]
    insert_rows(session, CalendarDay, *days)


def stored_calendar(session: Session, *, zone: str, version: int | None = None) -> Calendar | None:
    """A stored *version* of the calendar, the one in force without; None where there is no such version."""
    wanted = latest_version(session) if version is None else version
    head = session.get(CalendarVersion, wanted) if wanted is not None else None
    if head is None:
        return None
    days = session.scalars(select(CalendarDay).where(CalendarDay.version == head.version)).all()
    return make_calendar(
        version=head.version,
        zone=zone,
        days={row.day: row.working for row in days},
        reasons={row.day: row.reason for row in days},
        week=[WEEK.index(day) for day in head.week],
        opens=time.fromisoformat(head.opens),
        closes=time.fromisoformat(head.closes),
    )


def versions(session: Session) -> list[Version]:
    """All versions, the one in force first."""
    rows = session.scalars(select(CalendarVersion).order_by(CalendarVersion.version.desc()))
    return [Version(row.version, row.since, row.actor, row.reason) for row in rows]
