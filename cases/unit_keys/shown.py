"""The state of keys as pages show it: to a member their own unit, to an administrator every unit and officer."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.staff import reads_content, refuse_strangers
from cases.records import RecoveryKey, Renewal, UnitKey, UnitMembership
from cases.unit_keys.admitting import Waiting, own_fingerprint, waiting_members
from cases.unit_keys.members import holders
from cases.unit_keys.recovering import newest_recovery
from cases.unit_keys.renewing import under_way
from cases.unit_keys.rewrapping import count_left
from cases.viewer import Officer


class Named(msgspec.Struct, frozen=True):
    id: int
    name: str


class Sheets(msgspec.Struct, frozen=True):
    """A unit's recovery sheets: *threshold* of *sheets* open it."""

    threshold: int
    sheets: int
    since: datetime


class OwnKeys(msgspec.Struct, frozen=True):
    """What a member of staff sees of keys. *members* are all who hold the unit's present key."""

    fingerprint: str | None
    unit: str
    epoch: int
    since: datetime | None
    holds: bool
    members: tuple[Named, ...]
    waiting: tuple[Waiting, ...]
    wanted: tuple[str, ...]
    """Why a new key is asked for."""
    left: int | None
    """Wraps that a renewal under way has still to do; None where none is."""
    recovery: Sheets | None


class UnitState(msgspec.Struct, frozen=True):
    """One unit as an administrator sees it: structure, no content."""

    code: str
    epoch: int
    since: datetime | None
    members: int
    wanted: tuple[str, ...]
    under_way: bool
    recovery: Sheets | None


class OfficerState(msgspec.Struct, frozen=True):
    """One officer as an administrator sees them. *holds*: they have their unit's key; None where their roles need none."""

    id: int
    username: str
    name: str
    unit: str
    roles: tuple[str, ...]
    holds: bool | None


def own_keys(session: Session, *, viewer: Officer) -> OwnKeys:
    """The viewer's own digits and the key of their unit; who waits and who holds it only where they hold it too."""
    row = session.get_one(records.Unit, viewer.unit)
    holds = (row.code, row.epoch) in viewer.keyring.units and reads_content(viewer.roles)
    going = holds and under_way(session, row.code) is not None
    return OwnKeys(
        fingerprint=own_fingerprint(session, viewer=viewer),
        unit=row.code,
        epoch=row.epoch,
        since=since_of(session, row),
        holds=holds,
        members=tuple(Named(one.id, one.name) for one in holders(session, row.code, row.epoch)) if holds else (),
        waiting=waiting_members(session, viewer=viewer) if holds else (),
        wanted=wanted(session, row.code) if holds else (),
        left=count_left(session, row.code, row.epoch) if going else None,
        recovery=sheets_of(newest_recovery(session, row.code)) if holds else None,
    )


def every_unit(session: Session, *, viewer: Officer) -> tuple[UnitState, ...]:
    """Every unit's key, by code. Raises: NotAllowed."""
    refuse_strangers(viewer)
    return tuple(
        UnitState(
            code=row.code,
            epoch=row.epoch,
            since=since_of(session, row),
            members=len(holders(session, row.code, row.epoch)),
            wanted=wanted(session, row.code),
            under_way=under_way(session, row.code) is not None,
            recovery=sheets_of(newest_recovery(session, row.code)),
        )
        for row in session.scalars(select(records.Unit).order_by(records.Unit.code))
    )


def every_officer(session: Session, *, viewer: Officer) -> tuple[OfficerState, ...]:
    """Every active officer, by unit and name. Raises: NotAllowed."""
    refuse_strangers(viewer)
    epochs = {row.code: row.epoch for row in session.scalars(select(records.Unit))}
    held = {tuple(row) for row in session.execute(
        select(UnitMembership.unit, UnitMembership.epoch, UnitMembership.officer_id)
    )}  # fmt: skip
    found: Sequence[records.Officer] = session.scalars(
        select(records.Officer)
        .where(records.Officer.active)
        .order_by(records.Officer.unit, records.Officer.name, records.Officer.id)
    ).all()
    return tuple(
        OfficerState(
            id=one.id,
            username=one.username,
            name=one.name,
            unit=one.unit,
            roles=tuple(one.roles),
            holds=(one.unit, epochs.get(one.unit), one.id) in held if reads_content(one.roles) else None,
        )
        for one in found
    )


def since_of(session: Session, row: records.Unit) -> datetime | None:
    line = session.get(UnitKey, (row.code, row.epoch))
    return line.since if line is not None else None


def wanted(session: Session, unit: str) -> tuple[str, ...]:
    """Why a new key of the unit is asked for and not begun."""
    asked = select(Renewal.reason).where(Renewal.unit == unit, Renewal.epoch.is_(None)).order_by(Renewal.asked_at)
    return tuple(dict.fromkeys(session.scalars(asked)))


def sheets_of(row: RecoveryKey | None) -> Sheets | None:
    return None if row is None else Sheets(row.threshold, row.sheets, row.since)
