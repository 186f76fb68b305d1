"""Who holds a unit's key: wraps of its private half, given by who holds it and taken back by deleting them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cases import records
from cases.circle.people import is_barred_from
from cases.doors.staff import reads_content
from cases.errors import KeptOut, LastMember, NotAllowed, UnsignedKey
from cases.records import RecoveryWrap, UnitMembership
from cases.unit_keys.entering import note_admitted, note_ended
from cases.vault.directory import DirectoryEntry, check_member
from cases.vault.keyring import OFFICER_EPOCH
from cases.vault.keys import Key, wrap_key
from cases.viewer import Officer, Viewer


def entry_of(officer: records.Officer) -> DirectoryEntry:
    """The directory's line of an officer, as the database has it."""
    return DirectoryEntry("officer", str(officer.id), OFFICER_EPOCH, officer.public_key, officer.signature)


def epochs_held(session: Session, unit: str, officer_id: int) -> set[int]:
    """Epochs of the unit's key that are wrapped to this officer."""
    return set(
        session.scalars(
            select(UnitMembership.epoch).where(UnitMembership.unit == unit, UnitMembership.officer_id == officer_id)
        )
    )


def holders(session: Session, unit: str, epoch: int) -> Sequence[records.Officer]:
    """Active officers to whom this epoch of the unit's key is wrapped, by name."""
    return session.scalars(
        select(records.Officer)
        .join(UnitMembership, UnitMembership.officer_id == records.Officer.id)
        .where(UnitMembership.unit == unit, UnitMembership.epoch == epoch, records.Officer.active)
        .order_by(records.Officer.name, records.Officer.id)
    ).all()


def key_of_unit(session: Session, unit: str, *, viewer: Officer) -> tuple[int, Key]:
    """The present epoch of the unit's key and its private half on the viewer's ring. Raises: NotAllowed without it."""
    row = session.get(records.Unit, unit)
    key = viewer.keyring.units.get((unit, row.epoch)) if row is not None else None
    if row is None or key is None or not reads_content(viewer.roles):
        raise NotAllowed
    return row.epoch, key


def give_keys(
    session: Session, unit: str, officer: records.Officer, keys: Mapping[int, Key], *, viewer: Officer, at: datetime
) -> None:
    """Seal these epochs of the unit's key to *officer*, those that they do not hold yet.

    Raises: UnsignedKey when the directory has not signed the officer's key; NotAllowed for who may read no content; KeptOut
    for somebody whom a wall keeps out of a case that the unit reads.
    """
    if not reads_content(officer.roles) or not officer.active:
        raise NotAllowed
    if viewer.pinned is None:
        raise UnsignedKey("officer", str(officer.id), OFFICER_EPOCH)
    check_member(viewer.pinned, entry_of(officer))
    if is_barred_from(session, officer.id, unit):
        raise KeptOut(unit)
    held = epochs_held(session, unit, officer.id)
    fresh = {epoch: key for epoch, key in keys.items() if epoch not in held}
    for epoch, key in fresh.items():
        session.add(
            UnitMembership(unit=unit, epoch=epoch, officer_id=officer.id, wrap=wrap_key(key, officer.public_key))
        )
    session.flush()
    if fresh:
        note_admitted(session, unit, officer.id, fresh, viewer=viewer, at=at)


def take_keys(session: Session, unit: str, officer_id: int, *, viewer: Viewer, at: datetime) -> bool:
    """Delete every wrap of the unit's key to this officer; whether there was any. Their next request is without it."""
    held = epochs_held(session, unit, officer_id)
    if held:
        session.execute(
            delete(UnitMembership).where(UnitMembership.unit == unit, UnitMembership.officer_id == officer_id)
        )
        note_ended(session, unit, officer_id, held, viewer=viewer, at=at)
    return bool(held)


def refuse_last(session: Session, unit: str, officer_id: int) -> None:
    """See that somebody else, or a unit's recovery sheets, can open the unit's cases. Raises: LastMember."""
    row = session.get_one(records.Unit, unit)
    others = session.scalar(
        select(func.count())
        .select_from(UnitMembership)
        .join(records.Officer, records.Officer.id == UnitMembership.officer_id)
        .where(
            UnitMembership.unit == unit,
            UnitMembership.epoch == row.epoch,
            UnitMembership.officer_id != officer_id,
            records.Officer.active,
        )
    )
    if not others and session.get(RecoveryWrap, (unit, row.epoch)) is None:
        raise LastMember(unit)


def units_of(session: Session, officer_id: int) -> list[str]:
    """Codes of the units whose key, of whatever epoch, is wrapped to this officer."""
    held = select(UnitMembership.unit).where(UnitMembership.officer_id == officer_id).distinct()
    return sorted(session.scalars(held))
