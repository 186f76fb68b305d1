"""Who reads a walled case: by persons, because a unit keeps its key only while nobody of it is kept out (design 04 §4.2)."""

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.circle.people import members_of, officer_entries, officers_holding, reader_ids, readers_among
from cases.doors import staff
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.records import Case, Complaint, MailboxWrap
from cases.records import Officer as OfficerRow
from cases.vault.directory import DirectoryEntry
from cases.viewer import Officer
from cases.worklist.availability import LEADS
from cases.worklist.desk_rows import circle_of
from workflows.fields import Problem

FEWEST = 2
"""People who must be able to read a walled case: one alone could be ill, or be the matter."""
Handling = Literal["same", "stand_in"]


class Reader(msgspec.Struct, frozen=True):
    """Somebody who can read the case now, or is kept out of it."""

    id: int
    name: str
    unit: str
    roles: tuple[str, ...]


class Circle(msgspec.Struct, frozen=True):
    """Who reads a walled case: whole units, and single officers of units that have somebody who must not."""

    lead: str
    units: tuple[str, ...]
    officers: tuple[int, ...]


def circle_without(session: Session, case: Case, out: Collection[int], *, handling: Handling, pack: Pack) -> Circle:
    """Who reads the case when *out* must not. Raises: InvalidAnswers where too few would be left."""
    held, singles = circle_of(session, case), officers_holding(session, case)
    stand_in = pack.units[case.unit].stands_in
    lead = stand_in if handling == "stand_in" and stand_in else case.unit
    wanted = {lead, *held} if out else {case.unit, *pack.units[case.unit].escalates_to, *held}
    if out:
        wanted.discard(pack.institution.duty)  # its members change with the roster
    members = members_of(session, wanted)
    whole = {unit for unit in wanted if not members[unit] & frozenset(out)}
    if lead not in whole and lead != case.unit:
        raise InvalidAnswers({"people": Problem("stand_in_excluded", {})})
    parted = wanted - whole - ({case.unit} if lead != case.unit else set())
    staying = {one.id for unit in parted for one in readers_among(session, unit) if one.id in members[unit]}
    former = {one for one in singles if one not in {m for unit in whole for m in members[unit]}}
    officers = (staying | former) - frozenset(out)
    inside = officers | {one.id for unit in whole for one in readers_among(session, unit)}
    deciding = [one for one in rows_of(session, inside) if one.unit == lead and not LEADS.isdisjoint(one.roles)]
    if len(inside - frozenset(out)) < FEWEST or not deciding:
        raise InvalidAnswers({"people": Problem("too_few_left", {})})
    return Circle(lead, tuple(sorted(whole)), tuple(sorted(officers)))


def entries_of(session: Session, circle: Circle, viewer: Officer) -> tuple[DirectoryEntry, ...]:
    units = staff.unit_entries(session, circle.units, viewer=viewer) if circle.units else ()
    return (*units, *officer_entries(session, circle.officers))


def readers_of(session: Session, case: Case) -> list[Reader]:
    """Active officers who can open the case, by unit and name."""
    return people(session, reader_ids(session, case))


def people(session: Session, ids: Collection[int]) -> list[Reader]:
    return [Reader(one.id, one.name, one.unit, tuple(one.roles)) for one in rows_of(session, ids)]


def rows_of(session: Session, ids: Collection[int]) -> Sequence[OfficerRow]:
    return session.scalars(
        select(OfficerRow)
        .where(OfficerRow.id.in_(sorted(ids)), OfficerRow.active)
        .order_by(OfficerRow.unit, OfficerRow.name)
    ).all()


def other_readers(session: Session, case: Case, out: Collection[int]) -> list[int]:
    """Cases that read this one's mailboxes and that somebody of *out* can open."""
    own = select(Complaint.id).where(Complaint.case_id == case.id)
    shares = select(MailboxWrap.case_id).where(MailboxWrap.complaint_id.in_(own))
    found = []
    for other in session.scalars(select(Case).where(Case.id.in_(shares))).all():
        inside = {one.id for one in readers_of(session, other)}
        if inside & frozenset(out):
            found.append(other.id)
    return found
