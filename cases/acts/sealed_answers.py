"""The sealed half of an act: answers sealed to the case's file key, and those that go on to a mailbox as messages."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running
from cases.journals.fingerprints import fingerprint
from cases.keys import Box, file_key, public_file_key
from cases.records import Case, Entry, Message, SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Complainant, Viewer
from workflows import engine

MESSAGE = "message"


def keep(
    session: Session, case: Case, proceeding: Running, decision: engine.Decision, *, sequence: int
) -> Mapping[str, bytes]:
    """Seal the act's sealed answers to the file key; gives what the journal commits to by slot."""
    words = {**decision.sealed, **decision.statistics}
    if not words:
        return {}
    slot = slot_of(proceeding, decision.act)
    epoch, public = public_file_key(session, case)
    payload = seal_record({"answers": words}, public, case=case.id, slot=slot, sequence=sequence)
    insert_rows(
        session,
        SealedWords,
        {
            "id": new_id(),
            "case_id": case.id,
            "proceeding_id": proceeding.row.id,
            "sequence": sequence,
            "slot": slot,
            "epoch": epoch,
            "payload": payload,
        },
    )
    return {slot: fingerprint(payload, proceeding.row.id, epoch)}


def slot_of(proceeding: Running, act: str) -> str:
    return f"{proceeding.row.procedure}.{act}"


def messages_in(
    session: Session, case: Case, proceeding: Running, decision: engine.Decision, *, viewer: Viewer
) -> list[str]:
    """The texts that the act addresses to a mailbox; those of an act under four eyes go out when it is confirmed."""
    if not decision.messages:
        return []
    words: Mapping[str, Any] = decision.sealed
    if decision.confirmed is not None:
        words = proposed_words(session, case, proceeding, decision.confirmed, viewer=viewer)
    return [str(words[name]) for name in decision.messages if words.get(name)]


def addressed(boxes: Iterable[Box], *, viewer: Viewer) -> tuple[str, list[Box]]:
    """Who sends and into which mailboxes: what a complainant writes goes into their own alone, as theirs."""
    if isinstance(viewer, Complainant):
        return "complainant", [box for box in boxes if box.complaint_id == viewer.complaint_id]
    return "institution", list(boxes)


def send_messages(
    session: Session, case: Case, texts: Iterable[str], boxes: Iterable[Box], *,
    about: str, sender: str, sequence: int, at: datetime,
) -> dict[str, bytes]:  # fmt: skip
    """Seal *texts* to each of *boxes* and lay them in; gives what the journal commits to by slot."""
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "case_id": case.id,
            "complaint_id": box.complaint_id,
            "sequence": sequence,
            "at": at,
            "sender": sender,
            "about": about,
            "payload": seal_record({"text": text}, box.public, case=case.id, slot=MESSAGE, sequence=sequence),
            "read_at": None,
        }
        for box in boxes
        for text in texts
    ]
    insert_rows(session, Message, *rows)
    return {
        f"{MESSAGE}:{row['id']}": fingerprint(row["payload"], row["complaint_id"], at, sender, about) for row in rows
    }


def proposed_words(
    session: Session, case: Case, proceeding: Running, pending: engine.Pending, *, viewer: Viewer
) -> Mapping[str, Any]:
    """What the first of four eyes wrote under seal; the second opens it with their own keys. Raises: CannotOpen."""
    row = session.scalars(
        select(SealedWords)
        .join(Entry, and_(Entry.case_id == SealedWords.case_id, Entry.sequence == SealedWords.sequence))
        .where(
            SealedWords.proceeding_id == proceeding.row.id,
            SealedWords.slot == slot_of(proceeding, pending.act),
            Entry.at == pending.at,  # not what an earlier proposal said that was dropped
        )
        .order_by(SealedWords.sequence.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return {}
    key = file_key(session, case, row.epoch, viewer=viewer)
    answers: Mapping[str, Any] = open_record(row.payload, key, case=case.id, slot=row.slot, sequence=row.sequence)[
        "answers"
    ]
    return answers
