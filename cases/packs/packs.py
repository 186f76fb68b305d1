"""Published packs: rows keyed by hash. The folder of a pack is the seed; what an institution works by is here."""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.calendars.rows import seed_calendar, stored_calendar
from cases.errors import PackNotAgreed
from cases.packs.files import digest
from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.publication.checking import agreed_packs
from cases.publication.entering import note_founded
from cases.records import CalendarVersion, Migration, Proceeding
from cases.records import Pack as PackRow
from cases.viewer import Viewer
from workflows.calendars import local_day
from workflows.procedure import Procedure


class Edition(NamedTuple):
    """What tells one state of what the institution works by from the next: the pack's hash and the calendar's version."""

    pack: str
    calendar: int


def found(session: Session, pack: Pack, *, name: str, viewer: Viewer, at: datetime) -> None:
    """The pack that a new institution begins with: nobody is there yet who could confirm it."""
    publish(session, pack, name=name, viewer=viewer, at=at)
    note_founded(session, pack.hash, viewer=viewer, at=at)


def publish(session: Session, pack: Pack, *, name: str, viewer: Viewer, at: datetime) -> None:
    """Put *pack* in force: new cases are opened under it. The present files again change nothing.

    Only what two people agreed on comes here (`cases.publication.deciding`), or what an institution is founded with.
    """
    row = session.get(PackRow, pack.hash)
    if row is None:
        session.add(PackRow(hash=pack.hash, name=name, published_at=at, files=dict(pack.files)))
    elif (present := edition(session, viewer=viewer)) and row.hash != present.pack:  # an earlier pack is in force again
        row.published_at = at
    seed_calendar(session, pack.calendar, viewer=viewer, at=at)


def names(session: Session, *, viewer: Viewer) -> frozenset[str]:
    """Under which names packs were published here; none in a house that nobody has founded."""
    return frozenset(session.scalars(select(PackRow.name)))


def edition(session: Session, *, viewer: Viewer) -> Edition | None:
    """The state of what the institution works by: cheap enough to ask every second."""
    calendar = select(func.coalesce(func.max(CalendarVersion.version), 0)).scalar_subquery()
    row = session.execute(select(PackRow.hash, calendar).order_by(PackRow.published_at.desc()).limit(1)).one_or_none()
    return None if row is None else Edition(*row)


def edition_of(pack: Pack) -> Edition:
    """The state that a loaded pack shows."""
    return Edition(pack.hash, pack.calendar.version)


def published(session: Session, *, viewer: Viewer, known: Pack | None = None) -> Pack | None:
    """The pack published last, with the stored calendar and the older procedures that proceedings still run on.

    *known*: a pack that need not be read again if it is still the one. None in a house that has none yet. Raises:
    PackFault when its rows were damaged; PackNotAgreed for one that was written into the table past the two people.
    """
    row = session.scalars(select(PackRow).order_by(PackRow.published_at.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    if agreed_packs(session).get(row.hash) != int(row.published_at.timestamp()):
        raise PackNotAgreed(row.hash)
    pack = known if known is not None and known.hash == row.hash else load_stored(row.files)
    if pack.hash != row.hash:
        raise PackNotAgreed(row.hash)
    calendar = stored_calendar(session, zone=pack.institution.zone) or pack.calendar
    day = local_day(calendar, row.published_at)
    return replace(pack, calendar=calendar, older=older_procedures(session, pack, day=day))


def older_procedures(session: Session, pack: Pack, *, day: date) -> dict[tuple[str, int], Procedure]:
    """Procedures of earlier packs that are still needed beside those of *pack*, by name and version.

    Needed are those that some proceeding names or may be moved back to, and those that hold until a version takes effect
    that lay ahead on *day*, when the pack was published.
    """
    running = session.execute(select(Proceeding.procedure, Proceeding.version).distinct()).all()
    left = session.execute(
        select(Migration.procedure, Migration.from_version).where(Migration.undone_at.is_(None))
    ).all()
    present = {(one.name, one.version) for one in pack.procedures.values()}
    missing = {(name, version) for name, version in (*running, *left)} - present
    ahead = {one.name for one in pack.procedures.values() if one.effective > day}
    found: dict[tuple[str, int], Procedure] = {}
    earlier = select(PackRow).where(PackRow.hash != pack.hash).order_by(PackRow.published_at.desc())
    agreed = agreed_packs(session) if missing or ahead else {}
    for row in session.scalars(earlier) if missing or ahead else ():
        if row.hash not in agreed or digest(row.files) != row.hash:
            continue  # nobody's: a case would go on by its rules
        for one in load_stored(row.files).procedures.values():
            key = (one.name, one.version)
            if key not in present and (key in missing or one.name in ahead):
                found.setdefault(key, one)
                ahead -= {one.name} if one.effective <= day else set()
        if missing <= found.keys() and not ahead:
            break
    return found


def every_version(session: Session, pack: Pack) -> dict[tuple[str, int], Procedure]:
    """Every version of a procedure that was ever published here, by name and version; those of *pack* among them."""
    found = {(one.name, one.version): one for one in pack.procedures.values()} | dict(pack.older)
    for row in session.scalars(select(PackRow).where(PackRow.hash != pack.hash).order_by(PackRow.published_at.desc())):
        for one in load_stored(row.files).procedures.values():
            found.setdefault((one.name, one.version), one)
    return found
