"""A calendar program's window: on which days an officer is busy, and nothing else (RFC 5545).

Whoever carries the calendar (a telephone's maker, a mail service) reads it too. So there is one entry a day, however much is
due; it says "busy", names no case and no place, and its number is the same whatever falls on that day.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.planning.calendar import end_of
from cases.records import CalendarFeed, ClockRow, DeskRow, Task
from cases.records import Officer as OfficerRow
from cases.viewer import Officer, Viewer
from workflows.calendars import local_day

AHEAD = timedelta(days=90)
TOKEN = 32
"""Random bytes of an address: nobody guesses one."""
KNOWN = slice(0, 24)


def make_address(session: Session, *, viewer: Officer, at: datetime) -> str:
    """A new secret for the viewer's address; the former one leads nowhere from now on. Only its hash stays here.

    Run it through `database.write`.
    """
    take_back(session, viewer=viewer)
    token = secrets.token_urlsafe(TOKEN)
    session.add(CalendarFeed(officer_id=viewer.id, token=hash_of(token), made_at=whole_second(at)))
    return token


def take_back(session: Session, *, viewer: Officer) -> None:
    """The viewer's address leads nowhere any more."""
    row = session.get(CalendarFeed, viewer.id)
    if row is not None:
        session.delete(row)
        session.flush()


def made_at(session: Session, *, viewer: Officer) -> datetime | None:
    """Since when the viewer has an address; None without one."""
    row = session.get(CalendarFeed, viewer.id)
    return None if row is None else row.made_at


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def busy_days(session: Session, token: str, *, pack: Pack, viewer: Viewer, at: datetime) -> list[date] | None:
    """Days of the next three months on which something is due for whose address it is; None for an unknown one."""
    row = session.execute(
        select(OfficerRow.id, OfficerRow.unit)
        .join(CalendarFeed, CalendarFeed.officer_id == OfficerRow.id)
        .where(CalendarFeed.token == hash_of(token), OfficerRow.active)
    ).one_or_none()
    if row is None:
        return None
    today = local_day(pack.calendar, at)
    last = today + AHEAD
    clocks = session.scalars(
        select(ClockRow.due)
        .join(DeskRow, DeskRow.case_id == ClockRow.case_id)
        .where(DeskRow.unit.in_((row.unit, f"officer:{row.id}")), DeskRow.handler_id == row.id)
        .where(ClockRow.running, ClockRow.due < end_of(last, pack), ClockRow.due >= at)
    )
    tasks = session.scalars(
        select(Task.due).where(Task.owner_id == row.id, Task.done_at.is_(None), Task.due >= today, Task.due <= last)
    )
    return sorted({*(local_day(pack.calendar, due) for due in clocks if due is not None), *tasks})


def draw_calendar(days: list[date], token: str, *, busy: str, at: datetime) -> bytes:
    """The file that a calendar program reads; *busy*: the one word in it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//arasha//busy//EN", "METHOD:PUBLISH"]
    for day in days:
        mark = hmac.new(hash_of(token), day.isoformat().encode(), hashlib.sha256).hexdigest()[KNOWN]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{mark}",
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{busy}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()
