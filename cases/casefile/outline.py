"""A case without a sealed word: where it stands and what may be done. It takes nobody's keys, so nothing is noted as read."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.proceedings import open_among, proceedings_of
from cases.alarms import notices
from cases.casefile.proceedings import proceeding_views
from cases.casefile.view import ProceedingView
from cases.moments import whole_second
from cases.outcomes.counting import OutcomeView, outcomes_in
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from workflows.facts import Value


class Outline(msgspec.Struct, frozen=True):
    """The clear half of a case. *version* is what a form that is drawn from it must carry."""

    reference: str
    version: int
    unit: str
    open: bool
    urgency: int
    received_at: datetime
    facts: Mapping[str, Value]
    proceedings: tuple[ProceedingView, ...]
    outcomes: tuple[OutcomeView, ...]
    """Persons restored and held to account; by what each is known is sealed and stands on the desk's page."""


def outline_case(session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime) -> Outline:
    """Raises: CaseNotFound for a case that is not there or not theirs to know of."""
    case = find_case(session, reference, viewer=viewer)
    everything = proceedings_of(session, case, pack=pack)
    proceedings = proceeding_views(
        session, case, everything, open_among(everything), pack=pack, viewer=viewer,
        names={}, said=notices.open_notices(session, case), moved={}, at=whole_second(at),
    )  # fmt: skip
    return Outline(
        case.reference,
        case.version,
        case.unit,
        case.open,
        case.urgency,
        case.received_at,
        case.facts,
        proceedings,
        outcomes_in(session, case),
    )
