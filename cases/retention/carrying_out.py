"""Shredding what two people decided on: first the secrets, then the rows; begun once, it is always finished.

The secrets go first. Without them nothing opens any more, in no copy and no backup; what is killed afterwards leaves
rows that are noise, and the worker takes it up where it stood.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from secrets import token_hex

import msgspec
from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import StoreDown
from cases.evidence.store import Store
from cases.keys import shred_ids
from cases.moments import whole_second
from cases.records import Base, BodyFile, Case, Entry, Evidence, EvidenceCopy, LetterLink, Proceeding, Shredding, Upload
from cases.reports import measures, remedied, sides
from cases.reports.about import about_case
from cases.retention.acts import SHRED, as_actor
from cases.viewer import System, Viewer

KEPT = frozenset(
    {"cases", "walls", "proceedings", "journal", "readings", "measures", "remedies", "outcome_records", "shreddings"}
)
"""What stays of a shredded case: the chains, so that they can be verified, and the clear numbers that reports add up."""


def finish(database: Database, *, at: datetime, store: Store | None = None) -> int:
    """Carry out every shredding that was confirmed and is not done; gives how many. Run again, it finishes what is left.

    *store*: where the case's files lie; without it, or when it does not answer, what no row names is swept later.
    """
    done = 0
    for case_id in database.read(confirmed, viewer=System()):
        secrets, places = database.read(belongings, case_id, viewer=System())
        database.shred.destroy(secrets)
        done += database.write(remove, case_id, secrets, viewer=System(), at=at)
        if store is not None:
            with suppress(StoreDown):
                for place in places:
                    store.remove(place)
    return done


def confirmed(session: Session, *, viewer: Viewer) -> Sequence[int]:
    """Cases that two people decided on by the journal; what the row alone says destroys nothing: one would write it."""
    waiting = session.execute(
        select(Shredding.case_id, Shredding.proposed_by, Shredding.confirmed_by, Entry.actor, Entry.body)
        .join(Entry, (Entry.case_id == Shredding.case_id) & (Entry.act == SHRED))
        .where(Shredding.confirmed_at.is_not(None), Shredding.done_at.is_(None))
    )
    return [
        row.case_id
        for row in waiting
        if row.actor == as_actor(row.confirmed_by) != as_actor(row.proposed_by)
        and msgspec.json.decode(row.body)["body"]["proposed_by"] == as_actor(row.proposed_by)
    ]


def belongings(session: Session, case_id: int, *, viewer: Viewer) -> tuple[list[int], list[str]]:
    """The shred secrets that rows of the case name, and the places of its files in the store."""
    places = [
        *session.scalars(select(Upload.place).where(Upload.case_id == case_id)),
        *session.scalars(select(Evidence.place).where(Evidence.case_id == case_id)),
        *session.scalars(select(BodyFile.place).where(BodyFile.case_id == case_id)),
        *session.scalars(select(LetterLink.place).where(LetterLink.case_id == case_id)),
        *session.scalars(
            select(EvidenceCopy.place)
            .join(Evidence, Evidence.id == EvidenceCopy.evidence_id)
            .where(Evidence.case_id == case_id, EvidenceCopy.place.is_not(None))
        ),
    ]
    return shred_ids(session, session.get_one(Case, case_id)), [place for place in places if place]


def remove(session: Session, case_id: int, destroyed: Sequence[int], *, viewer: Viewer, at: datetime) -> bool:
    """Delete every row of the case but what is KEPT, and what could lead from its number to what is.

    False, and nothing is done, where rows name a secret that was not destroyed yet: somebody wrote meanwhile.
    """
    case, shredding = session.get_one(Case, case_id), session.get_one(Shredding, case_id)
    if shredding.done_at is not None or not set(shred_ids(session, case)) <= set(destroyed):
        return False
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            theirs = belonging(table, case_id)
            if theirs is not None:
                session.execute(delete(table).where(theirs))
    counting = sides.counting_in_force(session.connection())
    was = sides.whose_of(session, case, counting)
    forget_facts(session, case, was, counting)
    case.reference = f"shredded-{token_hex(8)}"
    case.facts, case.facility, case.nickname, case.statistic = {}, None, None, None
    measures.forget_facts(session, case)
    now = was._replace(about=about_case(case, counting.body_fact))
    remedied.follow_case(session, case, was, now, counting)
    case.handler_id, case.next_due = None, None
    shredding.done_at = whole_second(at)
    return True


def forget_facts(session: Session, case: Case, whose: sides.Whose, counting: sides.Counting) -> None:
    """Its proceedings know nothing any more, and sums of reports count them as such, and as those of no place or body."""
    nothing = whose._replace(about=whose.about._replace(facility="", body=""))
    for proceeding in session.scalars(select(Proceeding).where(Proceeding.case_id == case.id)):
        before = sides.Standing(proceeding.stage, proceeding.facts, proceeding.ended_at)
        proceeding.facts = {}
        if not proceeding.main:
            after = sides.Standing(proceeding.stage, {}, proceeding.ended_at)
            sides.note(session, proceeding, before, None, whose=whose, counting=counting)
            sides.note(session, proceeding, None, after, whose=nothing, counting=counting)


def belonging(table: Table, case_id: int) -> ColumnElement[bool] | None:
    """A condition on the rows of *table* that hang on the case, on its complaints, its files…; None where none can.

    By the tables' own references, so that a table that comes later is shredded with the rest unless it is named in KEPT.
    """
    conditions = []
    for key in table.foreign_keys:
        parent = key.column.table
        if parent.name == "cases":
            conditions.append(key.parent == case_id)
        elif parent is not table and (theirs := belonging(parent, case_id)) is not None:
            conditions.append(key.parent.in_(select(key.column).where(theirs)))
    return or_(*conditions) if conditions else None
