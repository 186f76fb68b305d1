"""Mailboxes that another case reads along: of complaints that were joined to it, and of the one that it was split off.

Only the mailbox's key is wrapped to the other case's file key: its circle reads what that complainant wrote and was sent, and
nothing else of the first case. No complainant's code opens anything new. The wrap lies under the secret of the
complaint's own case, so that shredding that ends this way too.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.circle.epochs import box_key, boxes_of, epochs_of
from cases.circle.people import excluded_from, reader_ids
from cases.errors import CannotOpen
from cases.journals import journal
from cases.keys import covering, file_key, public_file_key
from cases.packs.jurisdiction import Pack
from cases.records import Case, CaseLink, Complaint, MailboxWrap
from cases.records.rows import insert_rows
from cases.vault.circle import wrap_covered
from cases.viewer import Viewer

JOINED, SPLIT = "joined", "split"
UNJOINED = "unjoined"
"""What is written into the other case's journal: `joined`, `unjoined`, `split`."""


def shuts_out(session: Session, case: Case, other: Case) -> bool:
    """Whether somebody who must be kept out of *case* reads *other*: then its mailboxes are not shared with that."""
    out = excluded_from(session, case)
    return bool(out and out & reader_ids(session, other))


def can_share(session: Session, case: Case, *, viewer: Viewer) -> bool:
    """Whether the viewer's keys open the mailboxes of *case*."""
    try:
        for epoch in epochs_of(session, case):
            file_key(session, case, epoch, viewer=viewer)
    except CannotOpen:
        return False
    return True


def share(session: Session, case: Case, other: Case, *, viewer: Viewer, at: datetime) -> int:
    """Let the circle of *other* read the mailboxes of *case*; gives how many. Raises: CannotOpen."""
    epoch, public = public_file_key(session, other)
    shred = covering(session, case)
    keys = {one: file_key(session, case, one, viewer=viewer) for one in epochs_of(session, case)}
    rows = [
        {
            "complaint_id": box.complaint_id, "case_id": other.id, "epoch": epoch,
            "wrap": wrap_covered(box_key(session, box, keys), public, shred=shred), "shred": shred.id, "since": at,
        }
        for box in boxes_of(session, case)
    ]  # fmt: skip
    own = select(Complaint.id).where(Complaint.case_id == case.id)
    session.execute(delete(MailboxWrap).where(MailboxWrap.complaint_id.in_(own), MailboxWrap.case_id == other.id))
    insert_rows(session, MailboxWrap, *rows)
    return len(rows)


def take_back(session: Session, case: Case) -> list[Case]:
    """End the joining of *case* to others: they read its mailboxes no more. Gives these cases."""
    lead = session.scalars(
        select(Case).join(CaseLink, CaseLink.other_id == Case.id).where(
            CaseLink.case_id == case.id, CaseLink.kind == JOINED
        )
    ).all()  # fmt: skip
    ids = [one.id for one in lead]
    own = select(Complaint.id).where(Complaint.case_id == case.id)
    session.execute(delete(MailboxWrap).where(MailboxWrap.complaint_id.in_(own), MailboxWrap.case_id.in_(ids)))
    session.execute(
        delete(CaseLink).where(CaseLink.case_id == case.id, CaseLink.kind == JOINED, CaseLink.other_id.in_(ids))
    )
    return list(lead)


def note_on_other(
    session: Session, other: Case, case: Case, act: str, *, key: str, pack: Pack, viewer: Viewer, at: datetime
) -> None:
    """Write into the journal of *other* what was done with *case*, so that either chain tells it."""
    other.version += 1
    journal.append(
        session, case_id=other.id, act=act, act_key=f"{key}/{act}", actor=viewer.actor, at=at,
        body={"links": {"from": case.reference, "as": act}}, pack=other.pack, calendar=pack.calendar.version,
    )  # fmt: skip
