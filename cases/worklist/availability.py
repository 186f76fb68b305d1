"""Who is away, and who must keep out of what: noted by officers themselves, and by who leads their unit."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cases.errors import InvalidAnswers, NotAllowed
from cases.packs.jurisdiction import Pack
from cases.records import Absence, Case, Interest
from cases.records import Officer as OfficerRow
from cases.records.base import new_id
from cases.viewer import Officer
from workflows.calendars import local_day
from workflows.facts import Value
from workflows.fields import Problem

LEADS = frozenset({"representative", "supervisor", "integrity", "commissioner"})
"""Roles that share out the work of their unit."""
REGISTERS = ("bodies", "facilities")
LONGEST = timedelta(days=400)
"""A longer absence is a mistyped year."""


class Away(msgspec.Struct, frozen=True):
    id: int
    first: date
    last: date


class TooClose(msgspec.Struct, frozen=True):
    """A body or facility that an officer keeps out of."""

    register: str
    code: str


class Colleague(msgspec.Struct, frozen=True):
    """A member of the viewer's unit, as who leads it sees them."""

    id: int
    name: str
    open_cases: int
    absences: tuple[Away, ...]
    away: bool
    """Today."""


class Availability(msgspec.Struct, frozen=True):
    """The viewer's own absences and interests; of the whole unit where they lead it."""

    absences: tuple[Away, ...]
    interests: tuple[TooClose, ...]
    colleagues: tuple[Colleague, ...]


def availability(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> Availability:
    """What is noted now; absences that are over are left out."""
    today = local_day(pack.calendar, at)
    team = unit_members(session, viewer) if leads(viewer) else {}
    absences = absences_of(session, {viewer.id, *team}, ending_from=today)
    busy = open_cases(session, team)
    interests = session.scalars(
        select(Interest).where(Interest.officer_id == viewer.id).order_by(Interest.register, Interest.code)
    )
    return Availability(
        absences=absences.get(viewer.id, ()),
        interests=tuple(TooClose(one.register, one.code) for one in interests),
        colleagues=tuple(
            Colleague(
                id=officer_id,
                name=name,
                open_cases=busy.get(officer_id, 0),
                absences=absences.get(officer_id, ()),
                away=any(one.first <= today <= one.last for one in absences.get(officer_id, ())),
            )
            for officer_id, name in team.items()
        ),
    )


def leads(viewer: Officer) -> bool:
    return not LEADS.isdisjoint(viewer.roles)


def unit_members(session: Session, viewer: Officer) -> dict[int, str]:
    """Active members of the viewer's unit by id, in the order of their names."""
    rows = session.execute(
        select(OfficerRow.id, OfficerRow.name)
        .where(OfficerRow.unit == viewer.unit, OfficerRow.active)
        .order_by(OfficerRow.name, OfficerRow.id)
    )
    return {row.id: row.name for row in rows}


def absences_of(session: Session, officers: Iterable[int], *, ending_from: date) -> Mapping[int, tuple[Away, ...]]:
    """Absences of each officer that end on or after a day, the next one first."""
    rows = session.scalars(
        select(Absence)
        .where(Absence.officer_id.in_(sorted(officers)), Absence.last >= ending_from)
        .order_by(Absence.first, Absence.last, Absence.id)
    )
    found: dict[int, tuple[Away, ...]] = {}
    for row in rows:
        found[row.officer_id] = (*found.get(row.officer_id, ()), Away(row.id, row.first, row.last))
    return found


def open_cases(session: Session, officers: Iterable[int]) -> dict[int, int]:
    """How many open cases each officer handles."""
    rows = session.execute(
        select(Case.handler_id, func.count())
        .where(Case.handler_id.in_(sorted(officers)), Case.open)
        .group_by(Case.handler_id)
    )
    return {handler: number for handler, number in rows if handler is not None}


def note_absence(
    session: Session, officer_id: int, first: date, last: date, *, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Note that an officer is away from *first* to *last*, both counted; the same days again change nothing.

    Raises: InvalidAnswers; NotAllowed for anybody but themselves and who leads their unit.
    """
    refuse_others(session, officer_id, viewer)
    today = local_day(pack.calendar, at)
    if abs(first - today) > LONGEST:
        raise InvalidAnswers({"first": Problem("out_of_range", between(today - LONGEST, today + LONGEST))})
    if not max(first, today) <= last <= first + LONGEST:
        raise InvalidAnswers({"last": Problem("out_of_range", between(max(first, today), first + LONGEST))})
    same = select(Absence.id).where(Absence.officer_id == officer_id, Absence.first == first, Absence.last == last)
    if session.scalar(same) is None:
        session.add(Absence(id=new_id(), officer_id=officer_id, first=first, last=last))


def between(lowest: date, highest: date) -> dict[str, date]:
    return {"lowest": lowest, "highest": highest}


def drop_absence(session: Session, absence_id: int, *, viewer: Officer) -> None:
    """Take an absence back; one that is gone already changes nothing. Raises: NotAllowed."""
    row = session.get(Absence, absence_id)
    if row is not None:
        refuse_others(session, row.officer_id, viewer)
        session.delete(row)


def note_interest(session: Session, register: str, code: str, *, pack: Pack, viewer: Officer, at: datetime) -> None:
    """Note that the viewer is too close to a body or facility: no case about it will be given to them.

    Raises: InvalidAnswers for what the pack's registers do not hold.
    """
    if register not in REGISTERS or code not in pack.registers[register]:
        raise InvalidAnswers({register if register in REGISTERS else REGISTERS[0]: Problem("unknown_choice", {})})
    if session.get(Interest, (viewer.id, register, code)) is None:
        session.add(Interest(officer_id=viewer.id, register=register, code=code, since=at))


def drop_interest(session: Session, register: str, code: str, *, viewer: Officer) -> None:
    """The viewer is no longer too close to it."""
    session.execute(
        delete(Interest).where(Interest.officer_id == viewer.id, Interest.register == register, Interest.code == code)
    )


def refuse_others(session: Session, officer_id: int, viewer: Officer) -> None:
    """Raises: NotAllowed where the viewer neither is this officer nor leads their unit."""
    if officer_id == viewer.id:
        return
    unit = session.scalar(select(OfficerRow.unit).where(OfficerRow.id == officer_id))
    if not leads(viewer) or unit != viewer.unit:
        raise NotAllowed


def interests_of(session: Session, officers: Iterable[int]) -> Mapping[int, frozenset[TooClose]]:
    """What each officer keeps out of."""
    rows = session.scalars(select(Interest).where(Interest.officer_id.in_(sorted(officers))))
    found: dict[int, frozenset[TooClose]] = {}
    for row in rows:
        found[row.officer_id] = found.get(row.officer_id, frozenset()) | {TooClose(row.register, row.code)}
    return found


def concerned(facts: Iterable[Mapping[str, Value]], pack: Pack) -> frozenset[TooClose]:
    """The bodies and facilities that *facts*, of a case and of its proceedings, are about."""
    return frozenset(
        TooClose(fact.register, str(value))
        for known in facts
        for name, value in known.items()
        if (fact := pack.facts.get(name)) is not None and fact.register in REGISTERS
        if value in pack.registers[fact.register]
    )
