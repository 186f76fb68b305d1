"""The words of tasks: of a case among its sealed words, of no case sealed to the two who need them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from cases import records
from cases.errors import CannotOpen, Misplaced
from cases.journals.fingerprints import fingerprint
from cases.keys import file_key, public_file_key
from cases.records import Case, SealedWords, Task
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.unit_keys.members import entry_of
from cases.vault.directory import DirectoryPublic, check_member
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Officer

SLOT, NO_CASE, ONLY = "task.words", 0, 0
Words = Mapping[str, Any]


def lay_among(session: Session, case: Case, words: Words, *, sequence: int) -> dict[str, bytes]:
    """Seal the words of a case's task to its file key; gives what the journal commits to."""
    epoch, public = public_file_key(session, case)
    payload = seal_record({"answers": dict(words)}, public, case=case.id, slot=SLOT, sequence=sequence)
    insert_rows(
        session, SealedWords,
        {
            "id": new_id(), "case_id": case.id, "proceeding_id": None, "sequence": sequence, "slot": SLOT,
            "epoch": epoch, "payload": payload,
        },
    )  # fmt: skip
    return {SLOT: fingerprint(payload, None, epoch)}


def seal_alone(words: Words, people: Iterable[records.Officer], *, task: int, pinned: DirectoryPublic) -> bytes:
    """The words of a task without a case, for each of *people*. Raises: UnsignedKey."""
    officers = list(people)
    for one in officers:
        check_member(pinned, entry_of(one))
    keys = sorted({one.public_key for one in officers})
    return seal_record(dict(words), keys, case=NO_CASE, slot=place_of(task), sequence=ONLY)


def place_of(task: int) -> str:
    """Bound to its row: laid under another task, the words open no more."""
    return f"{SLOT}:{task}"


def open_words(session: Session, tasks: Iterable[tuple[Task, Case | None]], *, viewer: Officer) -> dict[int, Words]:
    """Words by task, of those that the viewer's keys open."""
    wanted = list(tasks)
    found = {task.id: words for task, case in wanted if case is None and (words := open_alone(task, viewer))}
    of_cases = {task.id: case for task, case in wanted if case is not None}
    rows = session.execute(
        select(Task.id, SealedWords)
        .join(SealedWords, and_(SealedWords.case_id == Task.case_id, SealedWords.sequence == Task.sequence))
        .where(Task.id.in_(of_cases), SealedWords.slot == SLOT)
    ) if of_cases else ()  # fmt: skip
    for task_id, row in rows:
        words = open_of_case(session, of_cases[task_id], row, viewer)
        if words is not None:
            found[task_id] = words
    return found


def open_alone(task: Task, viewer: Officer) -> Words | None:
    own = viewer.keyring.officer
    if own is None or task.sealed is None:
        return None
    try:
        return open_record(task.sealed, own[1], case=NO_CASE, slot=place_of(task.id), sequence=ONLY)
    except (CannotOpen, Misplaced):
        return None


def open_of_case(session: Session, case: Case, row: SealedWords, viewer: Officer) -> Words | None:
    try:
        key = file_key(session, case, row.epoch, viewer=viewer)
        words: Words = open_record(row.payload, key, case=case.id, slot=SLOT, sequence=row.sequence)["answers"]
    except (CannotOpen, Misplaced):
        return None
    return words
