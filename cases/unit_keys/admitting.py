"""A new member gets the unit's key from a member who met them and compared the digits of their key.

Neither an administrator nor whoever can write rows can let anybody in: the key must come from somebody who holds it, and
what was slipped into the database as the new member's key has other digits than those on their own screen.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.staff import reads_content
from cases.errors import FingerprintDiffers, NoSuchOfficer
from cases.records import UnitMembership
from cases.unit_keys.members import give_keys, key_of_unit
from cases.vault.fingerprint import fingerprint, same_fingerprint
from cases.viewer import Officer


class Waiting(msgspec.Struct, frozen=True):
    """Somebody who belongs to the viewer's unit and does not hold its key yet. Their digits are not shown: they are told."""

    officer_id: int
    username: str
    name: str
    roles: tuple[str, ...]


def waiting_members(session: Session, *, viewer: Officer) -> tuple[Waiting, ...]:
    """Who waits to be admitted to the viewer's own unit, by name."""
    row = session.get(records.Unit, viewer.unit)
    if row is None:
        return ()
    inside = exists().where(
        UnitMembership.officer_id == records.Officer.id,
        UnitMembership.unit == row.code,
        UnitMembership.epoch == row.epoch,
    )
    found: Sequence[records.Officer] = session.scalars(
        select(records.Officer)
        .where(records.Officer.unit == row.code, records.Officer.active, ~inside)
        .order_by(records.Officer.name, records.Officer.id)
    ).all()
    return tuple(Waiting(one.id, one.username, one.name, tuple(one.roles)) for one in found if reads_content(one.roles))


def own_fingerprint(session: Session, *, viewer: Officer) -> str | None:
    """The digits that the viewer reads to the colleague who admits them: of the key in their session, not of a row."""
    if viewer.keyring.officer is None:
        return None
    officer_id, key = viewer.keyring.officer
    return fingerprint("officer", str(officer_id), key.public)


def admit_member(session: Session, officer_id: int, *, compared: str, viewer: Officer, at: datetime) -> None:
    """Seal the unit's key to a new member of the viewer's own unit: every epoch of it that the viewer holds.

    *compared*: the digits that the new member read out from their screen (`own_fingerprint`). Run it through
    `database.write`. Raises: NoSuchOfficer for nobody of that unit; NotAllowed when the viewer does not hold the present
    key or the new member's roles read no content; FingerprintDiffers; UnsignedKey; KeptOut.
    """
    key_of_unit(session, viewer.unit, viewer=viewer)
    officer = session.get(records.Officer, officer_id)
    if officer is None or not officer.active or officer.unit != viewer.unit:
        raise NoSuchOfficer
    if not same_fingerprint(compared, fingerprint("officer", str(officer.id), officer.public_key)):
        raise FingerprintDiffers
    keys = {epoch: key for (unit, epoch), key in viewer.keyring.units.items() if unit == viewer.unit}
    give_keys(session, viewer.unit, officer, keys, viewer=viewer, at=at)
