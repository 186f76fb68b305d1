"""The scan of a paper whose case another office has: sealed to it by who typed the paper in, and opened by them never again."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.assisted.listing import LATELY, Line, own_entry
from cases.database import Database
from cases.errors import NotAllowed
from cases.evidence.receiving import Desk
from cases.evidence.store import Store
from cases.evidence.whose import Destination
from cases.keys import public_file_key
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.settings import Settings
from cases.viewer import Officer


def takes_scans(line: Line, at: datetime) -> bool:
    """Whether the scan may still be added: for a week, in which the paper lies on the table of who entered it."""
    return line.entered_at > at - LATELY


def open_scanner(
    database: Database, store: Store, settings: Settings, pack: Pack, reference: str, *,
    viewer: Officer, clock: Callable[[], datetime],
) -> Desk:  # fmt: skip
    """Where the scan of what *viewer* entered is taken in. Raises: CaseNotFound, NotAllowed once the week is over."""
    to = database.read(find_entry, reference, viewer=viewer, at=clock())
    return Desk(database=database, store=store, settings=settings, pack=pack, viewer=viewer, clock=clock, to=to)


def find_entry(session: Session, reference: str, *, viewer: Officer, at: datetime) -> Destination:
    """The institution's side of the case that the entry began, by the public half of its key."""
    if not takes_scans(own_entry(session, reference, viewer=viewer), at):
        raise NotAllowed
    case = session.scalars(select(Case).where(Case.reference == reference)).one()
    epoch, public = public_file_key(session, case)
    return Destination(case.id, case.reference, None, epoch, public)
