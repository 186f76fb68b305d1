"""Shredding what two people decided on: first the secrets, then the rows; begun once, it is always finished.

The secrets go first. Without them nothing opens any more, in no copy and no backup; what is killed afterwards leaves
rows that are noise, and the worker takes it up where it stood.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.keys import shred_ids
from cases.moments import whole_second
from cases.records import Base, Case, Complaint, Proceeding, Shredding
from cases.viewer import System, Viewer

KEPT = frozenset({"cases", "proceedings", "journal", "readings", "measures", "remedies", "shreddings"})
"""What stays of a shredded case: the chains, so that they can be verified, and the clear numbers that reports add up."""
PARENTS: Mapping[str, type[Complaint | Proceeding]] = {"complaints.id": Complaint, "proceedings.id": Proceeding}


def finish(database: Database, *, at: datetime) -> int:
    """Carry out every shredding that was confirmed and is not done; gives how many. Run again, it finishes what is left."""
    done = 0
    for case_id in database.read(confirmed, viewer=System()):
        secrets = database.read(secrets_of, case_id, viewer=System())
        database.shred.destroy(secrets)
        done += database.write(remove, case_id, secrets, viewer=System(), at=at)
    return done


def confirmed(session: Session, *, viewer: Viewer) -> Sequence[int]:
    return session.scalars(
        select(Shredding.case_id).where(Shredding.confirmed_at.is_not(None), Shredding.done_at.is_(None))
    ).all()


def secrets_of(session: Session, case_id: int, *, viewer: Viewer) -> list[int]:
    return shred_ids(session, session.get_one(Case, case_id))


def remove(session: Session, case_id: int, destroyed: Sequence[int], *, viewer: Viewer, at: datetime) -> bool:
    """Delete every row of the case but what is KEPT, and what could lead from its number to what is.

    False, and nothing is done, where rows name a secret that was not destroyed yet: somebody wrote meanwhile.
    """
    case, shredding = session.get_one(Case, case_id), session.get_one(Shredding, case_id)
    if shredding.done_at is not None or not set(shred_ids(session, case)) <= set(destroyed):
        return False
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            delete_rows(session, table, case_id)
    for proceeding in session.scalars(select(Proceeding).where(Proceeding.case_id == case_id)):
        proceeding.facts = {}
    case.reference = f"shredded-{token_hex(8)}"
    case.facts, case.facility, case.nickname, case.statistic = {}, None, None, None
    case.handler_id, case.next_due = None, None
    shredding.done_at = whole_second(at)
    return True


def delete_rows(session: Session, table: Table, case_id: int) -> None:
    """Delete what hangs on the case, on its complaints or on its proceedings.

    By the tables' own references, so that a table that comes later is shredded with the rest unless it is named in KEPT.
    """
    for key in table.foreign_keys:
        parent = PARENTS.get(key.target_fullname)
        if key.target_fullname == "cases.id":
            session.execute(delete(table).where(key.parent == case_id))
        elif parent is not None:
            theirs = select(parent.id).where(parent.case_id == case_id)
            session.execute(delete(table).where(key.parent.in_(theirs)))
