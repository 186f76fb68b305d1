"""From rows to keys: what new words are sealed to, and which file key the viewer's keyring opens."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.errors import CannotOpen
from cases.records import BodyLink, Case, Complaint, FileKey, LetterLink, Mailbox, MailboxWrap, Unsent, Wrap
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.shred_store import store_of
from cases.vault.circle import HeldWrap, open_file_key, open_mailbox_by_file
from cases.vault.keyring import Holder
from cases.vault.keys import Key, PublicKey
from cases.vault.shredding import ShredSecret
from cases.viewer import Viewer
from cases.worklist.nicknames import secret_of

file_keys, complaints, boxes = table_of(FileKey).c, table_of(Complaint).c, table_of(Mailbox).c
wraps = table_of(Wrap).c
PUBLIC_KEY = select(file_keys.public_key).where(
    file_keys.case_id == bindparam("case"), file_keys.epoch == bindparam("epoch")
)
WRAPS = select(wraps.holder_kind, wraps.holder, wraps.holder_epoch, wraps.wrap, wraps.shred).where(
    wraps.case_id == bindparam("case"), wraps.epoch == bindparam("epoch")
)
"""Every page of a case asks for these: columns, put together once."""
BOXES = (
    select(complaints.id, complaints.language, boxes.public_key)
    .join(table_of(Mailbox), boxes.complaint_id == complaints.id)
    .where(complaints.case_id == bindparam("case"))
    .order_by(complaints.received_at, complaints.id)
)


class Box(msgspec.Struct, frozen=True):
    """A mailbox of the case, as far as sealing to it needs to know it."""

    complaint_id: int
    language: str
    public: PublicKey


def mailboxes_of(session: Session, case: Case) -> list[Box]:
    """Every mailbox of the case, the first complaint's first."""
    return [Box(*row) for row in ask(session, BOXES, {"case": case.id})]


def public_file_key(session: Session, case: Case) -> tuple[int, PublicKey]:
    """The case's current epoch and the public half that everything new is sealed to."""
    return case.epoch, public_key(session, case, case.epoch)


def public_key(session: Session, case: Case, epoch: int) -> PublicKey:
    """The public half of one epoch's file key; it never changes, so a transaction asks for it once."""
    known: dict[tuple[int, int], PublicKey] = session.info.setdefault("public file keys", {})
    place = (case.id, epoch)
    if place not in known:
        known[place] = ask(session, PUBLIC_KEY, {"case": case.id, "epoch": epoch})[0].public_key
    return known[place]


def file_key(session: Session, case: Case, epoch: int, *, viewer: Viewer) -> Key:
    """The file key of one epoch, opened with the viewer's own keys. Raises: CannotOpen when they hold no way to it."""
    wraps = ask(session, WRAPS, {"case": case.id, "epoch": epoch})
    held = [HeldWrap(holder(wrap), wrap.wrap, wrap.shred) for wrap in wraps]
    return open_file_key(
        held, viewer.keyring, public=public_key(session, case, epoch), shred_of=lambda named: shred_of(session, named)
    )


def holder(wrap: Any) -> Holder:
    """Who a stored wrap is sealed to; *wrap* has the columns of its row."""
    return Holder("unit" if wrap.holder_kind == "unit" else "officer", wrap.holder, wrap.holder_epoch)


def mailbox_key(session: Session, case: Case, mailbox: Mailbox, *, viewer: Viewer) -> Key:
    """A complaint's mailbox key by way of the file key, as the circle reads it. Raises: CannotOpen."""
    return mailbox_key_by(session, mailbox, file_key(session, case, mailbox.file_epoch, viewer=viewer))


def mailbox_key_by(session: Session, mailbox: Any, key: Key) -> Key:
    """As `mailbox_key`, by the file *key* of the mailbox's epoch; *mailbox* has the columns of its row. Raises: CannotOpen."""
    shred = shred_of(session, mailbox.shred)
    return open_mailbox_by_file(mailbox.file_wrap, key, public=mailbox.public_key, shred=shred)


def shred_of(session: Session, named: int | None) -> ShredSecret | None:
    """The shred secret that a wrap's row names, None where it names none. Raises: CannotOpen when it was destroyed."""
    if named is None:
        return None
    found = store_of(session).find(named)
    if found is None:
        raise CannotOpen
    return found


def covering(session: Session, case: Case) -> ShredSecret:
    """The secret that new wraps of the case are covered by: that of its present ones. Raises: CannotOpen when shredded."""
    named = session.scalars(
        select(Wrap.shred).where(Wrap.case_id == case.id, Wrap.epoch == case.epoch, Wrap.shred.is_not(None)).limit(1)
    ).first()
    # Bare wraps of old: a secret of its own begins with the first new wrap.
    return shred_of(session, named) or store_of(session).take()


def shred_ids(session: Session, case: Case) -> list[int]:
    """Every shred secret that rows of the case name: destroyed together, nothing opens the case any more."""
    of_boxes = (
        select(Mailbox.shred).join(Complaint, Complaint.id == Mailbox.complaint_id).where(Complaint.case_id == case.id)
    )
    of_shares = (
        select(MailboxWrap.shred)
        .join(Complaint, Complaint.id == MailboxWrap.complaint_id)
        .where(Complaint.case_id == case.id)
    )
    of_unsent = select(Unsent.shred).where(Unsent.case_id == case.id)
    of_links = select(BodyLink.shred).where(BodyLink.case_id == case.id)
    to_letters = select(LetterLink.shred).where(LetterLink.case_id == case.id)
    every = (
        select(Wrap.shred).where(Wrap.case_id == case.id).union(of_boxes, of_shares, of_unsent, of_links, to_letters)
    )
    named = session.scalars(every)
    of_name = secret_of(case.nickname)
    return sorted({one for one in (*named, of_name) if one is not None})
