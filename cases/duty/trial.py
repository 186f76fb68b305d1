"""The weekly test alarm: rung to everybody on duty, so that a dead telephone is found out on a quiet afternoon."""

from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.duty.contacts import channels_of
from cases.duty.plan import Trial as Plan
from cases.duty.roster import standing_at
from cases.duty.texts import TEST
from cases.packs.jurisdiction import Pack
from cases.records import DutyTest
from cases.sending import outbox
from cases.viewer import Officer, Viewer

FRESH = timedelta(hours=12)
"""A worker that stood still longer than this does not ring a test alarm in the middle of a night: it waits for next week."""
SHOWN = timedelta(days=7)


def ring_trial(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Ring the test alarm of this week if its time has come and it did not ring yet; gives how many people it reached.

    Run it through `database.write`; the row of each person is what makes it ring once a week.
    """
    due = last_due(pack, at)
    day = due.astimezone(pack.zone).date()
    if at - due > FRESH or session.scalar(select(DutyTest.day).where(DutyTest.day == day).limit(1)) is not None:
        return 0
    places = {officer: place for place, standing in standing_at(session, at).items() for officer in reversed(standing)}
    channels = channels_of(session, list(places))
    for officer, place in places.items():
        session.add(
            DutyTest(
                day=day, officer_id=officer, place=place, sent_at=at, reachable=officer in channels, confirmed_at=None
            )
        )
        for channel in channels.get(officer, ()):
            payload = {"officer": officer, "text": TEST, "at": int(at.timestamp())}
            outbox.lay_in(session, f"test:{day}:{officer}:{channel}", channel, payload, due=at)
    return len(places)


def last_due(pack: Pack, at: datetime) -> datetime:
    """The latest moment, not after *at*, at which a test alarm falls due, by the institution's clock."""
    plan: Plan = pack.duty.test
    here = at.astimezone(pack.zone)
    day = here.date() - timedelta(days=(here.weekday() - plan.weekday) % 7)
    due = datetime.combine(day, plan.at, pack.zone)
    return due if due <= at else datetime.combine(day - timedelta(days=7), plan.at, pack.zone)


class Trial(msgspec.Struct, frozen=True):
    """A test alarm as one person got it."""

    day: date
    officer: str
    place: str
    sent_at: datetime
    reachable: bool
    confirmed_at: datetime | None


def trial_of(session: Session, officer_id: int, *, at: datetime) -> Trial | None:
    """The test alarm that waits for this officer's word, if there is one of the last seven days."""
    return next((one for one in trials(session, at=at, officer_id=officer_id) if one.confirmed_at is None), None)


def trials(session: Session, *, at: datetime, officer_id: int | None = None) -> list[Trial]:
    """The test alarms of the last seven days, those first that nobody confirmed."""
    wanted = select(DutyTest, records.Officer.name).join(records.Officer, records.Officer.id == DutyTest.officer_id)
    wanted = wanted.where(DutyTest.sent_at > at - SHOWN)
    if officer_id is not None:
        wanted = wanted.where(DutyTest.officer_id == officer_id)
    ordered = wanted.order_by(DutyTest.confirmed_at.is_not(None), DutyTest.day.desc(), records.Officer.name)
    return [
        Trial(row.day, name, row.place, row.sent_at, row.reachable, row.confirmed_at)
        for row, name in session.execute(ordered)
    ]


def confirm_trial(session: Session, *, viewer: Officer, at: datetime) -> None:
    """Note that the viewer got their test alarm; what was confirmed before stays as it was."""
    waiting = session.scalars(
        select(DutyTest).where(
            DutyTest.officer_id == viewer.id, DutyTest.confirmed_at.is_(None), DutyTest.sent_at > at - SHOWN
        )
    )
    for row in waiting:
        row.confirmed_at = at
