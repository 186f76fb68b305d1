"""The rows of a file on its way: awaited, growing, whole or given up. A row stands before anything lies in the store."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases.acts.proceedings import clocks_of
from cases.errors import UploadBroken, UploadGone
from cases.evidence.clamd import Checked
from cases.evidence.limits import Limits, check_room
from cases.evidence.padding import padded
from cases.evidence.parts import Part, commit_to_file, load_parts
from cases.evidence.store import new_place
from cases.evidence.whose import Destination, opening_key
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, Evidence, Upload
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.keys import Key, PublicKey
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Body, Complainant, Viewer
from cases.worklist.desk_rows import project_case

LASTS = timedelta(days=2)
"""How long the rest of a file is awaited after its last part."""
FROM_BODY = "body.evidence"
"""The act of a file that came through a body's link."""
UPLOAD, EVIDENCE = "upload", "evidence"
"""Slots that sealed words of files name inside."""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A file on its way. *told*: name, size (None while nobody knows) and nonce; *parts*: what has arrived."""

    id: int
    case_id: int
    public: PublicKey
    place: str
    told: dict[str, Any] = field(repr=False)
    parts: list[Part] = field(repr=False)

    @property
    def nonce(self) -> bytes:
        return bytes.fromhex(self.told["nonce"])

    @property
    def size(self) -> int | None:
        size: int | None = self.told["size"]
        return size


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A file that has arrived: its clean name, kind, size in bytes, all parts with their filling, what the scanner said."""

    name: str
    kind: str
    size: int
    nonce: bytes = field(repr=False)
    parts: list[Part] = field(repr=False)
    checked: Checked


def await_file(
    session: Session,
    to: Destination,
    name: str,
    size: int | None,
    mark: str,
    *,
    limits: Limits,
    viewer: Viewer,
    at: datetime,
) -> Awaited:
    """A row for a file that is about to come. *mark*: what tells two files of one name apart, for going on later.

    Raises: FileRefused where the case takes no more.
    """
    check_room(session, to, size or 0, limits=limits)
    told = {"name": name, "size": size, "mark": mark, "nonce": journal.new_nonce().hex()}
    upload_id, place = new_id(), new_place()
    insert_rows(
        session,
        Upload,
        {
            "id": upload_id,
            "case_id": to.case_id,
            "complaint_id": to.complaint_id,
            "actor": viewer.actor,
            "epoch": to.epoch,
            "place": place,
            "sealed": seal_record(told, to.public, case=to.case_id, slot=UPLOAD, sequence=0),
            "digests": b"",
            "stored": padded(size or 0),
            "expires_at": at + LASTS,
        },
    )
    return Awaited(id=upload_id, case_id=to.case_id, public=to.public, place=place, told=told, parts=[])


def awaited_files(session: Session, to: Destination, *, viewer: Viewer, at: datetime) -> list[Awaited]:
    """Files that this viewer began to send there and that are still awaited. Raises: CannotOpen."""
    mine = (Upload.case_id == to.case_id, Upload.complaint_id == to.complaint_id, Upload.actor == viewer.actor)
    rows = session.scalars(select(Upload).where(*mine, Upload.epoch == to.epoch, Upload.expires_at > at)).all()
    case = session.get_one(Case, to.case_id)
    return [opened(row, to, opening_key(session, case, row, viewer=viewer)) for row in rows]


def find_awaited(session: Session, upload_id: int, to: Destination, *, viewer: Viewer, at: datetime) -> Awaited:
    """One of `awaited_files`. Raises: UploadGone, also for somebody else's."""
    row = find_row(session, upload_id, to, viewer=viewer, at=at)
    case = session.get_one(Case, to.case_id)
    return opened(row, to, opening_key(session, case, row, viewer=viewer))


def find_row(session: Session, upload_id: int, to: Destination, *, viewer: Viewer, at: datetime) -> Upload:
    row = session.get(Upload, upload_id)
    theirs = row is not None and (row.case_id, row.complaint_id, row.actor) == (
        to.case_id,
        to.complaint_id,
        viewer.actor,
    )
    if row is None or not theirs or row.epoch != to.epoch or row.expires_at <= at:
        raise UploadGone
    return row


