"""What a case file asks of its case whatever it holds, in one go: else two thirds of its way is between two processes."""

from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from cases.acts import proceedings
from cases.alarms import notices
from cases.assisted import second_look
from cases.casefile import remedies, shared, words
from cases.evidence import reading
from cases.outcomes import counting
from cases.planning import listing
from cases.records import Case
from cases.records.prepared import ask_ahead
from cases.records.statements import Values
from cases.related import linking
from cases.viewer import Officer
from cases.visibility import names_of
from cases.worklist import desk_rows

OF_CASE: Final[tuple[Select[Any], ...]] = (
    proceedings.OF_CASE,
    words.SEALED,
    words.DONE,
    notices.SAID_ON_CASE,
    words.LETTERS,
    reading.OF_CASE,
    second_look.ENTERED,
    shared.READ_ALONG,
    listing.ANY_IN,
    remedies.REMEDIES,
    counting.OF_CASE,
)
"""In whichever order they are wanted; each is told the case, and nothing else."""


def ask_for(session: Session, case: Case, viewer: Officer) -> None:
    """Nothing that they read may be written between this and the page."""
    session.flush()
    others: list[tuple[Select[Any], Values]] = [
        (desk_rows.CIRCLE, {"case": case.id, "epoch": case.epoch}),
        (linking.linked_to(len(viewer.units)), {"case": case.id, **names_of(viewer)}),
    ]
    ask_ahead(session, [*((each, {"case": case.id}) for each in OF_CASE), *others])
