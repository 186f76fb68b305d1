"""What another pack would have meant for the past, and means for what is open: numbers only, counted when it is proposed."""

from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import NoWayBetween
from cases.packs import migrating, replaying
from cases.packs.jurisdiction import Pack
from cases.publication.comparing import Changes
from cases.records import Case
from cases.viewer import System
from workflows.replay import Kind


class Standing(msgspec.Struct, frozen=True):
    """Open proceedings of a procedure that the new pack has in another version. They stay on theirs.

    *movable*: how many of them `migrate-procedure` could take over afterwards.
    """

    procedure: str
    before: int
    after: int
    open: int
    movable: int


class Counted(msgspec.Struct, frozen=True):
    """Counts of a replay of all that happened, and of what is open. Nothing in it names a case."""

    cases: int = 0
    acts: int = 0
    skipped: int = 0
    """Cases whose journal could not be followed."""
    kinds: dict[str, tuple[int, int]] = {}
    """Kind of difference → how often, and on how many cases."""
    moved: int = 0
    """Open cases that would have another unit, or another circle, were they filed again."""
    standing: tuple[Standing, ...] = ()


def count_past(session: Session, new: Pack, changes: Changes, *, pack: Pack, at: datetime) -> Counted:
    """Live the past again by *new* and look at what is open now. *pack*: the one in force.

    Run it through `database.read`: it takes minutes in a large house. Cases are counted whoever may see them, walled ones
    too; only the sums leave.
    """
    done = replaying.replay(session, new, pack=pack, since=None, viewer=System(), at=at)
    routed = {
        found.reference
        for found in done.found
        if found.difference.kind is Kind.ROUTE and found.difference.what in ("unit", "circle")
    }
    still_open = set(session.scalars(select(Case.reference).where(Case.open))) if routed else set()
    return Counted(
        cases=done.cases,
        acts=done.acts,
        skipped=done.skipped,
        kinds={str(kind): (done.counts[kind], done.cases_by_kind[kind]) for kind in Kind if done.counts[kind]},
        moved=len(routed & still_open),
        standing=tuple(
            Standing(
                one.name, one.before, one.after, one.open, movable(session, one.name, one.before, new, pack=pack, at=at)
            )
            for one in changes.procedures
            if one.before and one.after and one.open
        ),
    )


def movable(session: Session, name: str, version: int, new: Pack, *, pack: Pack, at: datetime) -> int:
    """Open proceedings of *version* that the new one says how to take over."""
    older = {**pack.older, **{(one.name, one.version): one for one in pack.procedures.values()}}
    both = replace(new, older=older, calendar=pack.calendar)
    try:
        told = migrating.foretell(
            session, name, version, new.procedures[name].version, pack=both, viewer=System(), at=at
        )
    except NoWayBetween:
        return 0
    return sum(one.refused is None for one in told.planned)
