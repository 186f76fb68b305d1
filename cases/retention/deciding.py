"""Four eyes on what goes: one proposes, another confirms or refuses; an order to keep a case stops both."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import CaseNotFound, InvalidAnswers, NotAllowed, ShredRefused
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, LegalHold, Shredding
from cases.retention.acts import HOLD, PROPOSE, REFUSE, RELEASE, SHRED
from cases.retention.listing import is_due
from cases.search.forgetting import forget
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.fields import Problem

DECIDING = frozenset({"representative", "supervisor", "integrity", "commissioner"})


def propose(
    session: Session, reference: str, reason: str, *, pack: Pack, key: str, viewer: Officer, at: datetime
) -> None:
    """Propose a case whose time is over. The same *key* again changes nothing.

    Run it through `database.write`. Raises: CaseNotFound, NotAllowed, InvalidAnswers; ShredRefused: `held`, `not_due`,
    `proposed`.
    """
    case = find_case(session, reference, viewer)
    if journal.find_act(session, key) is not None:
        return
    check_reason(reason, pack.retention.shred)
    refuse_held(session, case)
    if session.get(Shredding, case.id) is not None:
        raise ShredRefused(reference, "proposed")
    if session.scalar(select(Case.id).where(Case.id == case.id, is_due(pack, at))) is None:
        raise ShredRefused(reference, "not_due")
    at = whole_second(at)
    session.add(Shredding(case_id=case.id, reason=reason, proposed_by=viewer.id, proposed_at=at))
    note(session, case, PROPOSE, {"reason": reason}, key=key, viewer=viewer, at=at)


def refuse(session: Session, reference: str, *, key: str, viewer: Officer, at: datetime) -> None:
    """Take a proposal off the list: by who made it, or by the second who does not agree. Raises: CaseNotFound, NotAllowed."""
    case = find_case(session, reference, viewer)
    proposal = session.get(Shredding, case.id)
    if proposal is None or proposal.confirmed_at is not None:
        return
    session.delete(proposal)
    note(session, case, REFUSE, {}, key=key, viewer=viewer, at=whole_second(at))


def confirm(session: Session, reference: str, *, pack: Pack, key: str, viewer: Officer, at: datetime) -> None:
    """Say the second yes: from here on there is no way back. `carrying_out.finish` does the rest.

    Run it through `database.write`. Raises: CaseNotFound, NotAllowed; ShredRefused: `not_proposed`, `same_person`, `held`,
    `not_due`.
    """
    case = find_case(session, reference, viewer)
    proposal = session.get(Shredding, case.id)
    if proposal is None:
        raise ShredRefused(reference, "not_proposed")
    if proposal.confirmed_at is not None:
        return
    if proposal.proposed_by == viewer.id:
        raise ShredRefused(reference, "same_person")
    refuse_held(session, case)
    if session.scalar(select(Case.id).where(Case.id == case.id, is_due(pack, at))) is None:
        raise ShredRefused(reference, "not_due")  # reopened meanwhile
    at = whole_second(at)
    proposal.confirmed_by, proposal.confirmed_at = viewer.id, at
    forget(session, [case.id])
    body = {"reason": proposal.reason, "proposed_by": f"officer:{proposal.proposed_by}"}
    note(session, case, SHRED, body, key=key, viewer=viewer, at=at)


def hold(session: Session, reference: str, reason: str, *, pack: Pack, key: str, viewer: Officer, at: datetime) -> None:
    """Keep a case, also an open one, until it is released; a proposal that waits falls.

    Raises: CaseNotFound, NotAllowed, InvalidAnswers.
    """
    case = find_case(session, reference, viewer)
    check_reason(reason, pack.retention.hold)
    if session.get(LegalHold, case.id) is not None or journal.find_act(session, key) is not None:
        return
    proposal = session.get(Shredding, case.id)
    if proposal is not None and proposal.confirmed_at is not None:
        raise CaseNotFound(reference)
    if proposal is not None:
        session.delete(proposal)
    at = whole_second(at)
    session.add(LegalHold(case_id=case.id, reason=reason, officer_id=viewer.id, since=at))
    note(session, case, HOLD, {"reason": reason}, key=key, viewer=viewer, at=at)


def release(session: Session, reference: str, *, key: str, viewer: Officer, at: datetime) -> None:
    """Let a held case go its way again. Raises: CaseNotFound, NotAllowed."""
    case = find_case(session, reference, viewer)
    held = session.get(LegalHold, case.id)
    if held is not None:
        session.delete(held)
        note(session, case, RELEASE, {"reason": held.reason}, key=key, viewer=viewer, at=whole_second(at))


def find_case(session: Session, reference: str, viewer: Officer) -> Case:
    """A case that the viewer knows of and may decide about. Raises: NotAllowed, CaseNotFound."""
    if DECIDING.isdisjoint(viewer.roles):
        raise NotAllowed
    case = session.scalars(select(Case).where(Case.reference == reference, seen_by(viewer))).one_or_none()
    if case is None:
        raise CaseNotFound(reference)
    return case


def check_reason(reason: str, known: Collection[str]) -> None:
    if reason not in known:
        raise InvalidAnswers({"reason": Problem("required", {})})


def refuse_held(session: Session, case: Case) -> None:
    if session.get(LegalHold, case.id) is not None:
        raise ShredRefused(case.reference, "held")


def note(
    session: Session, case: Case, act: str, body: dict[str, str], *, key: str, viewer: Officer, at: datetime
) -> None:
    case.version += 1
    journal.append(
        session, case_id=case.id, act=act, act_key=key, actor=viewer.actor, at=at, body=body, pack=case.pack,
    )  # fmt: skip
