"""Another unit joins a case's circle: the file key is sealed to it by an officer who can open it. Workers cannot."""

from datetime import datetime

from sqlalchemy.orm import Session

from cases.circle import pending
from cases.circle.epochs import add_members, open_epochs
from cases.circle.people import barred
from cases.doors import staff
from cases.errors import ActRefused, CannotOpen, UnknownUnit, UnsignedKey
from cases.records import Case
from cases.viewer import Officer, System, Viewer
from cases.worklist.desk_rows import circle_of
from workflows.engine import Decision, Refusal


def joining(session: Session, case: Case, decision: Decision) -> list[str]:
    """Units that the decision lets read the case and that cannot yet: the one that joins, the one that it goes to."""
    named = [unit for unit in (decision.widens, decision.moves) if unit is not None]
    if not named:
        return []
    circle = circle_of(session, case)
    return [unit for unit in dict.fromkeys(named) if unit not in circle]


def asking(session: Session, case: Case, decision: Decision, *, viewer: Viewer) -> list[str]:
    """Units that the decision lets in by the system, so that they wait for somebody who holds the key."""
    return [] if isinstance(viewer, Officer) else joining(session, case, decision)


def check_keys(session: Session, case: Case, decision: Decision, *, viewer: Viewer) -> None:
    """See, before anything is written, that the viewer can let in whom the decision lets in. Raises: ActRefused.

    The system holds no keys: what it lets in waits for somebody of the circle (`circle.pending`).
    """
    units = joining(session, case, decision)
    if not units:
        return
    if shut := barred(session, case, units):
        raise ActRefused(Refusal("walled", {"unit": min(shut)}))
    for unit in units:
        if not isinstance(viewer, System):
            check_viewer(session, case, unit, viewer=viewer)
        try:
            staff.unit_entries(session, [unit], viewer=viewer)
        except UnknownUnit:
            raise ActRefused(Refusal("no_such_unit", {"unit": unit})) from None


def widen(session: Session, case: Case, decision: Decision, *, viewer: Viewer, at: datetime) -> list[str]:
    """Seal the file key, of every epoch, to each unit that the decision lets in; gives them. Raises: ActRefused.

    Asked by the system, they wait and are not among what is given.
    """
    joined = joining(session, case, decision)
    if not isinstance(viewer, Officer):
        for unit in joined:
            pending.ask(session, case, unit, at=at)
        return []
    for unit in joined:
        try:
            add_members(session, case, staff.unit_entries(session, [unit], viewer=viewer), viewer=viewer, at=at)
        except UnsignedKey:
            raise ActRefused(Refusal("no_such_unit", {"unit": unit})) from None
        except CannotOpen:
            raise ActRefused(Refusal("no_key", {"unit": unit})) from None
    return joined


def check_viewer(session: Session, case: Case, unit: str, *, viewer: Viewer) -> None:
    """Raises: ActRefused for whoever cannot open the case, or has no directory to check *unit* by."""
    if isinstance(viewer, Officer) and viewer.pinned is not None:
        try:
            open_epochs(session, case, viewer=viewer)
        except CannotOpen:
            pass
        else:
            return
    raise ActRefused(Refusal("no_key", {"unit": unit}))
