"""The secrets of a unit's index, one an epoch, as far as a viewer's keys lead to them.

An epoch begins with each new key of the unit, so that who has left makes no number of what comes in later, and a year after
the last one. What was indexed before stays found: a case goes over to the newest epoch when it is opened again, and an epoch
without cases is over: its shred secret is destroyed, and no copy from before gives a word away, whoever has the unit's keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from cases.circle.doomed import doom
from cases.errors import CannotOpen
from cases.records import SearchedCase, SearchKey, Unit
from cases.shred_store import store_of
from cases.vault.blind import index_secret
from cases.vault.keys import Key, encrypt
from cases.vault.shredding import ShredSecret, cover, uncover
from cases.viewer import Officer

LASTS = timedelta(days=365)
UnitKeys = Mapping[tuple[str, int], Key]


@dataclass(frozen=True)
class IndexSecret:
    """One epoch's secret."""

    epoch: int
    secret: bytes = field(repr=False)


def secrets_of(session: Session, unit: str, *, viewer: Officer) -> list[IndexSecret]:
    """The secrets of the unit's index that the viewer's keys open, the oldest first."""
    rows = session.scalars(select(SearchKey).where(SearchKey.unit == unit).order_by(SearchKey.epoch)).all()
    shreds = store_of(session).find_all([row.shred for row in rows])
    found = ((row.epoch, open_secret(row, shreds, viewer.keyring.units)) for row in rows)
    return [IndexSecret(epoch, secret) for epoch, secret in found if secret is not None]


def open_secret(row: SearchKey, shreds: Mapping[int, ShredSecret], keys: UnitKeys) -> bytes | None:
    """The secret of an epoch; None where *keys* do not lead to it, or its shred secret is gone."""
    key, shred = keys.get((row.unit, row.unit_epoch)), shreds.get(row.shred)
    if key is None or shred is None:
        return None
    if row.carried is None:
        return index_secret(key, shred, unit=row.unit, epoch=row.epoch)
    try:
        return key.open(uncover(row.carried, shred, place_of(row.unit, row.epoch, row.unit_epoch)))
    except CannotOpen:
        return None


def place_of(unit: str, epoch: int, unit_epoch: int) -> str:
    """Where a carried secret belongs: it counts in no other row."""
    return f"search {unit} {epoch} {unit_epoch}"


def present_secret(session: Session, unit: str, *, viewer: Officer, at: datetime) -> IndexSecret | None:
    """The secret of the epoch that new words go into, begun where there is none.

    None for who does not hold the unit's newest key: an epoch is never begun under one that somebody took along.
    """
    unit_epoch = session.get_one(Unit, unit).epoch
    if (unit, unit_epoch) not in viewer.keyring.units:
        return None
    newest = session.scalars(
        select(SearchKey).where(SearchKey.unit == unit).order_by(SearchKey.epoch.desc()).limit(1)
    ).one_or_none()
    if newest is None or newest.carried is not None or newest.unit_epoch != unit_epoch or newest.since + LASTS <= at:
        newest = begin(session, unit, unit_epoch, after=newest.epoch if newest else 0, at=at)
    secret = open_secret(newest, store_of(session).find_all([newest.shred]), viewer.keyring.units)
    return None if secret is None else IndexSecret(newest.epoch, secret)


def begin(session: Session, unit: str, unit_epoch: int, *, after: int, at: datetime) -> SearchKey:
    # Once a year and unit: the write to the store that taking one may cost is not worth a way around.
    shred = store_of(session).take()
    row = SearchKey(unit=unit, epoch=after + 1, unit_epoch=unit_epoch, carried=None, shred=shred.id, since=at)
    session.add(row)
    session.flush()
    return row


def carry_over(session: Session, unit: str, key: Key, unit_epoch: int, *, keys: UnitKeys) -> None:
    """The unit has a new key: seal every epoch's secret to it, so that what is indexed stays found.

    What *keys* do not open is left as it is: its cases come into the newest epoch when they are opened.
    """
    rows: Sequence[SearchKey] = session.scalars(select(SearchKey).where(SearchKey.unit == unit)).all()
    shreds = store_of(session).find_all([row.shred for row in rows])
    for row in rows:
        secret = open_secret(row, shreds, keys)
        if secret is not None:
            place = place_of(unit, row.epoch, unit_epoch)
            row.carried = cover(encrypt(secret, [key.public]), shreds[row.shred], place)
            row.unit_epoch = unit_epoch
    session.flush()


def end_if_empty(session: Session, unit: str, epoch: int, *, at: datetime) -> None:
    """Forget an epoch that no case is indexed in any more; its shred secret is destroyed after the transaction."""
    if session.scalar(select(exists().where(SearchedCase.unit == unit, SearchedCase.epoch == epoch))):
        return
    row = session.get(SearchKey, (unit, epoch))
    if row is not None:
        doom(session, [row.shred], at=at)
        session.execute(delete(SearchKey).where(SearchKey.unit == unit, SearchKey.epoch == epoch))
