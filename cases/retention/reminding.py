"""The worker reminds of what is due, and does no more: once a month, by e-mail, to who may decide about it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.duty.contacts import channels_of
from cases.duty.people import with_roles
from cases.duty.texts import RETENTION
from cases.packs.jurisdiction import Pack
from cases.records import Case, LegalHold, Shredding
from cases.retention.deciding import DECIDING
from cases.retention.listing import is_due
from cases.sending import outbox
from cases.viewer import Viewer


def remind(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Write to the deciding officers of every unit that has cases due and undecided; gives how many units have.

    The text says that there is something on the list and nothing more. Walled cases count for nothing here: their unit
    would say that there are some. Run it through `database.write`; the same month again writes to nobody twice.
    """
    if not pack.retention.remind:
        return 0
    units = session.scalars(
        select(Case.unit)
        .outerjoin(LegalHold, LegalHold.case_id == Case.id)
        .outerjoin(Shredding, Shredding.case_id == Case.id)
        .where(is_due(pack, at), LegalHold.case_id.is_(None), Shredding.case_id.is_(None), Case.walled.is_(False))
        .distinct()
    ).all()
    people = with_roles(session, units, DECIDING)
    reached = [officer for officer, channels in channels_of(session, people).items() if "email" in channels]
    month = f"{at.astimezone(pack.zone):%Y-%m}"
    for officer in reached:
        payload = {"officer": officer, "text": RETENTION, "at": int(at.timestamp())}
        outbox.lay_in(session, f"retention:{month}:{officer}", "email", payload, due=at)
    return len(units)
