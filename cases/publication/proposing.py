"""The first of four eyes: a pack is compared with the one in force, the past is lived again by it, then it is proposed."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import NotAnArashaFolder, ProposalRefused
from cases.moments import whole_second
from cases.packs import packs
from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.publication.change import Change
from cases.publication.comparing import Changes, compare
from cases.publication.counting import Counted, count_past
from cases.publication.entering import note_proposed
from cases.publication.people import proposer
from cases.publication.reach import compare_reach, seal_of
from cases.publication.receivers import refuse_clearer
from cases.records import Pack as PackRow
from cases.records import PackProposal
from cases.records.base import new_id
from cases.viewer import Viewer


class Prepared(msgspec.Struct, frozen=True):
    """A pack that passed the gate, with all that it would change of *old*, the one in force."""

    old: Pack
    pack: Pack
    changes: Changes
    reach: tuple[Change, ...]
    counted: Counted

    @property
    def seal(self) -> str:
        return seal_of(self.old.hash, self.pack.hash, self.reach)


def prepare(session: Session, new: Pack, *, present: Pack, viewer: Viewer, at: datetime) -> Prepared:
    """Compare *new* with *present*, the pack in force, and count what it would have meant.

    Slow: run it through `database.read`. Raises: VersionKept, ProcedureGone, UnitsWithoutKeys; SealedMadeClear, also for what
    any earlier pack sealed: in two steps nothing becomes clear either.
    """
    changes = compare(session, present, new, viewer=viewer)
    reach = compare_reach(present, new)
    earlier = select(PackRow).where(PackRow.hash.not_in((present.hash, new.hash)))
    for row in session.scalars(earlier):
        refuse_clearer(load_stored(row.files), new)
    return Prepared(present, new, changes, reach, count_past(session, new, changes, pack=present, at=at))


def propose(session: Session, prepared: Prepared, *, name: str, viewer: Viewer, at: datetime) -> int:
    """Lay the pack before a second person; gives the proposal's id. The same again by the same person is the same one.

    Run it through `database.write`. Raises: NotAllowed; ProposalRefused: `same`, `stale`.
    """
    officer, at = proposer(viewer), whole_second(at)
    new, base = prepared.pack, prepared.old.hash
    if new.hash == base:
        raise ProposalRefused("same")
    present = packs.edition(session, viewer=viewer)
    if present is None:
        raise NotAnArashaFolder
    if present.pack != base:
        raise ProposalRefused("stale")
    waiting = select(PackProposal.id).where(
        PackProposal.pack == new.hash,
        PackProposal.base == base,
        PackProposal.proposed_by == officer.id,
        PackProposal.verdict.is_(None),
    )
    if (known := session.scalars(waiting.limit(1)).first()) is not None:
        return known
    counted = msgspec.to_builtins(prepared.counted)
    said = {"pack": new.hash, "name": name, "base": base, "seen": prepared.seal, "counted": counted}
    row = PackProposal(
        id=new_id(), pack=new.hash, name=name, files=dict(new.files), base=base, seen=prepared.seal,
        entry=note_proposed(session, said, viewer=officer, at=at), counted=counted, proposed_by=officer.id,
        proposed_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id
