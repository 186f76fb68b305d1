"""Into which mailbox or file something goes, and with which key the viewer opens it again."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.errors import CannotOpen, CaseNotFound, NotAllowed
from cases.keys import file_key, mailbox_key, public_file_key
from cases.mailbox.view import find_complaint
from cases.records import Case, Evidence, Mailbox, Upload
from cases.vault.keys import Key, PublicKey
from cases.viewer import Complainant, Officer, Viewer

MAILBOX = 0
"""Stands for the epoch of what is sealed to a mailbox key."""


class Destination(msgspec.Struct, frozen=True):
    """Where a file goes. *complaint_id*: of the mailbox; None for the institution's side, sealed to the file key."""

    case_id: int
    reference: str
    complaint_id: int | None
    epoch: int
    public: PublicKey


def find_destination(session: Session, reference: str, *, viewer: Viewer) -> Destination:
    """Where files of this viewer go: a complainant's into their mailbox, an officer's into the case that they name.

    Raises: CaseNotFound; NotAllowed for officers who read no content.
    """
    if isinstance(viewer, Complainant):
        complaint, case = find_complaint(session, viewer)
        public = session.scalars(select(Mailbox.public_key).where(Mailbox.complaint_id == complaint.id)).one()
        return Destination(case.id, case.reference, complaint.id, MAILBOX, public)
    if not isinstance(viewer, Officer):
        raise CaseNotFound(reference)
    case = find_case(session, reference, viewer=viewer)
    if viewer.roles <= ROLES_WITHOUT_CONTENT:
        raise NotAllowed
    epoch, public = public_file_key(session, case)
    return Destination(case.id, case.reference, None, epoch, public)


def opening_key(session: Session, case: Case, row: Evidence | Upload, *, viewer: Viewer) -> Key:
    """The key that opens a file of the case, by way of what the viewer holds. Raises: CannotOpen."""
    if isinstance(viewer, Complainant):
        if viewer.keyring.mailbox is None or row.complaint_id != viewer.complaint_id:
            raise CannotOpen
        return viewer.keyring.mailbox
    if row.complaint_id is None:
        return file_key(session, case, row.epoch, viewer=viewer)
    return mailbox_key(session, case, session.get_one(Mailbox, row.complaint_id), viewer=viewer)
