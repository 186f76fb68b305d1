"""“Give me the next case”: by urgency, then deadline, then age, passing over what an officer must not or should not have."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import NotAllowed
from cases.packs.jurisdiction import Pack
from cases.records import Case, DeskRow
from cases.viewer import Officer
from cases.worklist.assigning import TAKE
from cases.worklist.availability import TooClose, absences_of, interests_of
from cases.worklist.candidates import HANDLING, handlers_of, matter_of
from cases.worklist.desk_rows import ASIDE
from cases.worklist.giving import give
from workflows.calendars import local_day

LOOKED_AT = 100
"""Cases passed over before we say that there is none: an officer who may have none of a hundred asks who leads the unit."""
WAITING = (
    select(Case)
    .join(DeskRow, DeskRow.case_id == Case.id)
    .where(DeskRow.handler_id.is_(None), DeskRow.lead == DeskRow.unit, DeskRow.rank < ASIDE)
    .order_by(DeskRow.urgency, DeskRow.next_due, DeskRow.received_at, DeskRow.case_id)
    .limit(LOOKED_AT)
)


class NextCase(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer was given and why: it is the most urgent, then the first due, then the oldest of those left.

    `passed` counts what came before it: `interest`, `involved`, `role` and `language`, the last only where somebody here
    speaks it.
    """

    reference: str | None
    """None where nothing is left that they may have."""
    urgency: int | None
    due: datetime | None
    passed: Mapping[str, int]


def take_next(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> NextCase:
    """Make the viewer the handler of the case of their unit that should be looked at next.

    Run it through `database.write`: two who ask at once never get the same. Raises: NotAllowed for a role that handles
    none.
    """
    if HANDLING.isdisjoint(viewer.roles):
        raise NotAllowed
    spoken = spoken_here(session, viewer, pack=pack, at=at)
    close = interests_of(session, [viewer.id]).get(viewer.id, frozenset())
    passed: Counter[str] = Counter()
    for case in session.scalars(WAITING.where(DeskRow.unit == viewer.unit)):
        against = why_not(session, case, viewer, close, spoken, pack=pack)
        if against is None:
            give(session, [case], TAKE, {"handler": viewer.id, "next": True}, viewer=viewer, at=at)
            return NextCase(reference=case.reference, urgency=case.urgency, due=case.next_due, passed=dict(passed))
        passed[against] += 1
    return NextCase(reference=None, urgency=None, due=None, passed=dict(passed))


def why_not(
    session: Session, case: Case, viewer: Officer, close: frozenset[TooClose], spoken: frozenset[str], *, pack: Pack
) -> str | None:
    """Why the viewer is not given this case, if so. *close*: what they keep out of; *spoken*: languages of colleagues here."""
    if case.language not in viewer.languages and case.language in spoken:
        return "language"
    matter = matter_of(session, case, pack=pack)
    if close & matter.close_to:
        return "interest"
    if viewer.actor in matter.involved:
        return "involved"
    return "role" if viewer.roles.isdisjoint(matter.roles) else None


def spoken_here(session: Session, viewer: Officer, *, pack: Pack, at: datetime) -> frozenset[str]:
    """Languages that others of the viewer's unit speak who are here today."""
    today = local_day(pack.calendar, at)
    others = [one for one in handlers_of(session, viewer.unit) if one.id != viewer.id]
    absences = absences_of(session, [one.id for one in others], ending_from=today)
    here = [one for one in others if all(spell.first > today for spell in absences.get(one.id, ()))]
    return frozenset(language for one in here for language in one.languages)
