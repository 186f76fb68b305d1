"""Cleaned copies and thumbnails: made in the sandbox when first looked at, kept sealed to the key of their file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import NotCleaned, SandboxFailed
from cases.evidence.kinds import KINDS, Kind
from cases.evidence.names import clean_name
from cases.evidence.padding import PART, part_sizes
from cases.evidence.parts import Part, lay_down, lay_filling, load_parts
from cases.evidence.reading import OpenFile
from cases.evidence.store import Store, new_place, part_name
from cases.journals import journal
from cases.records import EvidenceCopy, Upload
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.sandbox import running
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Viewer

CopyKind = Literal["cleaned", "thumbnail"]
LARGEST = 64 * 1024 * 1024
"""Of an original that is taken into the sandbox, in bytes."""
MOST_MADE = 128 * 1024 * 1024
LASTS = timedelta(hours=1)
IN_WORK = -1
"""Stands for the epoch of what is being made: nobody sends it, and what a killed process leaves is swept up."""
JOBS: Mapping[CopyKind, Mapping[str, str]] = {
    "cleaned": {"picture": "clean_picture", "document": "clean_paper"},
    "thumbnail": {"picture": "preview_picture", "document": "preview_paper"},
}
WHY = {"locked": "locked", "large": "large", "memory": "large", "time": "large"}
"""What the sandbox came to, as readers are told; all else is `broken`."""


def copy_of(
    database: Database, store: Store, file: OpenFile, kind: CopyKind, *, viewer: Viewer, at: datetime
) -> OpenFile:
    """The cleaned copy or the thumbnail of a file, made now where it was not before. Not to be called inside a transaction.

    Raises: NotCleaned; SandboxFailed where nothing would hold the sandbox; FileAltered, StoreDown.
    """
    if not file.kind.cleaned:
        raise NotCleaned("kind")
    known = database.read(find_copy, file, kind, viewer=viewer)
    if known is not None:
        return known
    if file.size > LARGEST:
        raise NotCleaned("large")
    place = new_place()
    database.write(begin_copy, file.case_id, place, viewer=viewer, at=at)
    try:
        made = make_copy(store, file, kind, place)
    except SandboxFailed as failed:
        store.remove(place)
        if failed.reason == "unsafe":
            raise
        database.write(keep_failure, file, kind, place, WHY.get(failed.reason, "broken"), viewer=viewer, at=at)
        raise NotCleaned(WHY.get(failed.reason, "broken")) from None
    if database.write(keep_copy, file, kind, made, viewer=viewer, at=at):
        return made
    store.remove(place)  # somebody else was quicker
    return copy_of(database, store, file, kind, viewer=viewer, at=at)


def make_copy(store: Store, file: OpenFile, kind: CopyKind, place: str) -> OpenFile:
    """Raises: SandboxFailed; as reading the original does."""
    nonce, parts, length = journal.new_nonce(), list[Part](), 0
    job = JOBS[kind][file.kind.group]
    with running.run(job, file.pieces(store), most=MOST_MADE, kind=file.kind.name) as answer:
        made_kind = KINDS[str(answer.told["kind"])]
        for content, last in in_parts(answer.pieces):
            length += len(content)
            size = part_sizes(length)[len(parts)] if last else PART
            parts.append(lay_down(store, place, len(parts), content, public=file.public, nonce=nonce, size=size))
    parts += lay_filling(store, place, length, public=file.public)
    store.settle(part_name(place, number, part.seal) for number, part in enumerate(parts))
    return replace(
        file, place=place, name=name_of(file, made_kind), kind=made_kind, size=length, nonce=nonce, parts=parts
    )


def in_parts(pieces: Iterator[bytes]) -> Iterator[tuple[bytearray, bool]]:
    """*pieces* as whole parts, each with whether it is the last. Raises: SandboxFailed for nothing at all."""
    collected = bytearray()
    for piece in pieces:
        collected += piece
        while len(collected) > PART:
            yield collected[:PART], False
            del collected[:PART]
    if not collected:
        raise SandboxFailed("broken")
    yield collected, True


def name_of(file: OpenFile, kind: Kind) -> str:
    stem = file.name.rpartition(".")[0] or file.name
    return clean_name(f"{stem}.{kind.endings[0]}", kind)


def find_copy(session: Session, file: OpenFile, kind: CopyKind, *, viewer: Viewer) -> OpenFile | None:
    """What was made before. Raises: NotCleaned when it could not be; CannotOpen."""
    row = session.get(EvidenceCopy, (file.id, kind))
    if row is None:
        return None
    told = open_record(row.sealed, file.key, case=file.case_id, slot=slot_of(kind, file), sequence=0)
    if row.place is None:
        raise NotCleaned(told["failed"])
    return replace(
        file, place=row.place, name=told["name"], kind=KINDS[told["kind"]], size=told["size"],
        nonce=bytes.fromhex(told["nonce"]), parts=load_parts(row.digests),
    )  # fmt: skip


def slot_of(kind: CopyKind, file: OpenFile) -> str:
    return f"{kind} of {file.id}"


def begin_copy(session: Session, case_id: int, place: str, *, viewer: Viewer, at: datetime) -> None:
    """A row before anything lies in the store, as for every file that arrives."""
    insert_rows(
        session,
        Upload,
        {
            "id": new_id(),
            "case_id": case_id,
            "complaint_id": None,
            "actor": viewer.actor,
            "epoch": IN_WORK,
            "place": place,
            "sealed": b"",
            "digests": b"",
            "stored": 0,
            "expires_at": at + LASTS,
        },
    )


def keep_copy(
    session: Session, file: OpenFile, kind: CopyKind, made: OpenFile, *, viewer: Viewer, at: datetime
) -> bool:
    """Keep what was made; False where another was quicker."""
    told = {"name": made.name, "kind": made.kind.name, "size": made.size, "nonce": made.nonce.hex()}
    digests = b"".join(part.dump() for part in made.parts)
    return keep(session, file, kind, told, place=made.place, digests=digests, at=at)


def keep_failure(
    session: Session, file: OpenFile, kind: CopyKind, place: str, why: str, *, viewer: Viewer, at: datetime
) -> None:
    """Keep that none can be made, so that it is not tried at every look."""
    session.execute(delete(Upload).where(Upload.place == place))
    keep(session, file, kind, {"failed": why}, place=None, digests=b"", at=at)


def keep(
    session: Session,
    file: OpenFile,
    kind: CopyKind,
    told: dict[str, Any],
    *,
    place: str | None,
    digests: bytes,
    at: datetime,
) -> bool:
    session.execute(delete(Upload).where(Upload.place == place))
    if session.get(EvidenceCopy, (file.id, kind)) is not None:
        return False
    row = {
        "evidence_id": file.id,
        "kind": kind,
        "place": place,
        "sealed": seal_record(told, file.public, case=file.case_id, slot=slot_of(kind, file), sequence=0),
        "digests": digests,
        "made_at": at,
    }
    insert_rows(session, EvidenceCopy, row)
    return True
