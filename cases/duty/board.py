"""The roster as its page shows it: two weeks by day and place, gaps, who can be reached and who could open nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.duty.contacts import channels_of
from cases.duty.coverage import Span, gaps
from cases.duty.members import outside
from cases.duty.roster import Gap, gaps_ahead
from cases.duty.trial import Trial, trials
from cases.packs.jurisdiction import Pack
from cases.records import DutyShift
from cases.sending import outbox
from cases.viewer import Officer
from workflows.calendars import local_day


class Part(msgspec.Struct, frozen=True):
    """Part of a day in one place. `officer` None: nobody. `shift`: given once, where the shift is first seen."""

    starts_at: datetime
    ends_at: datetime
    officer: str | None
    shift: int | None


class DayOfDuty(msgspec.Struct, frozen=True):
    day: date
    places: Mapping[str, tuple[Part, ...]]
    """By place, in the order of the hours; what is over by now is left out."""


class Colleague(msgspec.Struct, frozen=True):
    """Somebody who can be put on the roster."""

    username: str
    name: str
    unit: str


class Reachable(msgspec.Struct, frozen=True):
    """Somebody on the roster now or later, and by which channels they can be rung; never an address."""

    name: str
    channels: tuple[str, ...]


class Board(msgspec.Struct, frozen=True):
    days: tuple[DayOfDuty, ...]
    gaps: tuple[Gap, ...]
    colleagues: tuple[Colleague, ...]
    reachable: tuple[Reachable, ...]
    outside: tuple[str, ...]
    """Names of people on the roster who do not hold the duty desk's key."""
    holds_key: bool
    """Whether the viewer can let them in."""
    trials: tuple[Trial, ...]
    waiting: int
    """Messages that should have gone out and have not."""
    given_up: int


def open_board(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> Board:
    """The roster from now on, as far as it is looked ahead."""
    shifts = session.execute(
        select(DutyShift, records.Officer.name)
        .join(records.Officer, records.Officer.id == DutyShift.officer_id)
        .where(DutyShift.ends_at > at, DutyShift.starts_at < at + pack.duty.ahead, records.Officer.active)
        .order_by(DutyShift.starts_at, DutyShift.id)
    ).all()
    everybody = colleagues(session)
    return Board(
        days=tuple(days_of([(shift, name) for shift, name in shifts], pack=pack, at=at)),
        gaps=tuple(gaps_ahead(session, pack=pack, viewer=viewer, at=at)),
        colleagues=everybody,
        reachable=tuple(reachable(session, at)),
        outside=tuple(officer.name for officer in outside(session, pack=pack, at=at)),
        holds_key=pack.institution.duty in {unit for unit, _ in viewer.keyring.units},
        trials=tuple(trials(session, at=at)),
        waiting=outbox.count_waiting(session, viewer=viewer, at=at),
        given_up=outbox.count_given_up(session, viewer=viewer, at=at),
    )


def colleagues(session: Session) -> tuple[Colleague, ...]:
    """Active officers who may read content, by unit and name."""
    found = session.execute(
        select(records.Officer.username, records.Officer.name, records.Officer.unit, records.Officer.roles)
        .where(records.Officer.active)
        .order_by(records.Officer.unit, records.Officer.name)
    )
    return tuple(
        Colleague(username, name, unit)
        for username, name, unit, roles in found
        if not ROLES_WITHOUT_CONTENT.issuperset(roles)
    )


def reachable(session: Session, at: datetime) -> list[Reachable]:
    on_roster = session.execute(
        select(records.Officer.id, records.Officer.name)
        .where(records.Officer.id.in_(select(DutyShift.officer_id).where(DutyShift.ends_at > at)))
        .order_by(records.Officer.name)
    ).all()
    channels = channels_of(session, [row.id for row in on_roster])
    return [Reachable(row.name, tuple(channels.get(row.id, ()))) for row in on_roster]


def days_of(shifts: Sequence[tuple[DutyShift, str]], *, pack: Pack, at: datetime) -> list[DayOfDuty]:
    """The days from *at* on, each place's hours in order, empty ones named."""
    first, seen = local_day(pack.calendar, at), set[int]()
    days = []
    for number in range(pack.duty.ahead.days):
        day = first + timedelta(days=number)
        whole = Span(
            max(at, datetime.combine(day, datetime.min.time(), pack.zone)),
            datetime.combine(day + timedelta(days=1), datetime.min.time(), pack.zone),
        )
        days.append(DayOfDuty(day, {place: parts(shifts, place, whole, seen) for place in pack.duty.places}))
    return days


def parts(shifts: Sequence[tuple[DutyShift, str]], place: str, whole: Span, seen: set[int]) -> tuple[Part, ...]:
    """One place on one day. *seen*: shifts that were on an earlier day already."""
    here = [
        (one, name)
        for one, name in shifts
        if one.place == place and one.starts_at < whole.end and one.ends_at > whole.start
    ]
    found = [
        Part(max(one.starts_at, whole.start), min(one.ends_at, whole.end), name, None if one.id in seen else one.id)
        for one, name in here
    ]
    seen.update(one.id for one, _ in here)
    empty = [Part(gap.start, gap.end, None, None) for gap in gaps([Span(p.starts_at, p.ends_at) for p in found], whole)]
    return tuple(sorted([*found, *empty], key=lambda part: part.starts_at))
