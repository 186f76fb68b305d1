"""Everything sealed of one case with the wraps that lead to it, as files: written by somebody who can open it.

The shred secret's layer is taken off the wraps: what leaves the house can no longer be shredded with the case. That is why
only a reader of the case takes it out, why it is journaled, and why nothing of it opens without a holder's key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.sealed_answers import MESSAGE
from cases.circle.secrets import wraps_of
from cases.doors.staff import reads_content
from cases.errors import NotAllowed
from cases.evidence.store import Store
from cases.exporting.zipping import zip_stream
from cases.journals import journal
from cases.keys import file_key, public_key, shred_of
from cases.letters.system import LETTER
from cases.moments import whole_second
from cases.offline.manifest import MANIFEST, READ_ME, README, KeyFile, Manifest, Parts, SealedFile
from cases.records import Case, Complaint, Evidence, FileKey, Letter, Mailbox, MailboxWrap, Message, SealedWords, Wrap
from cases.vault.circle import place_between
from cases.vault.keys import PublicKey, wrap_key
from cases.vault.shredding import uncover
from cases.viewer import Officer


@dataclass
class Drawn:
    """A case ready to be written: its manifest, small files by name, and where each given file lies in the store."""

    manifest: Manifest
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    places: dict[str, str] = field(default_factory=dict)


def draw_case(
    session: Session, reference: str, *, viewer: Officer, receiver: PublicKey | None = None, at: datetime
) -> Drawn:
    """Everything sealed of the case; run it through `database.write`, because it is written down as read.

    It opens by its holders' keys, or by the key of the *receiver* and no other where one is named.
    Raises: CaseNotFound, NotAllowed, CannotOpen for who does not hold a way to its present key.
    """
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    file_key(session, case, case.epoch, viewer=viewer)
    to = {} if receiver is None else {"to": receiver}
    body = {"read": "sealed export", **to}
    journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body=body)
    drawn = Drawn(Manifest("sealed case 1", case.reference, case.id, [], [], []))
    if receiver is None:
        draw_keys(session, case, drawn)
    else:
        seal_keys(session, case, drawn, to=receiver, viewer=viewer)
    boxes = draw_boxes(session, case, drawn)
    draw_words(session, case, drawn, boxes)
    draw_evidence(session, case, drawn, boxes)
    drawn.files[README] = READ_ME.format(reference=case.reference).encode()
    return drawn


def draw_keys(session: Session, case: Case, drawn: Drawn) -> None:
    """The file keys, each wrapped to each of its holders."""
    publics = {row.epoch: row.public_key for row in session.scalars(select(FileKey).where(FileKey.case_id == case.id))}
    to = {wrap.id: public for wrap, public in wraps_of(session, case)}
    wraps = session.scalars(
        select(Wrap).where(Wrap.case_id == case.id).order_by(Wrap.epoch, Wrap.holder_kind, Wrap.holder)
    )
    for wrap in wraps:
        name = f"keys/file-{wrap.epoch}.{wrap.holder_kind}-{wrap.holder}-{wrap.holder_epoch}.age"
        drawn.files[name] = bare(session, wrap.wrap, wrap.shred, place_between(publics[wrap.epoch], to[wrap.id]))
        sealed_to = f"{wrap.holder_kind} {wrap.holder} {wrap.holder_epoch}"
        drawn.manifest.keys.append(KeyFile(name, f"file {wrap.epoch}", sealed_to, publics[wrap.epoch]))


def seal_keys(session: Session, case: Case, drawn: Drawn, *, to: PublicKey, viewer: Officer) -> None:
    """The file keys of all epochs, each opened by the viewer and sealed to *to* alone. Raises: CannotOpen."""
    for row in session.scalars(select(FileKey).where(FileKey.case_id == case.id).order_by(FileKey.epoch)):
        name = f"keys/file-{row.epoch}.receiver.age"
        drawn.files[name] = wrap_key(file_key(session, case, row.epoch, viewer=viewer), to)
        drawn.manifest.keys.append(KeyFile(name, f"file {row.epoch}", f"receiver {to}", row.public_key))


def draw_boxes(session: Session, case: Case, drawn: Drawn) -> dict[int, int]:
    """The mailbox keys, wrapped to a file key; gives each complaint's number. Those that the case reads along come last."""
    own = session.execute(
        select(Mailbox.complaint_id, Mailbox.public_key, Mailbox.file_epoch, Mailbox.file_wrap, Mailbox.shred)
        .join(Complaint, Complaint.id == Mailbox.complaint_id)
        .where(Complaint.case_id == case.id)
        .order_by(Complaint.received_at, Complaint.id)
    ).all()
    shared = session.execute(
        select(MailboxWrap.complaint_id, Mailbox.public_key, MailboxWrap.epoch, MailboxWrap.wrap, MailboxWrap.shred)
        .join(Mailbox, Mailbox.complaint_id == MailboxWrap.complaint_id)
        .where(MailboxWrap.case_id == case.id)
        .order_by(MailboxWrap.complaint_id)
    ).all()
    numbers: dict[int, int] = {}
    for complaint_id, public, epoch, wrap, shred in [*own, *shared]:
        number = numbers[complaint_id] = len(numbers) + 1
        name = f"keys/mailbox-{number}.age"
        drawn.files[name] = bare(session, wrap, shred, place_between(public, public_key(session, case, epoch)))
        drawn.manifest.keys.append(KeyFile(name, f"mailbox {number}", f"file {epoch}", public))
    return numbers


