"""Out of the database to the offline machine, and back into it (`recovery_files`): by the operator's commands only."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.staff import reads_content
from cases.errors import BadRecoveryFile, NoRecovery, NoSuchOfficer, UnknownUnit
from cases.journals.institution_journal import note
from cases.records import RecoveryWrap, UnitKey, UnitMembership
from cases.unit_keys.entering import RECOVERED, note_admitted
from cases.unit_keys.members import epochs_held
from cases.unit_keys.recovering import keep_key, lay_wrap, newest_recovery
from cases.unit_keys.recovery_files import NextHolder, Outgoing, Returning, SealedUnitKey
from cases.unit_keys.renewing import ask_renewal
from cases.vault.directory import DirectoryKey, DirectoryPublic, sign_member
from cases.viewer import System


def carry_out(session: Session, unit: str, username: str, *, pinned: DirectoryPublic, viewer: System) -> Outgoing:
    """The unit's key as its sheets open it, for the officer who is to hold it.

    Raises: UnknownUnit; NoRecovery; NoSuchOfficer for nobody active of that unit whose roles read content.
    """
    if session.get(records.Unit, unit) is None:
        raise UnknownUnit(unit)
    newest = newest_recovery(session, unit)
    wraps = session.execute(
        select(RecoveryWrap.epoch, UnitKey.public_key, RecoveryWrap.wrap)
        .join(UnitKey, (UnitKey.unit == RecoveryWrap.unit) & (UnitKey.epoch == RecoveryWrap.epoch))
        .where(RecoveryWrap.unit == unit)
        .order_by(RecoveryWrap.epoch)
    ).all()
    if newest is None or not wraps:
        raise NoRecovery(unit)
    officer = session.scalars(select(records.Officer).where(records.Officer.username == username)).one_or_none()
    if officer is None or not officer.active or officer.unit != unit or not reads_content(officer.roles):
        raise NoSuchOfficer
    return Outgoing(
        arasha="unit key for recovery 1",
        unit=unit,
        number=newest.number,
        recovery_key=newest.public_key,
        keys=[SealedUnitKey(epoch, public, wrap) for epoch, public, wrap in wraps],
        holder=NextHolder(officer.id, officer.username, officer.public_key, officer.signature),
        pinned=pinned.raw,
    )


def carry_in(session: Session, back: Returning, *, directory: DirectoryKey, viewer: System, at: datetime) -> None:
    """Let the officer hold the unit's key, put the new recovery key in the place of the old, and ask for a renewal.

    Run it through `database.write`. Raises: BadRecoveryFile when it is not what was carried out: another officer's key, other
    keys of the unit, or sheets that were replaced meanwhile.
    """
    officer, newest = session.get(records.Officer, back.officer), newest_recovery(session, back.unit)
    publics = {row.epoch: row.public_key for row in session.scalars(select(UnitKey).where(UnitKey.unit == back.unit))}
    epochs = set(session.scalars(select(RecoveryWrap.epoch).where(RecoveryWrap.unit == back.unit)))
    sound = (
        officer is not None
        and officer.active
        and officer.unit == back.unit
        and officer.public_key == back.officer_key
        and newest is not None
        and newest.number + 1 == back.number
        and all(
            {one.epoch: one.public_key for one in part} == {epoch: publics[epoch] for epoch in epochs}
            for part in (back.for_officer, back.for_recovery)
        )
    )
    if not sound:
        raise BadRecoveryFile
    held = epochs_held(session, back.unit, back.officer)
    fresh = [one for one in back.for_officer if one.epoch not in held]
    session.add_all(
        UnitMembership(unit=back.unit, epoch=one.epoch, officer_id=back.officer, wrap=one.wrap) for one in fresh
    )
    if fresh:
        note_admitted(session, back.unit, back.officer, [one.epoch for one in fresh], viewer=viewer, at=at)
    entry = sign_member(directory, kind="recovery", name=back.unit, epoch=back.number, public_key=back.recovery_key)
    keep_key(session, entry, threshold=back.threshold, sheets=back.sheets, viewer=viewer, at=at)
    for one in back.for_recovery:
        wrap = RecoveryWrap(unit=back.unit, epoch=one.epoch, number=back.number, wrap=one.wrap)
        lay_wrap(session, wrap, viewer=viewer, at=at)
    note(session, RECOVERED, {"unit": back.unit, "officer": back.officer}, viewer=viewer, at=at)
    ask_renewal(session, back.unit, "recovered", viewer=viewer, at=at)
