"""Whether the shred store at hand is the one that the rows were covered by: with another, new cases would open nowhere else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import WrongShredStore
from cases.records import Shredding, Wrap
from cases.viewer import System, Viewer

LOOKED_AT = 50


def check_store(database: Database) -> None:
    """Let no server run with a store that has none of the secrets that rows name.

    Two machines that each keep a store of their own, a folder that was put back without it: found before anything is
    filed under it. Raises: WrongShredStore.
    """
    named = database.read(some_named, viewer=System())
    if named and not database.shred.find_all(named):
        raise WrongShredStore


def some_named(session: Session, *, viewer: Viewer) -> list[int]:
    """Secrets that some rows of cases name which nobody shreds."""
    shredded = select(Shredding.case_id).where(Shredding.confirmed_at.is_not(None))
    rows = session.scalars(
        select(Wrap.shred).where(Wrap.shred.is_not(None), Wrap.case_id.not_in(shredded)).limit(LOOKED_AT)
    )
    return [one for one in rows if one is not None]
