"""An administrator ends every session of an officer: a lost telephone, a computer left open somewhere.

Nothing else is taken: keys and cases stay, and whoever has passphrase and code signs in again.
"""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.journals.institution_journal import note
from cases.records import InstitutionEntry
from cases.unit_keys.entering import SESSIONS_ENDED
from cases.unit_keys.leaving import end_sessions, find_other
from cases.viewer import Officer, Viewer

SHOWN = timedelta(days=30)
"""How long the officer is told of it."""


def end_all(session: Session, officer_id: int, *, viewer: Viewer, at: datetime) -> None:
    """End all sessions of an officer and write it into the institution's journal, also when there was none.

    Run it through `database.write`. Raises: NotAllowed for whoever is no administrator, and for one's own;
    NoSuchOfficer.
    """
    officer = find_other(session, officer_id, viewer=viewer)
    end_sessions(session, officer.id)
    note(session, SESSIONS_ENDED, {"officer": officer.id}, viewer=viewer, at=at)


def last_ended(session: Session, *, viewer: Officer, at: datetime) -> datetime | None:
    """When an administrator last ended the viewer's sessions, within thirty days."""
    entries = session.scalars(
        select(InstitutionEntry)
        .where(InstitutionEntry.act == SESSIONS_ENDED, InstitutionEntry.at > at - SHOWN)
        .order_by(InstitutionEntry.sequence.desc())
    )
    return next((one.at for one in entries if msgspec.json.decode(one.body)["body"]["officer"] == viewer.id), None)
