"""From rows to keys: what new words are sealed to, and which file key the viewer's keyring opens."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.records import Case, Complaint, FileKey, Mailbox, Wrap
from cases.records.rows import table_of
from cases.vault.circle import HeldWrap, open_file_key, open_mailbox_by_file
from cases.vault.keyring import Holder
from cases.vault.keys import Key, PublicKey
from cases.viewer import Viewer

file_keys, complaints, boxes = table_of(FileKey).c, table_of(Complaint).c, table_of(Mailbox).c
PUBLIC_KEY = select(file_keys.public_key).where(
    file_keys.case_id == bindparam("case"), file_keys.epoch == bindparam("epoch")
)
BOXES = (
    select(complaints.id, complaints.language, boxes.public_key)
    .join(table_of(Mailbox), boxes.complaint_id == complaints.id)
    .where(complaints.case_id == bindparam("case"))
    .order_by(complaints.received_at, complaints.id)
)


@dataclass(frozen=True)
class Box:
    """A mailbox of the case, as far as sealing to it needs to know it."""

    complaint_id: int
    language: str
    public: PublicKey


def mailboxes_of(session: Session, case: Case) -> list[Box]:
    """Every mailbox of the case, the first complaint's first."""
    return [Box(*row) for row in session.connection().execute(BOXES, {"case": case.id})]


def public_file_key(session: Session, case: Case) -> tuple[int, PublicKey]:
    """The case's current epoch and the public half that everything new is sealed to."""
    return case.epoch, public_key(session, case, case.epoch)


def public_key(session: Session, case: Case, epoch: int) -> PublicKey:
    found: PublicKey = session.connection().execute(PUBLIC_KEY, {"case": case.id, "epoch": epoch}).scalar_one()
    return found


def file_key(session: Session, case: Case, epoch: int, *, viewer: Viewer) -> Key:
    """The file key of one epoch, opened with the viewer's own keys. Raises: CannotOpen when they hold no way to it."""
    wraps = session.scalars(select(Wrap).where(Wrap.case_id == case.id, Wrap.epoch == epoch))
    held = [HeldWrap(holder(wrap), wrap.wrap) for wrap in wraps]
    return open_file_key(held, viewer.keyring, public=public_key(session, case, epoch))


def holder(wrap: Wrap) -> Holder:
    return Holder("unit" if wrap.holder_kind == "unit" else "officer", wrap.holder, wrap.holder_epoch)


def mailbox_key(session: Session, case: Case, mailbox: Mailbox, *, viewer: Viewer) -> Key:
    """A complaint's mailbox key by way of the file key, as the circle reads it. Raises: CannotOpen."""
    key = file_key(session, case, mailbox.file_epoch, viewer=viewer)
    return open_mailbox_by_file(mailbox.file_wrap, key, public=mailbox.public_key)
