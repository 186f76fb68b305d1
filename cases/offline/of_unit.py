"""Which cases go along when everything of one unit is handed over: to its successor, a court, or a system that comes after."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import NotAllowed, UnknownUnit
from cases.records import Case, Unit
from cases.viewer import Officer
from cases.visibility import seen_by

HANDING_OVER: Final = frozenset({"representative", "supervisor", "commissioner"})
"""One case is taken out by whoever reads it; a whole unit by those who answer for it."""


def references_of(session: Session, unit: str, *, viewer: Officer) -> list[str]:
    """References of all cases that *unit* is responsible for and the viewer may know of, the oldest first.

    Of cases behind a wall that keeps the viewer out nothing is said, not even that there are any.
    Raises: UnknownUnit; NotAllowed for who does not lead, or does not hold the unit's key.
    """
    if session.get(Unit, unit) is None:
        raise UnknownUnit(unit)
    if not HANDING_OVER & viewer.roles or unit not in viewer.units:
        raise NotAllowed
    found = select(Case.reference).where(Case.unit == unit, seen_by(viewer)).order_by(Case.received_at, Case.id)
    return list(session.scalars(found))
