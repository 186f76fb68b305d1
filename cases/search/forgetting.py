"""A case leaves the index of a unit, or of all, in the transaction that is the reason: a wall, a transfer, shredding."""

from collections.abc import Iterable

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cases.records import Case, SearchedCase, SearchToken


def forget(session: Session, case_ids: Iterable[int], *, unit: str | None = None) -> None:
    """Take cases out of the index of *unit*, or of every unit."""
    ids = list(case_ids)
    for record in (SearchToken, SearchedCase):
        theirs = delete(record).where(record.case_id.in_(ids))
        session.execute(theirs if unit is None else theirs.where(record.unit == unit))


def look_again(session: Session, case: Case) -> None:
    """Have the case looked at when it is opened next: something was written that makes no entry in its journal."""
    session.execute(update(SearchedCase).where(SearchedCase.case_id == case.id).values(entries=0))
