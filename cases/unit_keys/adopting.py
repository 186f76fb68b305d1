"""A house from before there was an institution's journal: its keys, members and people are written down once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.entries import note_invited, note_passkey, note_program, note_reset, note_spares
from cases.journals.institution_journal import LAST, note
from cases.records import UnitKey, UnitMembership
from cases.unit_keys.entering import (
    ADDED,
    EMPLOYED,
    LEFT,
    PASSKEY_ADDED,
    note_admitted,
    note_door,
    note_line,
    note_officer,
)
from cases.unit_keys.members import entry_of
from cases.vault.directory import DirectoryEntry
from cases.viewer import Viewer


def adopt_directory(session: Session, *, viewer: Viewer, at: datetime) -> bool:
    """Begin the institution's journal with all that the tables hold, if it is empty; whether it was.

    Run it through `database.write`, by `arasha upgrade` only. What was slipped in before is taken over as it stands: look at
    the people and keys of an old house once, by eye.
    """
    keys = session.scalars(select(UnitKey).order_by(UnitKey.unit, UnitKey.epoch)).all()
    if not keys or session.connection().execute(LAST).first() is not None:
        return False
    for unit in session.scalars(select(records.Unit).order_by(records.Unit.code)):
        note(session, ADDED, {"unit": unit.code, "kind": unit.kind}, viewer=viewer, at=at)
    for key in keys:
        line = DirectoryEntry("unit", key.unit, key.epoch, key.public_key, key.signature)
        note_line(session, line, viewer=viewer, at=key.since)
    for officer in session.scalars(select(records.Officer).order_by(records.Officer.id)):
        act = EMPLOYED if officer.active else LEFT
        note_officer(session, act, officer.id, unit=officer.unit, roles=officer.roles, viewer=viewer, at=at)
        note_line(session, entry_of(officer), viewer=viewer, at=at)
        note_door(session, officer, viewer=viewer, at=at)
    adopt_doors(session, viewer=viewer, at=at)
    held = session.execute(
        select(UnitMembership.unit, UnitMembership.officer_id, UnitMembership.epoch).order_by(
            UnitMembership.unit, UnitMembership.officer_id, UnitMembership.epoch
        )
    ).all()
    for code, officer_id, epoch in held:
        note_admitted(session, code, officer_id, [epoch], viewer=viewer, at=at)
    return True


def adopt_doors(session: Session, *, viewer: Viewer, at: datetime) -> None:
    """Invitations, numbers for new keys, spare codes, passkeys and tokens of that house."""
    for invitation in session.scalars(select(records.Invitation).order_by(records.Invitation.id)):
        note_invited(session, invitation, viewer=viewer, at=at)
    for number in session.scalars(select(records.KeyReset).order_by(records.KeyReset.officer_id)):
        note_reset(session, number, viewer=viewer, at=at)
    spares: dict[int, list[bytes]] = {}
    for one in session.scalars(select(records.SpareCode)):
        spares.setdefault(one.officer_id, []).append(one.verifier)
    for officer_id, verifiers in sorted(spares.items()):
        note_spares(session, officer_id, verifiers, viewer=viewer, at=at)
    for passkey in session.scalars(select(records.Passkey).order_by(records.Passkey.since, records.Passkey.handle)):
        note_passkey(session, PASSKEY_ADDED, passkey, viewer=viewer, at=at)
    for program in session.scalars(select(records.Integration).order_by(records.Integration.id)):
        note_program(session, program, viewer=viewer, at=at)