def opened(row: Upload, to: Destination, key: Key) -> Awaited:
    told = open_record(row.sealed, key, case=row.case_id, slot=UPLOAD, sequence=0)
    return Awaited(
        id=row.id, case_id=row.case_id, public=to.public, place=row.place, told=told, parts=load_parts(row.digests)
    )


def note_part(
    session: Session, upload_id: int, number: int, part: Part, to: Destination, *, viewer: Viewer, at: datetime
) -> None:
    """Part *number* (from 0) lies in the store. Raises: UploadGone; UploadBroken when another is due, as on a second sending."""
    row = find_row(session, upload_id, to, viewer=viewer, at=at)
    there = len(load_parts(row.digests))
    if number != there:
        raise UploadBroken(there)
    session.execute(
        update(Upload).where(Upload.id == upload_id).values(digests=row.digests + part.dump(), expires_at=at + LASTS)
    )


def take_in(
    session: Session,
    upload_id: int,
    whole: Whole,
    to: Destination,
    *,
    limits: Limits,
    pack: Pack,
    viewer: Viewer,
    at: datetime,
) -> int:
    """The file is there: its row, its journal entry, and for the desk that something came; gives its id.

    Raises: UploadGone; FileRefused when others filled the case meanwhile.
    """
    row, case = find_row(session, upload_id, to, viewer=viewer, at=at), session.get_one(Case, to.case_id)
    check_room(session, to, whole.size, limits=limits, but=upload_id)
    at, evidence_id, key = whole_second(at), new_id(), f"file:{upload_id}"
    place = journal.claim_place(session, case.id, key)
    digests = b"".join(part.dump() for part in whole.parts)
    told = {"name": whole.name, "kind": whole.kind, "size": whole.size, "nonce": whole.nonce.hex()}
    sealed = seal_record(told, to.public, case=case.id, slot=EVIDENCE, sequence=place[0])
    insert_rows(
        session,
        Evidence,
        {
            "id": evidence_id,
            "case_id": case.id,
            "complaint_id": to.complaint_id,
            "sequence": place[0],
            "at": at,
            "epoch": to.epoch,
            "place": row.place,
            "sealed": sealed,
            "digests": digests,
            "stored": padded(whole.size),
            "checked": whole.checked,
        },
    )
    session.execute(delete(Upload).where(Upload.id == upload_id))
    from_outside = isinstance(viewer, Complainant | Body)
    case.version += 1
    case.unread += from_outside
    journal.append(
        session, case_id=case.id, act=f"{viewer.actor}.evidence" if from_outside else "evidence.add", act_key=key,
        actor=viewer.actor, at=at, body={"evidence": evidence_id, "checked": whole.checked},
        commitments={
            EVIDENCE: commit_to_file(whole.parts), "evidence.parts": fingerprint(digests),
            "evidence.words": fingerprint(
                sealed, evidence_id, to.complaint_id, at, to.epoch, row.place, padded(whole.size)
            ),
        },
        pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip
    project_case(session, case, clocks_of(session, case))
    return evidence_id


def find_finished(session: Session, upload_id: int, to: Destination, *, viewer: Viewer) -> int | None:
    """The file that this upload became, where the answer to its last request was lost."""
    entry = journal.find_act(session, f"file:{upload_id}")
    if entry is None or entry.case_id != to.case_id or entry.actor != viewer.actor:
        return None
    return int(journal.read_body(entry)["evidence"])


def turn_away(session: Session, case_id: int, upload_id: int, *, pack: Pack, viewer: Viewer, at: datetime) -> None:
    """Write down that the virus scanner kept a file out: that, by whom and when; nothing of what was in it."""
    case = session.get_one(Case, case_id)
    case.version += 1
    journal.append(
        session, case_id=case.id, act="evidence.infected", act_key=f"file:{upload_id}:infected", actor=viewer.actor,
        at=whole_second(at), body={}, pack=case.pack, calendar=pack.calendar.version,
    )  # fmt: skip


def expired(session: Session, *, viewer: Viewer, at: datetime) -> list[tuple[int, str]]:
    """(id, place) of files that nobody sends any more."""
    rows = session.execute(select(Upload.id, Upload.place).where(Upload.expires_at <= at).limit(100))
    return [(row.id, row.place) for row in rows]


def give_up(session: Session, upload_id: int, *, viewer: Viewer) -> None:
    """Forget a file on its way; what it left in the store has been removed before."""
    session.execute(delete(Upload).where(Upload.id == upload_id))
