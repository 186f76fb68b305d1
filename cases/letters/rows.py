"""The row of a letter and the journal entry that goes with every change of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import CaseNotFound, ChangedMeanwhile, LetterRefused
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import file_key, public_file_key
from cases.letters import astray
from cases.letters.told import SLOT
from cases.packs.jurisdiction import Pack
from cases.records import Case, OfficialLetter, SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Viewer


def find_letter(session: Session, case: Case, letter_id: int) -> OfficialLetter:
    """Raises: CaseNotFound where the case has no such letter, so that no number of another case's can be tried out."""
    row = session.get(OfficialLetter, letter_id)
    if row is None or row.case_id != case.id:
        raise CaseNotFound(case.reference)
    return row


def letters_of(session: Session, case: Case) -> list[OfficialLetter]:
    """All letters of the case, the newest first."""
    found = select(OfficialLetter).where(OfficialLetter.case_id == case.id)
    return list(session.scalars(found.order_by(OfficialLetter.changed_at.desc(), OfficialLetter.id)))


def seen_of(row: OfficialLetter) -> str:
    """What a page showed of a letter: whoever goes on from another state or other words is told so."""
    return f"{row.state}-{row.words}"


def check_seen(case: Case, row: OfficialLetter, seen: str, *states: str) -> None:
    """Raises: ChangedMeanwhile where the letter is not what was shown; LetterRefused in a state that does not allow it."""
    if seen != seen_of(row):
        raise ChangedMeanwhile(case.reference)
    if row.state not in states:
        raise LetterRefused("state")


def is_done(session: Session, case: Case, key: str) -> bool:
    """Whether this very form was taken before. Raises: ChangedMeanwhile where its key was used on another case."""
    before = journal.find_case(session, key)
    if before is not None and before != case.id:
        raise ChangedMeanwhile(case.reference)
    return before == case.id


def note(
    session: Session, case: Case, row: OfficialLetter, act: str, *,
    key: str, pack: Pack, viewer: Viewer, at: datetime, words: Mapping[str, Any] | None = None, kept: bool = True,
    place: journal.Place | None = None, commitments: Mapping[str, bytes] | None = None,
) -> None:  # fmt: skip
    """Write the entry of *act*; with *words* their sealed version, which the row stands on from now where they are *kept*.

    Whoever was to look at the letter need not any more. What the entry holds of it is every column of its row, for
    `arasha verify`.
    """
    place = place or journal.claim_place(session, case.id, key)
    committed = dict(commitments or {})
    if words is not None:
        committed[SLOT] = seal_words(session, case, words, sequence=place[0])
        row.words = place[0] if kept else row.words
    row.changed_at = at
    session.add(row)
    session.flush()
    astray.settle(session, case, row, at=at)
    journal.append(
        session, case_id=case.id, act=act, act_key=key, actor=viewer.actor, at=at, body={"letter": columns_of(row)},
        commitments=committed, pack=pack.hash, calendar=pack.calendar.version, place=place,
    )  # fmt: skip


def seal_words(session: Session, case: Case, words: Mapping[str, Any], *, sequence: int) -> bytes:
    epoch, public = public_file_key(session, case)
    payload = seal_record({"answers": dict(words)}, public, case=case.id, slot=SLOT, sequence=sequence)
    insert_rows(
        session,
        SealedWords,
        {
            "id": new_id(),
            "case_id": case.id,
            "proceeding_id": None,
            "sequence": sequence,
            "slot": SLOT,
            "epoch": epoch,
            "payload": payload,
        },
    )
    return fingerprint(payload, None, epoch)


def open_words(session: Session, case: Case, sequence: int, *, viewer: Viewer) -> dict[str, Any]:
    """The words that the entry *sequence* brought. Raises: CannotOpen."""
    row = session.scalars(
        select(SealedWords).where(
            SealedWords.case_id == case.id, SealedWords.sequence == sequence, SealedWords.slot == SLOT
        )
    ).one()
    key = file_key(session, case, row.epoch, viewer=viewer)
    found: dict[str, Any] = open_record(row.payload, key, case=case.id, slot=SLOT, sequence=sequence)["answers"]
    return found


def columns_of(row: OfficialLetter) -> dict[str, Any]:
    """Every column but the case's, as the journal holds them."""
    return {
        "id": row.id,
        "template": row.template,
        "language": row.language,
        "complaint_id": row.complaint_id,
        "state": row.state,
        "words": row.words,
        "writers": list(row.writers),
        "signer": row.signer,
        "number": row.number,
        "signed_on": day_text(row.signed_on),
        "way": row.way,
        "sent_on": day_text(row.sent_on),
        "delivered_on": day_text(row.delivered_on),
        "changed_at": int(row.changed_at.timestamp()),
    }


def day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
