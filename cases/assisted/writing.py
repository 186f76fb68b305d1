"""The rows of an entered complaint, in the one transaction that files it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.assisted import boxes
from cases.filing import filing
from cases.filing.filing import Filing, Receipt
from cases.journals.fingerprints import fingerprint
from cases.packs.jurisdiction import Pack
from cases.records import EnteredComplaint, SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.viewer import Officer

SLOT: Final = "entry.came"
"""Of the sealed words that say how a complaint came."""
FIRST_EPOCH = 1


@dataclass(frozen=True)
class Entered:
    """How it came, sealed; the day on which it did; the opening of a box that it was in."""

    payload: bytes = field(repr=False)
    received: date
    box_id: int | None


def write_entered(
    session: Session, prepared: Filing, entered: Entered, *, pack: Pack, viewer: Officer, at: datetime
) -> Receipt:
    """File it, and note who entered it. Run it through `database.write`.

    Raises: AlreadySent; InvalidAnswers at `box` for one that is closed or whose letters are all entered; KeysRenewed.
    """
    filing.refuse_second(session, prepared)
    if entered.box_id is not None:
        boxes.refuse_full(session, entered.box_id, viewer=viewer)
    noted = {"entered": {"received": entered.received.isoformat(), "box": entered.box_id}}
    commitments = {SLOT: fingerprint(entered.payload, None, FIRST_EPOCH)}
    filed = replace(prepared, entered_at=at, noted=noted, commitments=commitments)
    receipt = filing.file_complaint(session, filed, pack=pack, viewer=viewer, at=prepared.received_at)
    sealed = {
        "id": new_id(), "case_id": prepared.case_id, "proceeding_id": None, "sequence": 1, "slot": SLOT,
        "epoch": FIRST_EPOCH, "payload": entered.payload,
    }  # fmt: skip
    insert_rows(session, SealedWords, sealed)
    row = {
        "complaint_id": prepared.complaint_id, "case_id": prepared.case_id, "entered_by": viewer.id, "entered_at": at,
        "received": entered.received, "box_id": entered.box_id, "checked_by": None, "checked_at": None, "agrees": None,
    }  # fmt: skip
    insert_rows(session, EnteredComplaint, row)
    return receipt
