"""A unit's new key: begun by a member, every case of the unit wrapped to it, then the old key's last wraps deleted.

Begin (one transaction: the new epoch counts for every filing from here on) → wrap anew in steps (opened and sealed outside
the transactions, each step written in its own) → finish. Killed anywhere, it goes on where it was: what is still wrapped to
an older epoch is what is left to do, and the old key stays with the members until nothing is.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases import records
from cases.database import Database
from cases.errors import MembersChanged
from cases.journals.institution_journal import note
from cases.records import RecoveryWrap, Renewal, UnitKey, UnitMembership
from cases.records.base import new_id
from cases.search.secrets import carry_over
from cases.unit_keys.entering import ASKED, BEGUN, DONE, note_ended, note_line
from cases.unit_keys.members import give_keys, holders, key_of_unit
from cases.unit_keys.recovering import seal_for_recovery
from cases.unit_keys.rewrapping import STEP, Place, count_left, draw_step, write_step
from cases.vault.directory import DirectoryKey, sign_member
from cases.vault.keys import Key, new_key
from cases.viewer import Officer, Viewer

AT_MOST = 20_000
"""Wraps of one request, some ten seconds; the page offers to go on."""


@dataclass(frozen=True)
class Begun:
    """A renewal under way: the new epoch, and its key on the ring of who does it."""

    unit: str
    epoch: int
    key: Key = field(repr=False)


class Renewed(msgspec.Struct, frozen=True):
    """How far it came. *left*: wraps that are still to be done; *damaged*: of these, such as did not open."""

    rewrapped: int
    left: int
    damaged: int

    @property
    def done(self) -> bool:
        return not self.left


def ask_renewal(session: Session, unit: str, reason: str, *, viewer: Viewer, at: datetime) -> None:
    """Note that the unit needs a new key, for a member to make. Asked twice, it is one wish."""
    waiting = select(Renewal.id).where(Renewal.unit == unit, Renewal.epoch.is_(None), Renewal.reason == reason)
    if session.scalar(waiting) is not None:
        return
    session.add(Renewal(id=new_id(), unit=unit, reason=reason, asked_by=viewer.actor, asked_at=at))
    session.flush()
    note(session, ASKED, {"unit": unit, "reason": reason}, viewer=viewer, at=at)


def renew_unit(
    database: Database, *, members: Collection[int], directory: DirectoryKey, viewer: Officer, at: datetime,
    at_most: int = AT_MOST, step: int = STEP,
) -> Renewed:  # fmt: skip
    """Renew the key of the viewer's own unit, or go on with what was begun.

    *members*: ids of the officers whom the viewer was shown as those who will hold the new key. Call it outside `write`.
    Raises: NotAllowed for who does not hold the present key; MembersChanged when others hold it than were shown;
    UnsignedKey when the directory has not signed a member's key, and then nothing was begun.
    """
    begun = database.write(begin_renewal, new_key(), members=members, directory=directory, viewer=viewer, at=at)
    keys = {**viewer.keyring.units, (begun.unit, begun.epoch): begun.key}
    rewrapped = damaged = 0
    place: Place | None = None
    while rewrapped < at_most:
        drawn = database.read(
            draw_step, begun.unit, begun.epoch, keys, after=place, limit=step, shred=database.shred, viewer=viewer
        )
        if drawn is None:
            break
        rewrapped += database.write(write_step, drawn, viewer=viewer)
        damaged, place = damaged + drawn.damaged, drawn.last
    left = database.write(finish_renewal, begun.unit, begun.epoch, viewer=viewer, at=at)
    return Renewed(rewrapped, left, damaged)


def begin_renewal(
    session: Session, key: Key, *, members: Collection[int], directory: DirectoryKey, viewer: Officer, at: datetime
) -> Begun:
    """Make *key* the unit's next epoch, sealed to each of its members and to its recovery key; or find the one begun.

    Who left while a renewal was under way holds its key too: then a next one begins, and what was half done goes over to it.
    Run it through `database.write`. Raises: see `renew_unit`.
    """
    unit = viewer.unit
    epoch, present = key_of_unit(session, unit, viewer=viewer)
    if under_way(session, unit) is not None and not is_asked(session, unit):
        return Begun(unit, epoch, present)
    remaining = holders(session, unit, epoch)
    if {one.id for one in remaining} != set(members):
        raise MembersChanged(unit)
    epoch += 1
    entry = sign_member(directory, kind="unit", name=unit, epoch=epoch, public_key=key.public)
    session.add(UnitKey(unit=unit, epoch=epoch, public_key=entry.public_key, signature=entry.signature, since=at))
    session.get_one(records.Unit, unit).epoch = epoch
    session.flush()
    note_line(session, entry, viewer=viewer, at=at)
    for officer in remaining:
        give_keys(session, unit, officer, {epoch: key}, viewer=viewer, at=at)
    seal_for_recovery(session, unit, epoch, key, viewer=viewer, at=at)
    carry_over(session, unit, key, epoch, keys=viewer.keyring.units)
    answer_wishes(session, unit, epoch, viewer=viewer, at=at)
    note(session, BEGUN, {"unit": unit, "epoch": epoch}, viewer=viewer, at=at)
    return Begun(unit, epoch, key)


def is_asked(session: Session, unit: str) -> bool:
    """Whether somebody waits for a new key that is not begun: asked for while one was under way, it takes another."""
    return session.scalar(select(Renewal.id).where(Renewal.unit == unit, Renewal.epoch.is_(None)).limit(1)) is not None


def under_way(session: Session, unit: str) -> Renewal | None:
    """A renewal of the unit that was begun and is not done."""
    return session.scalars(
        select(Renewal).where(Renewal.unit == unit, Renewal.epoch.is_not(None), Renewal.done_at.is_(None)).limit(1)
    ).one_or_none()


def answer_wishes(session: Session, unit: str, epoch: int, *, viewer: Viewer, at: datetime) -> None:
    """Every wish that waits is answered by this epoch; where nobody wished, the member chose to."""
    answered = session.execute(
        update(Renewal).where(Renewal.unit == unit, Renewal.epoch.is_(None)).values(epoch=epoch, begun_at=at)
    )
    if not answered.rowcount:  # type: ignore[attr-defined]
        session.add(
            Renewal(
                id=new_id(), unit=unit, reason="chosen", asked_by=viewer.actor, asked_at=at, epoch=epoch, begun_at=at
            )
        )
    session.flush()


def finish_renewal(session: Session, unit: str, epoch: int, *, viewer: Officer, at: datetime) -> int:
    """Delete the wraps of all older epochs once no case needs them; gives how many wraps of cases still do.

    Run it through `database.write`. One that does not open keeps the old key with the members: it may be mended from a
    backup.
    """
    left = count_left(session, unit, epoch)
    if left or under_way(session, unit) is None:
        return left
    older = (UnitMembership.unit == unit) & (UnitMembership.epoch < epoch)
    held = session.execute(select(UnitMembership.officer_id, UnitMembership.epoch).where(older)).all()
    by_officer: dict[int, set[int]] = {}
    for officer_id, old in held:
        by_officer.setdefault(officer_id, set()).add(old)
    session.execute(delete(UnitMembership).where(older))
    session.execute(delete(RecoveryWrap).where(RecoveryWrap.unit == unit, RecoveryWrap.epoch < epoch))
    for officer_id, epochs in sorted(by_officer.items()):
        note_ended(session, unit, officer_id, epochs, viewer=viewer, at=at)
    session.execute(update(Renewal).where(Renewal.unit == unit, Renewal.epoch <= epoch).values(done_at=at))
    note(session, DONE, {"unit": unit, "epoch": epoch}, viewer=viewer, at=at)
    return 0
