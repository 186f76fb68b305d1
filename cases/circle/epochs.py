"""A new epoch of a case's file key: what is written from now on is sealed to a key that those who left never had."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases.errors import CannotOpen
from cases.keys import covering, file_key, shred_of
from cases.records import BodyLink, Case, Complaint, FileKey, LetterLink, Mailbox, MailboxWrap, Unsent, Wrap
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.search.forgetting import forget
from cases.vault.circle import (
    HeldWrap,
    open_mailbox_by_file,
    place_between,
    place_of_code,
    wrap_covered,
    wrap_file_key,
)
from cases.vault.directory import DirectoryEntry, DirectoryPublic
from cases.vault.keys import Key, PublicKey, new_key
from cases.vault.links import place_of_letter_link, place_of_link
from cases.vault.sealing import open_sealed, seal
from cases.vault.shredding import ShredSecret, cover, place_with, uncover
from cases.viewer import Officer
from cases.worklist.nicknames import move_nickname, secret_of

UNSENT = "unsent"
"""The slot of what was typed and not sent."""


def epochs_of(session: Session, case: Case) -> list[int]:
    """Epochs of the case's file key, the first one first."""
    return list(session.scalars(select(FileKey.epoch).where(FileKey.case_id == case.id).order_by(FileKey.epoch)))


def open_epochs(session: Session, case: Case, *, viewer: Officer) -> dict[int, Key]:
    """The file keys of all epochs by the viewer's ring. Raises: CannotOpen when one of them is closed to them."""
    return {epoch: file_key(session, case, epoch, viewer=viewer) for epoch in epochs_of(session, case)}


def wrap_all(
    session: Session, case: Case, keys: Mapping[int, Key], members: Sequence[DirectoryEntry], *,
    pinned: DirectoryPublic, shred: ShredSecret, at: datetime,
) -> None:  # fmt: skip
    """Wrap every epoch's key to *members*: who is let in reads what was written before. Raises: UnsignedKey."""
    for epoch, key in keys.items():
        held = wrap_file_key(key, members, pinned=pinned, shred=shred)
        insert_rows(session, Wrap, *(wrap_row(case, epoch, one, at=at) for one in held))


def wrap_row(case: Case, epoch: int, held: HeldWrap, *, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(), "case_id": case.id, "epoch": epoch, "holder_kind": held.holder.kind, "holder": held.holder.name,
        "holder_epoch": held.holder.epoch, "wrap": held.wrap, "shred": held.shred, "since": at,
    }  # fmt: skip


def add_members(
    session: Session, case: Case, members: Sequence[DirectoryEntry], *, viewer: Officer, at: datetime
) -> None:
    """Let *members* into the circle as it stands. Raises: CannotOpen, UnsignedKey."""
    if viewer.pinned is None:
        raise CannotOpen
    keys = open_epochs(session, case, viewer=viewer)
    wrap_all(session, case, keys, members, pinned=viewer.pinned, shred=covering(session, case), at=at)


def renew(
    session: Session,
    case: Case,
    members: Sequence[DirectoryEntry],
    *,
    shred: ShredSecret,
    viewer: Officer,
    at: datetime,
) -> PublicKey:
    """Begin a new epoch for a circle of *members* alone, and give its public key.

    Every wrap of the case is made anew under *shred*, those of older epochs too: no path of wraps is left to who is not
    among *members*, and once the former secret is destroyed (the caller's, after the commit) none in older copies of
    the rows either. Mailboxes keep their keys and codes. No unit has the case in its index until it is opened again.
    Raises: CannotOpen, UnsignedKey; and then nothing is written.
    """
    if viewer.pinned is None:
        raise CannotOpen
    old = open_epochs(session, case, viewer=viewer)
    new, epoch = new_key(), case.epoch + 1
    boxes = [(box, box_key(session, box, old)) for box in boxes_of(session, case)]
    session.execute(delete(Wrap).where(Wrap.case_id == case.id))
    forget(session, [case.id])
    insert_rows(session, FileKey, {"case_id": case.id, "epoch": epoch, "public_key": new.public, "since": at})
    wrap_all(session, case, {**old, epoch: new}, members, pinned=viewer.pinned, shred=shred, at=at)
    for box, key in boxes:
        if box.code_wrap is not None:
            box.code_wrap = cover_anew(session, box.code_wrap, box.shred, shred, code_place(box))
        box.file_wrap, box.file_epoch, box.shred = wrap_covered(key, new.public, shred=shred), epoch, shred.id
    follow_shares(session, case, old, new, epoch, shred=shred)
    cover_unsent(session, case, shred)
    cover_links(session, case, shred)
    if case.statistic is not None:
        case.statistic = reseal(case.statistic, old, new.public)
    if case.nickname is not None:
        case.nickname = move_nickname(case.nickname, shred_of(session, secret_of(case.nickname)), shred, case=case.id)
    case.epoch = epoch
    session.flush()
    return new.public


def boxes_of(session: Session, case: Case) -> Sequence[Mailbox]:
    return session.scalars(
        select(Mailbox).join(Complaint, Complaint.id == Mailbox.complaint_id).where(Complaint.case_id == case.id)
    ).all()


def box_key(session: Session, box: Mailbox, keys: Mapping[int, Key]) -> Key:
    shred = shred_of(session, box.shred)
    return open_mailbox_by_file(box.file_wrap, keys[box.file_epoch], public=box.public_key, shred=shred)


