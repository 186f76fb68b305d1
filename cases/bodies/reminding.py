"""What time does to links: a body is reminded, and what leads to nothing any more is closed. A round of the worker."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running, find_proceeding
from cases.bodies.answering import due_day
from cases.bodies.links import ADDRESS_SLOT, EMAIL, ONLY, close, is_running, page_of
from cases.duty.texts import BODY
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import BodyLink, Case, Proceeding
from cases.sending import outbox
from cases.vault.keys import Key
from cases.vault.sealing import open_record
from cases.viewer import Viewer
from workflows.calendars import local_day, working_days_between

AGAIN = timedelta(days=7)
AT_ONCE = 100
"""Links that one round closes."""


def look_after_links(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Close links that are over or too old, and lay in a reminder where one is due. Gives how much there was to do."""
    at = whole_second(at)
    if session.scalars(select(BodyLink.id).where(BodyLink.closed_at.is_(None)).limit(1)).first() is None:
        return 0
    return close_ended(session, pack=pack, viewer=viewer, at=at) + remind(session, pack=pack, at=at)


def close_ended(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """The key of a link whose proceeding has ended is given up with it: the answers are in the file."""
    rows = session.execute(
        select(BodyLink, Proceeding.number)
        .join(Proceeding, Proceeding.id == BodyLink.proceeding_id)
        .where(BodyLink.closed_at.is_(None), or_(BodyLink.expires_at <= at, Proceeding.ended_at.is_not(None)))
        .limit(AT_ONCE)
    ).all()
    for link, number in rows:
        close(session, session.get_one(Case, link.case_id), link, number, pack=pack, viewer=viewer, at=at)
    return len(rows)


def remind(session: Session, *, pack: Pack, at: datetime) -> int:
    """One message a link: some working days before the due day, on the day after it, then every week."""
    waiting = select(BodyLink).where(
        BodyLink.closed_at.is_(None),
        BodyLink.address.is_not(None),
        or_(BodyLink.reminded_at.is_(None), BodyLink.reminded_at <= at - timedelta(days=1)),
    )
    done = 0
    for link in session.scalars(waiting).all():
        if wants_reminder(link, find_proceeding(session, link.proceeding_id, pack=pack), pack=pack, at=at):
            link.reminded_at = at
            key = f"body:{link.id}:{local_day(pack.calendar, at)}"
            payload = {"link": link.id, "text": BODY, "at": int(at.timestamp())}
            outbox.lay_in(session, key, EMAIL, payload, due=at)
            done += 1
    return done


def wants_reminder(link: BodyLink, proceeding: Running, *, pack: Pack, at: datetime) -> bool:
    """Whether the body's own clock is near its due day, or past it, and it was not reminded of that yet."""
    page = page_of(pack, proceeding)
    due = due_day(proceeding, page, pack) if page is not None and is_running(proceeding) else None
    if due is None:
        return False
    today, ends = local_day(pack.calendar, at), local_day(pack.calendar, due)
    reminded = link.reminded_at
    if today > ends:
        return reminded is None or local_day(pack.calendar, reminded) <= ends or at - reminded >= AGAIN
    if ends > today and working_days_between(pack.calendar, today, ends) > pack.bodies.before:
        return False
    return reminded is None or reminded_earlier(local_day(pack.calendar, reminded), ends, pack)


def reminded_earlier(day: date, ends: date, pack: Pack) -> bool:
    """Whether the last reminder was of an earlier due day: what is asked again is reminded of again."""
    return working_days_between(pack.calendar, day, ends) > pack.bodies.before


def sealed_addresses(session: Session, links: Collection[int], *, viewer: Viewer) -> dict[int, bytes]:
    """Link → sealed address, for the worker that sends; nothing of links that were closed meanwhile."""
    found = session.execute(
        select(BodyLink.id, BodyLink.address).where(BodyLink.id.in_(links), BodyLink.address.is_not(None))
    )
    return {row.id: row.address for row in found}


def address_of_body(payload: bytes, *, link_id: int, key: Key) -> str:
    """Where the body is reminded. Raises: CannotOpen, Misplaced."""
    return str(open_record(payload, key, case=link_id, slot=ADDRESS_SLOT, sequence=ONLY)["email"])
