"""The second of four eyes: somebody else, who answers for content, puts the pack in force that they have seen, or says no."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import InvalidAnswers, NotAllowed, ProposalRefused
from cases.journals.institution_journal import Noted, note, read_entry
from cases.moments import whole_second
from cases.packs import packs
from cases.packs.files import digest
from cases.packs.jurisdiction import Pack
from cases.publication.entering import CONFIRMED, PROPOSED, REJECTED
from cases.publication.people import may_confirm
from cases.publication.viewing import Shown
from cases.records import Pack as PackRow
from cases.records import PackProposal
from cases.viewer import Officer
from workflows.answers import Problem
from workflows.answers import text as read_words

PUBLISHED: Final = "published"
NOT_PUBLISHED: Final = "rejected"
LONGEST_REASON: Final = 500
"""Characters."""


def confirm(session: Session, shown: Shown, *, seen: str, viewer: Officer, at: datetime) -> None:
    """Put the proposed pack in force, if it is what the viewer has *seen* (the seal that the page carried).

    *shown*: the proposal as it stands now, looked at outside the transaction. Who proposed it, what and against which pack
    is taken from the journal's entry, never from the row alone. Run it through `database.write`. Raises: NotAllowed;
    ProposalRefused: `gone`, `decided`, `altered`, `same_person`, `stale`, `unseen`.
    """
    if not may_confirm(viewer, shown.old):
        raise NotAllowed
    row = find_waiting(session, shown.line.id)
    said = told_of(session, row)
    if viewer.actor == said.actor or row.proposed_by == viewer.id:
        raise ProposalRefused("same_person")
    present = packs.edition(session, viewer=viewer)
    if present is None or not (present.pack == said.body["base"] == shown.old.hash):
        raise ProposalRefused("stale")
    new = shown.new
    if new is None or not (seen == said.body["seen"] == shown.seal) or new.hash != said.body["pack"]:
        raise ProposalRefused("unseen")
    since = later_than_all(session, whole_second(at))
    packs.publish(session, new, name=row.name, viewer=viewer, at=since)
    row.decided_by, row.decided_at, row.verdict = viewer.id, whole_second(at), PUBLISHED
    session.flush()
    body = {
        "proposal": said.sequence,
        "pack": new.hash,
        "base": present.pack,
        "seen": seen,
        "since": int(since.timestamp()),
    }
    note(session, CONFIRMED, body, viewer=viewer, at=whole_second(at))


def reject(session: Session, proposal_id: int, reason: str, *, pack: Pack, viewer: Officer, at: datetime) -> None:
    """Say no, or take one's own proposal back; with the reason, which the journal keeps. *pack*: the one in force.

    Run it through `database.write`. Raises: NotAllowed, InvalidAnswers; ProposalRefused: `gone`, `decided`.
    """
    row = find_waiting(session, proposal_id)
    if row.proposed_by != viewer.id and not may_confirm(viewer, pack):
        raise NotAllowed
    words = read_words(reason, limit=LONGEST_REASON, lines=False) if reason.strip() else Problem("required")
    if isinstance(words, Problem):
        raise InvalidAnswers({"reason": words})
    row.decided_by, row.decided_at, row.verdict, row.reason = viewer.id, whole_second(at), NOT_PUBLISHED, words
    session.flush()
    body = {"proposal": row.entry, "pack": row.pack, "reason": words}
    note(session, REJECTED, body, viewer=viewer, at=whole_second(at))


def find_waiting(session: Session, proposal_id: int) -> PackProposal:
    """A proposal that nobody has decided, kept from others until this transaction ends. Raises: ProposalRefused."""
    row = session.get(PackProposal, proposal_id, with_for_update=True)
    if row is None:
        raise ProposalRefused("gone")
    if row.verdict is not None:
        raise ProposalRefused("decided")
    return row


def told_of(session: Session, row: PackProposal) -> Noted:
    """What the journal tells of the proposal: another row, other files or another proposer are found out here.

    Raises: ProposalRefused `altered`.
    """
    said = read_entry(session, row.entry)
    if (
        said is None
        or said.act != PROPOSED
        or said.actor != f"officer:{row.proposed_by}"
        or (said.body["pack"], said.body["base"], said.body["seen"]) != (row.pack, row.base, row.seen)
        or digest(row.files) != row.pack
    ):
        raise ProposalRefused("altered")
    return said


def later_than_all(session: Session, at: datetime) -> datetime:
    """A moment by which the new pack is the newest, also when another one was published in this very second."""
    last = session.scalar(select(func.max(PackRow.published_at)))
    return at if last is None or last < at else last + timedelta(seconds=1)
