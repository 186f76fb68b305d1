"""A second person compares what was entered with the paper. The case is routed and worked on meanwhile: nothing waits for it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.assisted.writing import SLOT
from cases.doors.staff import reads_content
from cases.errors import CaseNotFound, InvalidAnswers, NotAllowed
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import file_key, public_file_key
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, Complaint, EnteredComplaint, SealedWords
from cases.records import Officer as OfficerRow
from cases.records.base import new_id
from cases.records.prepared import ask_one
from cases.records.rows import insert_rows, table_of
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Officer
from workflows.fields import Problem

CHECKED: Final = "entry.check"
LONGEST: Final = 4_000
entered, complaints = table_of(EnteredComplaint), table_of(Complaint)
ENTERED = (
    select(entered, complaints.c.channel)
    .join(complaints, complaints.c.id == entered.c.complaint_id)
    .where(entered.c.case_id == bindparam("case"))
)


class Entry(msgspec.Struct, frozen=True):
    """How a case's complaint came and was entered. *came*: sealed answers to the pack's questions, opened."""

    channel: str
    received: date
    entered_at: datetime
    by: str
    came: Mapping[str, Any]
    checked_by: str | None
    checked_at: datetime | None
    agrees: bool | None
    mine: bool
    """The viewer entered it, so that somebody else has to look."""
    box: int | None


def entry_of(session: Session, case: Case, *, viewer: Officer) -> Entry | None:
    """How the case's complaint was entered; None for one that its complainant sent. Raises: CannotOpen."""
    session.flush()
    row = ask_one(session, ENTERED, {"case": case.id})
    if row is None:
        return None
    sealed = session.scalars(
        select(SealedWords).where(SealedWords.case_id == case.id, SealedWords.slot == SLOT)
    ).one_or_none()
    came: Mapping[str, Any] = {}
    if sealed is not None:
        key = file_key(session, case, sealed.epoch, viewer=viewer)
        came = open_record(sealed.payload, key, case=case.id, slot=SLOT, sequence=sealed.sequence)["answers"]
    ids = {row.entered_by, row.checked_by}
    names = {
        one.id: one.name
        for one in session.execute(select(OfficerRow.id, OfficerRow.name).where(OfficerRow.id.in_(ids)))
    }
    return Entry(
        channel=row.channel, received=row.received, entered_at=row.entered_at, by=names.get(row.entered_by, ""), came=came,
        checked_by=names.get(row.checked_by) if row.checked_by else None, checked_at=row.checked_at, agrees=row.agrees,
        mine=row.entered_by == viewer.id, box=row.box_id,
    )  # fmt: skip


def check_entry(
    session: Session, reference: str, words: str, *, agrees: bool | None,
    key: str, pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Note that the entry was compared with the paper: it *agrees*, or *words* say what differs, sealed to the case.

    Run it through `database.write`. Looked at once, it is done. Raises: CaseNotFound, also where nobody entered it;
    NotAllowed for who did, and who reads no content; InvalidAnswers at `agrees` or `words`.
    """
    at = whole_second(at)
    case = find_case(session, reference, viewer=viewer)
    row = session.scalars(select(EnteredComplaint).where(EnteredComplaint.case_id == case.id)).one_or_none()
    if row is None:
        raise CaseNotFound(reference)
    if row.entered_by == viewer.id or not reads_content(viewer.roles):
        raise NotAllowed
    if row.checked_at is not None or journal.find_act(session, key) is not None:
        return
    words = words.strip()
    if agrees is None:
        raise InvalidAnswers({"agrees": Problem("required", {})})
    if not agrees and not words:
        raise InvalidAnswers({"words": Problem("required", {})})
    if len(words) > LONGEST:
        raise InvalidAnswers({"words": Problem("too_long", {"limit": LONGEST})})
    row.checked_by, row.checked_at, row.agrees = viewer.id, at, agrees
    place = journal.claim_place(session, case.id, key)
    commitments = keep_words(session, case, words, sequence=place[0]) if words else {}
    case.version += 1
    journal.append(
        session, case_id=case.id, act=CHECKED, act_key=key, actor=viewer.actor, at=at, body={"agrees": agrees},
        commitments=commitments, pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip


def keep_words(session: Session, case: Case, words: str, *, sequence: int) -> dict[str, bytes]:
    """What differs, sealed to the file; the timeline shows it as the reason of the entry."""
    epoch, public = public_file_key(session, case)
    payload = seal_record({"answers": {"reason": words}}, public, case=case.id, slot=CHECKED, sequence=sequence)
    row = {
        "id": new_id(), "case_id": case.id, "proceeding_id": None, "sequence": sequence, "slot": CHECKED, "epoch": epoch,
        "payload": payload,
    }  # fmt: skip
    insert_rows(session, SealedWords, row)
    return {CHECKED: fingerprint(payload, None, epoch)}
