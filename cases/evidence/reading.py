"""Files of a case as its readers see them: listed, opened, given out in parts. An officer's opening is journaled."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.database import Database
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.errors import FileHeld, FileInfected, FileNotFound, NotAllowed, ScannerDown
from cases.evidence import arriving, clamd
from cases.evidence.arriving import EVIDENCE
from cases.evidence.kinds import KINDS, Kind
from cases.evidence.parts import Part, load_parts, read_parts
from cases.evidence.store import Store
from cases.evidence.whose import opening_key
from cases.journals import journal
from cases.mailbox.view import find_complaint
from cases.moments import whole_second
from cases.records import Case, Entry, Evidence
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.settings import Settings
from cases.vault.keys import Key, PublicKey
from cases.vault.sealing import open_record
from cases.viewer import Complainant, Officer, System, Viewer

INFECTED = "infected"
SCANNED = "evidence.scanned"
"""The act that says what the scanner found when it looked later."""
files = table_of(Evidence)
OF_CASE = select(files).where(files.c.case_id == bindparam("case")).order_by(files.c.at, files.c.sequence)
OWN = OF_CASE.where(files.c.complaint_id == bindparam("complaint"))


class FileView(msgspec.Struct, frozen=True):
    """A file in a list. *checked*: as `Evidence.checked`, or `infected` when that was found later."""

    id: int
    at: datetime
    name: str
    kind: Kind
    size: int
    from_complainant: bool
    checked: str
    from_body: bool = False
    """It came through a body's link."""


@dataclass(frozen=True)
class OpenFile:
    """A file that may be read now, with all that its bytes are opened and checked by."""

    id: int
    case_id: int
    place: str
    name: str
    kind: Kind
    size: int
    checked: str
    nonce: bytes = field(repr=False)
    parts: list[Part] = field(repr=False)
    key: Key = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """What is made of the file is sealed to the same key."""
        return self.key.public

    def pieces(self, store: Store) -> Iterator[bytes]:
        """Its bytes, a part at a time. Raises: FileAltered, StoreDown."""
        return read_parts(store, self.place, self.parts, key=self.key, nonce=self.nonce, length=self.size)


def files_of(session: Session, case: Case, *, viewer: Viewer) -> tuple[FileView, ...]:
    """The case's files that this viewer may read, oldest first: a complainant's are their own."""
    query, asked = (OWN, {"complaint": viewer.complaint_id}) if isinstance(viewer, Complainant) else (OF_CASE, {})
    keys: dict[tuple[int | None, int], Key] = {}
    found = []
    session.flush()
    rows = ask(session, query, {"case": case.id, **asked})
    through_links = sent_by_bodies(session, case) if any(row.complaint_id is None for row in rows) else frozenset()
    for row in rows:
        lock = (row.complaint_id, row.epoch)
        if lock not in keys:
            keys[lock] = opening_key(session, case, row, viewer=viewer)
        one = opened(row, keys[lock])
        found.append(
            FileView(
                row.id,
                row.at,
                one.name,
                one.kind,
                one.size,
                row.complaint_id is not None,
                row.checked,
                row.sequence in through_links,
            )
        )
    return tuple(found)


def sent_by_bodies(session: Session, case: Case) -> frozenset[int]:
    """Places in the journal of files that came through a body's link: their rows do not say who sent them."""
    return frozenset(
        session.scalars(select(Entry.sequence).where(Entry.case_id == case.id, Entry.act == arriving.FROM_BODY))
    )


def list_files(session: Session, reference: str, *, viewer: Officer, at: datetime) -> tuple[FileView, ...]:
    """The case's files for an officer; run it through `database.write`, because their names are read.

    Raises: CaseNotFound, NotAllowed.
    """
    case = find_case(session, reference, viewer=viewer)
    if viewer.roles <= ROLES_WITHOUT_CONTENT:
        raise NotAllowed
    journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": "files"})
    return files_of(session, case, viewer=viewer)


def own_files(session: Session, *, viewer: Complainant) -> tuple[FileView, ...]:
    """What a complainant gave us."""
    return files_of(session, find_complaint(session, viewer)[1], viewer=viewer)


def open_file(session: Session, reference: str, file_id: int, what: str, *, viewer: Viewer, at: datetime) -> OpenFile:
    """A file of the case, for reading *what* of it (`original`, `cleaned`, `thumbnail`); run it through `database.write`.

    Raises: CaseNotFound, FileNotFound, NotAllowed, CannotOpen.
    """
    if isinstance(viewer, Complainant):
        case = find_complaint(session, viewer)[1]
    else:
        case = find_case(session, reference, viewer=viewer)
        if not isinstance(viewer, Officer) or viewer.roles <= ROLES_WITHOUT_CONTENT:
            raise NotAllowed
    row = session.get(Evidence, file_id)
    if row is None or row.case_id != case.id:
        raise FileNotFound
    if isinstance(viewer, Complainant) and row.complaint_id != viewer.complaint_id:
        raise FileNotFound
    found = opened(row, opening_key(session, case, row, viewer=viewer))
    if isinstance(viewer, Officer):
        journal.record_reading(
            session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": what, "evidence": row.id}
        )
    return found


def opened(row: Evidence, key: Key) -> OpenFile:
    told = open_record(row.sealed, key, case=row.case_id, slot=EVIDENCE, sequence=row.sequence)
    return OpenFile(
        id=row.id, case_id=row.case_id, place=row.place, name=told["name"], kind=KINDS[told["kind"]], size=told["size"],
        checked=row.checked, nonce=bytes.fromhex(told["nonce"]), parts=load_parts(row.digests), key=key,
    )  # fmt: skip


def check_scanned(database: Database, store: Store, settings: Settings, file: OpenFile, *, viewer: Viewer) -> None:
    """Let through what the scanner has seen; what was held is scanned now, with the keys of who opens it.

    Raises: FileHeld while the scanner is away, FileInfected.
    """
    if file.checked == INFECTED:
        raise FileInfected
    if file.checked != "held":
        return
    if not settings.clamd:
        raise FileHeld
    try:
        answer: str = clamd.scan(settings.clamd, file.pieces(store))
    except ScannerDown:
        raise FileHeld from None
    except FileInfected:
        database.write(note_checked, file.id, INFECTED, viewer=viewer)
        raise
    database.write(note_checked, file.id, answer, viewer=viewer)


def note_checked(session: Session, file_id: int, checked: str, *, viewer: Viewer) -> None:
    """What the virus scanner said when it looked later, once.

    Written down under the day on which the file came: it must not keep the hour in which somebody without a name looked.
    """
    row, key = session.get_one(Evidence, file_id), f"scanned:{file_id}"
    if journal.find_act(session, key) is not None:
        return
    row.checked = checked
    journal.append(
        session, case_id=row.case_id, act=SCANNED, act_key=key, actor=System().actor, at=row.at,
        body={"evidence": file_id, "checked": checked},
    )  # fmt: skip
