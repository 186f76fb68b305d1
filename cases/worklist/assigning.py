"""Whose case it is: given by who leads the unit, taken by an officer, or handed on while somebody is away."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import CaseNotFound, ChangedMeanwhile, NotAllowed, NotForThem
from cases.packs.jurisdiction import Pack
from cases.planning import tasks
from cases.records import Case
from cases.records import Officer as OfficerRow
from cases.viewer import Officer, Viewer
from cases.visibility import seen_by
from cases.worklist.availability import LEADS
from cases.worklist.candidates import HANDLING, Candidate, rank_candidates
from cases.worklist.giving import give

ASSIGN, TAKE, LET_GO = "assign", "take", "let_go"


class HandedOn(msgspec.Struct, frozen=True):
    """A case of somebody absent, and who has it now; None where nobody of the unit could take it."""

    reference: str
    handler: str | None


def suggest(session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime) -> tuple[Candidate, ...]:
    """Who could handle the case, the suggestion first, with reasons. Raises: CaseNotFound, NotAllowed."""
    case = find_led(session, reference, viewer)
    return tuple(rank_candidates(session, case, pack=pack, at=at))


def assign(
    session: Session, reference: str, officer_id: int, *, version: int | None, pack: Pack, viewer: Officer, at: datetime
) -> str:
    """Give the case to an officer of its unit; gives their name. Run it through `database.write`.

    *version*: of the case that the form was drawn from. The same officer again changes nothing. Raises: CaseNotFound;
    NotAllowed for who does not lead the unit; ChangedMeanwhile; NotForThem for somebody who must keep out of it.
    """
    case = find_led(session, reference, viewer)
    ranked = rank_candidates(session, case, pack=pack, at=at)
    chosen = next((one for one in ranked if one.id == officer_id), None)
    if chosen is not None and case.handler_id == chosen.id:
        return chosen.name
    if version is not None and version != case.version:
        raise ChangedMeanwhile(reference)
    if chosen is None or not chosen.may:
        raise NotForThem(reference)
    body = {"handler": chosen.id, "suggested": chosen.suggested, "because": [one.code for one in chosen.reasons]}
    give(session, [case], ASSIGN, body, viewer=viewer, at=at)
    return chosen.name


def hand_on(session: Session, officer_id: int, *, pack: Pack, viewer: Officer, at: datetime) -> list[HandedOn]:
    """Give every open case of an officer of the viewer's unit to whom the house suggests, the most urgent first, with its tasks.

    One transaction; each case weighs on its new handler before the next is given. Raises: NotAllowed.
    """
    unit = session.scalar(select(OfficerRow.unit).where(OfficerRow.id == officer_id))
    if LEADS.isdisjoint(viewer.roles) or unit != viewer.unit:
        raise NotAllowed
    handed = []
    held = session.scalars(
        select(Case)
        .where(Case.handler_id == officer_id, Case.open, Case.unit == viewer.unit, seen_by(viewer))
        .order_by(Case.urgency, Case.next_due, Case.received_at, Case.id)
    ).all()
    for case in held:
        ranked = rank_candidates(session, case, pack=pack, at=at, but=officer_id)
        chosen = next((one for one in ranked if one.suggested), None)
        if chosen is not None:
            body = {"handler": chosen.id, "suggested": True, "from": officer_id}
            give(session, [case], ASSIGN, body, viewer=viewer, at=at)
            tasks.pass_on(session, case, officer_id, chosen.id, pack=pack, viewer=viewer, at=at)
            session.flush()
        handed.append(HandedOn(case.reference, chosen.name if chosen else None))
    return handed


def let_go(session: Session, officer_id: int, *, viewer: Viewer, at: datetime) -> int:
    """Take every open case out of the hands of an officer who is here no longer; gives how many. Their unit hands them out.

    Run it in the `write` that ends the officer's part in the unit: it asks nobody's rank.
    """
    held = session.scalars(
        select(Case).where(Case.handler_id == officer_id, Case.open).order_by(Case.received_at, Case.id)
    ).all()
    give(session, held, LET_GO, {"handler": None, "from": officer_id}, viewer=viewer, at=at)
    return len(held)


def take(session: Session, reference: str, *, viewer: Officer, at: datetime) -> None:
    """Make the viewer the handler of a case of their own unit that nobody has; what is theirs already stays theirs.

    Raises: CaseNotFound; NotAllowed for another unit's case or a role that handles none; ChangedMeanwhile when somebody
    else was quicker.
    """
    case = find_seen(session, reference, viewer)
    if not may_take(case, viewer):
        raise NotAllowed
    if case.handler_id == viewer.id:
        return
    if case.handler_id is not None:
        raise ChangedMeanwhile(reference)
    give(session, [case], TAKE, {"handler": viewer.id}, viewer=viewer, at=at)


def may_take(case: Case, viewer: Officer) -> bool:
    """Whether the viewer could be the case's handler."""
    return case.open and case.unit == viewer.unit and not HANDLING.isdisjoint(viewer.roles)


def find_seen(session: Session, reference: str, viewer: Officer) -> Case:
    case = session.scalars(select(Case).where(Case.reference == reference, seen_by(viewer))).one_or_none()
    if case is None:
        raise CaseNotFound(reference)
    return case


def find_led(session: Session, reference: str, viewer: Officer) -> Case:
    """A case of the unit that the viewer leads. Raises: CaseNotFound, NotAllowed."""
    case = find_seen(session, reference, viewer)
    if LEADS.isdisjoint(viewer.roles) or case.unit != viewer.unit or not case.open:
        raise NotAllowed
    return case