def draw_words(session: Session, case: Case, drawn: Drawn, boxes: dict[int, int]) -> None:
    """Filings, messages and letters under their mailbox keys; notes and answers of acts under the file key."""

    def add(payload: bytes, key: str, slot: str, sequence: int) -> None:
        name = f"sealed/{slot}-{sequence}-{len(drawn.manifest.sealed) + 1}.age"
        drawn.files[name] = payload
        drawn.manifest.sealed.append(SealedFile(name, key, slot, sequence))

    for complaint in session.scalars(select(Complaint).where(Complaint.id.in_(boxes))):
        add(complaint.filing, f"mailbox {boxes[complaint.id]}", "filing", 1)
    for words in session.scalars(
        select(SealedWords).where(SealedWords.case_id == case.id).order_by(SealedWords.sequence)
    ):
        add(words.payload, f"file {words.epoch}", words.slot, words.sequence)
    for message in session.scalars(select(Message).where(Message.complaint_id.in_(boxes)).order_by(Message.sequence)):
        add(message.payload, f"mailbox {boxes[message.complaint_id]}", MESSAGE, message.sequence)
    for letter in session.scalars(select(Letter).where(Letter.complaint_id.in_(boxes)).order_by(Letter.sequence)):
        add(letter.payload, f"mailbox {boxes[letter.complaint_id]}", LETTER, letter.sequence)


def draw_evidence(session: Session, case: Case, drawn: Drawn, boxes: dict[int, int]) -> None:
    """What is said of each file; its parts are copied from the store when the case is written."""
    rows = session.scalars(
        select(Evidence).where(Evidence.case_id == case.id).order_by(Evidence.at, Evidence.sequence, Evidence.id)
    )
    for number, row in enumerate(rows, start=1):
        key = f"file {row.epoch}" if row.complaint_id is None else f"mailbox {boxes[row.complaint_id]}"
        about = f"evidence/{number}/about.age"
        drawn.files[about] = row.sealed
        drawn.places[f"evidence/{number}"] = row.place
        drawn.manifest.evidence.append(Parts([], key, about))


def bare(session: Session, wrap: bytes, named: int | None, place: str) -> bytes:
    """The wrap without the layer of the shred secret: a plain age file. Raises: CannotOpen."""
    shred = shred_of(session, named)
    return wrap if shred is None else uncover(wrap, shred, place)


def stream_case(drawn: Drawn, store: Store, *, at: datetime) -> Iterator[bytes]:
    """The case as one zip file, made while it goes out, a part of a file at a time. Raises: StoreDown."""
    return zip_stream(entries(drawn, store), at=at)


def entries(drawn: Drawn, store: Store) -> Iterator[tuple[str, Iterator[bytes], bool]]:
    """Name, bytes and whether to pack them closer, of each file; the manifest last, when every part is known."""
    for name, content in drawn.files.items():
        yield name, iter([content]), False
    for parts, (folder, place) in zip(drawn.manifest.evidence, drawn.places.items(), strict=True):
        for number, stored in enumerate(store.names(place), start=1):
            name = f"{folder}/{number:06}.age"
            parts.files.append(name)
            yield name, iter([store.get(stored)]), False
    yield MANIFEST, iter([msgspec.json.format(msgspec.json.encode(drawn.manifest), indent=1)]), False
