"""A unit's recovery key: made at founding and anew after each use, kept as a public half and one sealed row an epoch.

Its private half is on paper only. A unit's new key (`renewing`) is sealed to it without the sheets being touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases import records
from cases.errors import NoRecovery, NotAllowed, UnknownUnit, UnsignedKey
from cases.records import RecoveryKey, RecoveryWrap
from cases.unit_keys.entering import note_line, note_sealed
from cases.vault.directory import DirectoryEntry, DirectoryKey, DirectoryPublic, check_member, sign_member
from cases.vault.keys import Key, wrap_key
from cases.vault.recovery import split_new_key
from cases.viewer import Officer, System, Viewer


@dataclass(frozen=True)
class NewRecovery:
    """A recovery key ready to be kept, with the only copy of its sheets: print them, then let go of this."""

    unit: str
    number: int
    entry: DirectoryEntry
    threshold: int
    sheets: tuple[str, ...] = field(repr=False)
    """33 words each."""
    wraps: Mapping[int, bytes] = field(repr=False)
    """The unit's private half of each epoch, sealed to the recovery key."""


def make_recovery(
    unit: str, keys: Mapping[int, Key], *, number: int, threshold: int, sheets: int, directory: DirectoryKey
) -> NewRecovery:
    """A fresh recovery key for *unit*, over its *keys* by epoch, on *sheets* sheets of which any *threshold* open it.

    *number*: 1 at founding, then `next_number`. Pure, and slow enough (a few ms) to stand outside the transaction; keep it
    with `keep_recovery`. Raises: ValueError for numbers that SLIP-39 or good sense forbid, and for no key.
    """
    if not keys:
        raise ValueError("a recovery key over nothing")
    split = split_new_key(threshold=threshold, sheets=sheets)
    entry = sign_member(directory, kind="recovery", name=unit, epoch=number, public_key=split.key.public)
    return NewRecovery(
        unit=unit,
        number=number,
        entry=entry,
        threshold=threshold,
        sheets=split.sheets,
        wraps={epoch: wrap_key(key, entry.public_key) for epoch, key in keys.items()},
    )


def keep_recovery(session: Session, new: NewRecovery, *, viewer: Viewer, at: datetime) -> None:
    """Write down a new recovery key; the sheets of those before are void, for their wraps go.

    Run it through `database.write`. Raises: NotAllowed for whoever is neither the operator nor a holder of the unit's key;
    UnknownUnit.
    """
    row = session.get(records.Unit, new.unit)
    if row is None:
        raise UnknownUnit(new.unit)
    holds = isinstance(viewer, Officer) and (new.unit, row.epoch) in viewer.keyring.units
    if not holds and not isinstance(viewer, System):
        raise NotAllowed
    keep_key(session, new.entry, threshold=new.threshold, sheets=len(new.sheets), viewer=viewer, at=at)
    for epoch, wrap in new.wraps.items():
        lay_wrap(session, RecoveryWrap(unit=new.unit, epoch=epoch, number=new.number, wrap=wrap), viewer=viewer, at=at)


def lay_wrap(session: Session, wrap: RecoveryWrap, *, viewer: Viewer, at: datetime) -> None:
    """Keep what the unit's sheets open, and what the journal knows it by."""
    session.add(wrap)
    session.flush()
    note_sealed(session, wrap, viewer=viewer, at=at)


def keep_key(
    session: Session, entry: DirectoryEntry, *, threshold: int, sheets: int, viewer: Viewer, at: datetime
) -> None:
    """Write the row of a recovery key and its line; what was sealed to the one before is deleted."""
    session.execute(delete(RecoveryWrap).where(RecoveryWrap.unit == entry.name))
    session.add(
        RecoveryKey(
            unit=entry.name, number=entry.epoch, public_key=entry.public_key, signature=entry.signature,
            threshold=threshold, sheets=sheets, since=at,
        )
    )  # fmt: skip
    session.flush()
    note_line(session, entry, viewer=viewer, at=at, threshold=threshold, sheets=sheets)


def newest_recovery(session: Session, unit: str) -> RecoveryKey | None:
    return session.scalars(
        select(RecoveryKey).where(RecoveryKey.unit == unit).order_by(RecoveryKey.number.desc()).limit(1)
    ).one_or_none()


def next_number(session: Session, unit: str, *, viewer: Viewer) -> int:
    """The number of the unit's next recovery key."""
    newest = newest_recovery(session, unit)
    return 1 if newest is None else newest.number + 1


def recovery_entry(session: Session, unit: str, *, pinned: DirectoryPublic) -> DirectoryEntry:
    """The directory's line of the unit's present recovery key. Raises: NoRecovery; UnsignedKey."""
    newest = newest_recovery(session, unit)
    if newest is None:
        raise NoRecovery(unit)
    entry = DirectoryEntry("recovery", unit, newest.number, newest.public_key, newest.signature)
    check_member(pinned, entry)
    return entry


def seal_for_recovery(session: Session, unit: str, epoch: int, key: Key, *, viewer: Officer, at: datetime) -> None:
    """Seal a new epoch of the unit's key to its recovery key, where it has one. Raises: UnsignedKey."""
    newest = newest_recovery(session, unit)
    if newest is None:
        return
    if viewer.pinned is None:
        raise UnsignedKey("recovery", unit, newest.number)
    entry = recovery_entry(session, unit, pinned=viewer.pinned)
    wrap = wrap_key(key, entry.public_key)
    lay_wrap(session, RecoveryWrap(unit=unit, epoch=epoch, number=entry.epoch, wrap=wrap), viewer=viewer, at=at)
