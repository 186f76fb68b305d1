"""Telling an officer by e-mail that something waits at their desk: only who asked for it, and never what it is.

Each who asked is looked at when their time has come: every quarter of an hour, or on a working day in the morning. They are
written to when an alarm was rung for them, a task has fallen due or a report of their unit was made since they were told last,
at most once an hour.
"""

from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from cases import records
from cases.duty.texts import WAITING
from cases.errors import InvalidAnswers
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Absence, DeskRow, KeptReport, MailWish, Notice, Task
from cases.reports.scopes import OWN_UNIT
from cases.sending import outbox
from cases.sending.mail import ADDRESS
from cases.vault.keys import Key, PublicKey
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Officer, Viewer
from cases.worklist.desk_rows import OWN_DESK
from workflows.calendars import is_working, local_day
from workflows.fields import Problem

Often = Literal["never", "daily", "hourly"]
OFTEN: tuple[Often, ...] = get_args(Often)
MORNING = time(8, 30)
LOOK, REST = timedelta(minutes=15), timedelta(hours=1)
BATCH = 200
SLOT, ONLY = "desk mail", 0
LONGEST = 254
"""Letters of an address (RFC 5321)."""


def wish_of(session: Session, *, viewer: Officer) -> Often:
    """How often the viewer wants to be told. The address itself is not shown: only who sends can open it."""
    row = session.get(MailWish, viewer.id)
    return next((one for one in OFTEN if row is not None and one == row.often), "never")


def change_wish(
    session: Session, often: str, address: str, *, public: PublicKey, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Tell the viewer *often*, at *address*; an empty one keeps the address that is known.

    *public*: public half of the post key. Run it through `database.write`. Raises: InvalidAnswers, for `often` and `address`.
    """
    row, address, at = session.get(MailWish, viewer.id), address.strip(), whole_second(at)
    if often not in OFTEN:
        raise InvalidAnswers({"often": Problem("unknown_choice", {})})
    if often == "never":
        if row is not None:
            session.delete(row)
        return
    if (address and (len(address) > LONGEST or not ADDRESS.fullmatch(address))) or (not address and row is None):
        raise InvalidAnswers({"address": Problem("not_an_email" if address else "required", {})})
    look = next_look(often, pack=pack, at=at)
    if row is None:
        sealed = seal_address(address, public, officer_id=viewer.id)
        session.add(MailWish(officer_id=viewer.id, often=often, address=sealed, look_at=look, told_at=at))
        return
    if address:
        row.address = seal_address(address, public, officer_id=viewer.id)
    row.often, row.look_at = often, look


def seal_address(address: str, public: PublicKey, *, officer_id: int) -> bytes:
    return seal_record({"email": address}, public, case=officer_id, slot=SLOT, sequence=ONLY)


def address_for_mail(payload: bytes, *, officer_id: int, key: Key) -> str:
    """The address in *payload*. Raises: CannotOpen, Misplaced."""
    return str(open_record(payload, key, case=officer_id, slot=SLOT, sequence=ONLY)["email"])


def sealed_addresses(session: Session, officers: set[int], *, viewer: Viewer) -> dict[int, bytes]:
    """Officer → sealed address, for the worker that sends."""
    found = session.execute(
        select(MailWish.officer_id, MailWish.address).where(MailWish.officer_id.in_(sorted(officers)))
    )
    return {row.officer_id: row.address for row in found}


def next_look(often: str, *, pack: Pack, at: datetime) -> datetime:
    """When it is looked next: in a quarter of an hour, or in the morning of the next working day."""
    if often == "hourly":
        return at + LOOK
    local = at.astimezone(pack.zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    while not is_working(pack.calendar, day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, pack.zone).astimezone(at.tzinfo)


def tell_desks(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Lay in a message for each whose time has come and for whom something waits; gives how many were looked at.

    Nobody who is away is written to. Run it through `database.write`.
    """
    if not pack.duty.waiting:
        return 0
    at, today = whole_second(at), local_day(pack.calendar, at)
    rows = session.execute(
        select(MailWish, records.Officer)
        .join(records.Officer, records.Officer.id == MailWish.officer_id)
        .where(MailWish.look_at <= at)
        .order_by(MailWish.look_at, MailWish.officer_id)
        .limit(BATCH)
    ).all()
    for wish, officer in rows:
        wish.look_at = next_look(wish.often, pack=pack, at=at)
        if (
            officer.active
            and not is_away(session, officer.id, today)
            and waits(session, officer, wish, today=today, pack=pack)
        ):
            payload = {"officer": officer.id, "text": WAITING, "at": int(at.timestamp())}
            outbox.lay_in(session, f"desk:{officer.id}:{int(at.timestamp())}", "email", payload, due=at)
            wish.told_at = at
            wish.look_at = max(wish.look_at, at + REST)
    return len(rows)


def is_away(session: Session, officer_id: int, today: date) -> bool:
    spell = exists().where(Absence.officer_id == officer_id, Absence.first <= today, Absence.last >= today)
    return bool(session.scalar(select(spell)))


def waits(session: Session, officer: records.Officer, wish: MailWish, *, today: date, pack: Pack) -> bool:
    """Whether an alarm was rung for the officer, a task has fallen due, or a report of theirs was made, since they were told.

    What was said of a case that does not lie on their desk is not theirs: a wall went up, and a mail would tell of it.
    """
    told_on = local_day(pack.calendar, wish.told_at)
    mine = or_(
        Notice.officer_id == officer.id, and_(Notice.unit == officer.unit, Notice.role.in_(sorted(officer.roles)))
    )
    desks = (officer.unit, f"{OWN_DESK}{officer.id}")
    theirs = exists().where(DeskRow.case_id == Notice.case_id, DeskRow.unit.in_(desks))
    rung = exists().where(Notice.settled_at.is_(None), Notice.at > wish.told_at, mine, theirs)
    due = exists().where(Task.owner_id == officer.id, Task.done_at.is_(None), Task.due <= today, Task.due > told_on)
    given = exists().where(
        Task.owner_id == officer.id, Task.done_at.is_(None), Task.made_by != officer.id, Task.made_at > wish.told_at
    )
    made = exists().where(KeptReport.unit == officer.unit, KeptReport.made_at > wish.told_at)
    told = [rung, due, given, *([made] if OWN_UNIT & set(officer.roles) else [])]
    return bool(session.scalar(select(or_(*told))))