def follow_shares(
    session: Session, case: Case, old: Mapping[int, Key], new: Key, epoch: int, *, shred: ShredSecret
) -> None:
    """Mailboxes of other cases that this one reads go over to the new key; its own, read elsewhere, under the new secret."""
    taken = session.execute(
        select(MailboxWrap, Mailbox.public_key)
        .join(Mailbox, Mailbox.complaint_id == MailboxWrap.complaint_id)
        .where(MailboxWrap.case_id == case.id)
    )
    for row, public in taken.all():
        theirs = shred_of(session, row.shred)
        if theirs is not None:
            key = open_mailbox_by_file(row.wrap, old[row.epoch], public=public, shred=theirs)
            row.wrap, row.epoch = wrap_covered(key, new.public, shred=theirs), epoch
    cover_given(session, case, shred)


def cover_given(session: Session, case: Case, shred: ShredSecret) -> None:
    """The case's own mailboxes, as other cases read them, under another secret."""
    given = (
        select(MailboxWrap, Mailbox.public_key, FileKey.public_key)
        .join(Mailbox, Mailbox.complaint_id == MailboxWrap.complaint_id)
        .join(FileKey, (FileKey.case_id == MailboxWrap.case_id) & (FileKey.epoch == MailboxWrap.epoch))
        .join(Complaint, Complaint.id == MailboxWrap.complaint_id)
        .where(Complaint.case_id == case.id)
    )
    for row, public, to in session.execute(given).all():
        row.wrap = cover_anew(session, row.wrap, row.shred, shred, place_between(public, to))
        row.shred = shred.id


def cover_unsent(session: Session, case: Case, shred: ShredSecret) -> None:
    """What officers typed there and have not sent, under another secret."""
    for row in session.scalars(select(Unsent).where(Unsent.case_id == case.id)).all():
        place = place_with(UNSENT, case.id)
        row.sealed, row.shred = cover_anew(session, row.sealed, row.shred, shred, place), shred.id


def cover_links(session: Session, case: Case, shred: ShredSecret) -> None:
    """The ways by which bodies answer and complainants read letters, under another secret."""
    for row in session.scalars(select(BodyLink).where(BodyLink.case_id == case.id, BodyLink.wrap.is_not(None))).all():
        place = place_of_link(row.public_key, row.lookup, link=row.id, proceeding=row.proceeding_id)
        row.wrap, row.shred = cover_anew(session, row.wrap or b"", row.shred, shred, place), shred.id
    of_letters = select(LetterLink).where(LetterLink.case_id == case.id, LetterLink.wrap.is_not(None))
    for one in session.scalars(of_letters).all():
        place = place_of_letter_link(one.public_key, one.lookup, link=one.id, letter=one.letter_id)
        one.wrap, one.shred = cover_anew(session, one.wrap or b"", one.shred, shred, place), shred.id


def code_place(box: Mailbox) -> str:
    """Where the wrap for a mailbox's code belongs, as its row says now."""
    confirmed = None if box.confirmed_at is None else int(box.confirmed_at.timestamp())
    return place_of_code(
        box.public_key, box.lookup, salt_version=box.salt_version, issued_by=box.issued_by, confirmed=confirmed
    )


def cover_anew(session: Session, covered: bytes, named: int | None, shred: ShredSecret, place: str) -> bytes:
    """A stored wrap under another secret, unopened, for the same *place*."""
    before = shred_of(session, named)
    return cover(covered if before is None else uncover(covered, before, place), shred, place)


def reseal(payload: bytes, keys: Mapping[int, Key], public: PublicKey) -> bytes:
    """A payload of whichever epoch, sealed to *public*. Raises: CannotOpen."""
    for key in reversed(list(keys.values())):
        try:
            return seal(open_sealed(payload, key), public)
        except CannotOpen:
            continue
    raise CannotOpen


def drop_shares_to(session: Session, case: Case, others: Sequence[int]) -> None:
    """Take from *others* (ids of cases) the wraps by which they read the case's mailboxes."""
    own = select(Complaint.id).where(Complaint.case_id == case.id)
    session.execute(delete(MailboxWrap).where(MailboxWrap.complaint_id.in_(own), MailboxWrap.case_id.in_(others)))


def revoke_unconfirmed(session: Session, case: Case) -> int:
    """Void the codes that staff or a partner handed out and nobody changed yet; gives how many."""
    own = select(Complaint.id).where(Complaint.case_id == case.id)
    done = session.execute(
        update(Mailbox)
        .where(
            Mailbox.complaint_id.in_(own), Mailbox.issued_by != "form", Mailbox.confirmed_at.is_(None),
            Mailbox.lookup.is_not(None),
        )
        .values(lookup=None, code_wrap=None)
    )  # fmt: skip
    return int(getattr(done, "rowcount", 0))


def void_links(session: Session, case: Case, *, at: datetime) -> int:
    """Close every link by which a body answers: who is kept out may have seen its PIN. Gives how many."""
    done = session.execute(
        update(BodyLink)
        .where(BodyLink.case_id == case.id, BodyLink.closed_at.is_(None))
        .values(closed_at=at, wrap=None, shred=None, address=None)
    )
    return int(getattr(done, "rowcount", 0))
