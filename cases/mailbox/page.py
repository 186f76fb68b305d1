"""The complainant's page with all that stands on it, looked up in one moment."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from cases.evidence.reading import FileView, files_of
from cases.filing.time_limits import Running
from cases.mailbox.limits import limits_elsewhere
from cases.mailbox.view import MailboxView, find_complaint, view_of
from cases.packs.jurisdiction import Pack
from cases.viewer import Complainant


class MailboxPage(msgspec.Struct, frozen=True):
    """*files*: what they gave us. *limits*: what runs elsewhere, by the dates that they told us."""

    view: MailboxView
    files: tuple[FileView, ...]
    limits: tuple[Running, ...]


def read_page(session: Session, *, pack: Pack, viewer: Complainant, at: datetime) -> MailboxPage:
    """Raises: CaseNotFound when the complaint is gone; CannotOpen."""
    complaint, case = find_complaint(session, viewer)
    return MailboxPage(
        view_of(session, complaint, case, pack=pack, viewer=viewer, at=at),
        files_of(session, case, viewer=viewer),
        tuple(limits_elsewhere(session, complaint, case, pack=pack, viewer=viewer, at=at)),
    )
