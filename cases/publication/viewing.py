"""Proposals as the page shows them: those that wait, what was decided, and one of them whole."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.casefile.opening import officer_names
from cases.errors import ArashaError, PackFault, ProposalRefused
from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.publication.change import Change
from cases.publication.comparing import Changes, compare
from cases.publication.counting import Counted
from cases.publication.gate import inspect_once
from cases.publication.people import may_confirm
from cases.publication.reach import compare_reach, seal_of
from cases.records import Pack as PackRow
from cases.records import PackProposal
from cases.viewer import Officer

SHOWN = 50
"""Decided proposals on the page, the newest first."""


class Line(msgspec.Struct, frozen=True):
    """One proposal in a list. *stale*: another pack was published since, so it can no longer be."""

    id: int
    name: str
    pack: str
    by: str
    at: datetime
    mine: bool
    stale: bool
    verdict: str | None
    decided_by: str
    decided_at: datetime | None
    reason: str


class Shown(msgspec.Struct, frozen=True):
    """A proposal whole. *faults* and *against*: what the gate and the comparison say no to; then there is nothing to confirm.

    *new* is None when the gate does not let it through; *changes* when something stands against it.
    """

    line: Line
    old: Pack
    new: Pack | None
    faults: tuple[PackFault, ...]
    against: ArashaError | None
    changes: Changes | None
    reach: tuple[Change, ...]
    counted: Counted
    may_confirm: bool
    """Whether the viewer may say yes: another person than who proposed, with an office that answers for content."""
    may_reject: bool

    @property
    def seal(self) -> str:
        return seal_of(self.old.hash, self.line.pack, self.reach)


def list_proposals(session: Session, *, pack: Pack, viewer: Officer) -> tuple[Line, ...]:
    """Those that wait first, then what was decided, each the newest first. *pack*: the one in force."""
    names = officer_names(session)
    rows = session.scalars(
        select(PackProposal)
        .order_by(PackProposal.verdict.is_not(None), PackProposal.proposed_at.desc(), PackProposal.id)
        .limit(SHOWN)
    )
    return tuple(line_of(row, pack, viewer, names) for row in rows)


def show_proposal(session: Session, proposal_id: int, *, pack: Pack, viewer: Officer) -> Shown:
    """One proposal: put through the gate again and compared with the pack that it is based on.

    Takes a second or two: run it through `database.read`. Raises: ProposalRefused `gone`.
    """
    row = session.get(PackProposal, proposal_id)
    if row is None:
        raise ProposalRefused("gone")
    line = line_of(row, pack, viewer, officer_names(session))
    found = inspect_once(row.files)
    old, new = base_of(session, row, pack), found.pack
    against: ArashaError | None = None
    changes: Changes | None = None
    reach: tuple[Change, ...] = ()
    if new is not None:
        try:
            reach = compare_reach(old, new)
            changes = compare(session, old, new, viewer=viewer) if row.verdict is None else None
        except ArashaError as error:
            against = error
    fit = may_confirm(viewer, pack)
    waits = row.verdict is None
    return Shown(
        line=line,
        old=old,
        new=new,
        faults=found.faults,
        against=against,
        changes=changes,
        reach=reach,
        counted=msgspec.convert(row.counted, Counted),
        may_confirm=waits and fit and not line.mine and not line.stale and new is not None and against is None,
        may_reject=waits and (fit or line.mine),
    )


def base_of(session: Session, row: PackProposal, pack: Pack) -> Pack:
    """The pack that a proposal was compared with. Raises: ProposalRefused `gone`."""
    if row.base == pack.hash:
        return pack
    stored = session.get(PackRow, row.base)
    if stored is None:
        raise ProposalRefused("gone")
    return load_stored(stored.files)


def line_of(row: PackProposal, pack: Pack, viewer: Officer, names: dict[int, str]) -> Line:
    return Line(
        id=row.id,
        name=row.name,
        pack=row.pack,
        by=names.get(row.proposed_by, ""),
        at=row.proposed_at,
        mine=row.proposed_by == viewer.id,
        stale=row.verdict is None and row.base != pack.hash,
        verdict=row.verdict,
        decided_by=names.get(row.decided_by, "") if row.decided_by is not None else "",
        decided_at=row.decided_at,
        reason=row.reason or "",
    )
