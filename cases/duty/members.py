"""Who holds the duty unit's key: its own people, and whoever is on the roster for as long as they are.

A key comes from somebody who holds it (design 04 §4.2): nobody on duty is let in by an administrator alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from cases import records
from cases.circle.people import is_barred_from
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.packs.jurisdiction import Pack
from cases.records import DutyShift, UnitMembership
from cases.unit_keys.members import epochs_held, give_keys, take_keys
from cases.vault.directory import DirectoryPublic
from cases.viewer import Officer, Viewer

AFTER = timedelta(days=2)
"""How long after a last shift the key stays: what was begun at night is confirmed within 24 hours (design 01 §1.4)."""
FEWEST = 2
"""As many people always keep the key, or it could be lost for ever."""


def let_in(
    session: Session, officer: records.Officer, *, pack: Pack, pinned: DirectoryPublic, by: Officer, at: datetime
) -> bool:
    """Seal every epoch of the duty unit's key that *by* holds to *officer*; says whether they hold it now.

    Whoever may read no content, or is kept out of a case that the key opens, is never let in. Raises: UnsignedKey.
    """
    unit = pack.institution.duty
    if ROLES_WITHOUT_CONTENT.issuperset(officer.roles):
        return False
    held = epochs_held(session, unit, officer.id)
    keys = {epoch: key for (code, epoch), key in by.keyring.units.items() if code == unit and epoch not in held}
    if keys and is_barred_from(session, officer.id, unit):
        return False
    if keys:
        give_keys(session, unit, officer, keys, viewer=replace(by, pinned=pinned), at=at)
    return bool(held or keys)


def let_all_in(session: Session, *, pack: Pack, pinned: DirectoryPublic, viewer: Officer, at: datetime) -> int:
    """Let in everybody on the roster who has no key yet; gives how many. Only a holder of the key can."""
    waiting = outside(session, pack=pack, at=at)
    return sum(let_in(session, officer, pack=pack, pinned=pinned, by=viewer, at=at) for officer in waiting)


def outside(session: Session, *, pack: Pack, at: datetime) -> Sequence[records.Officer]:
    """Active officers with a shift now or later who do not hold the key: they can be rung, and could open nothing."""
    on_roster = exists().where(DutyShift.officer_id == records.Officer.id, DutyShift.ends_at > at)
    inside = exists().where(
        UnitMembership.officer_id == records.Officer.id, UnitMembership.unit == pack.institution.duty
    )
    return session.scalars(
        select(records.Officer).where(records.Officer.active, on_roster, ~inside).order_by(records.Officer.name)
    ).all()


def let_out(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Take the key from whoever has been off the roster for two days and belongs to another unit; gives from how many.

    Their next request is without it. The unit's key stays the same: a new epoch comes with staff who leave (design 04 §4.2).
    """
    unit = pack.institution.duty
    holders = session.scalar(
        select(func.count(func.distinct(UnitMembership.officer_id))).where(UnitMembership.unit == unit)
    )
    recent = exists().where(DutyShift.officer_id == records.Officer.id, DutyShift.ends_at > at - AFTER)
    leaving = session.scalars(
        select(records.Officer.id)
        .join(UnitMembership, UnitMembership.officer_id == records.Officer.id)
        .where(UnitMembership.unit == unit, records.Officer.unit != unit, ~recent)
        .distinct()
        .order_by(records.Officer.id)
    ).all()
    leaving = leaving[: max(0, (holders or 0) - FEWEST)]
    for officer_id in leaving:
        take_keys(session, unit, officer_id, viewer=viewer, at=at)
    return len(leaving)
