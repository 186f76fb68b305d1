"""One step of a renewal: some wraps of a unit opened with the key that they are sealed to, and sealed to the new one.

The same hands do what an officer's new key needs: their own wraps of walled cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Column, func, select, tuple_
from sqlalchemy.orm import Session

from cases.errors import CannotOpen
from cases.records import Case, FileKey, Shredding, UnitKey, Wrap
from cases.records.rows import table_of, update_rows
from cases.vault.circle import unwrap_covered, wrap_covered
from cases.vault.keys import Key, PublicKey, wrap_key
from cases.vault.shredding import ShredSecret
from cases.viewer import Viewer
from cases.worklist.nicknames import reseal_nickname, secret_of

STEP = 500
"""Wraps of one transaction: some 80 ms of opening and sealing outside it, some 10 ms inside."""

wraps, cases = table_of(Wrap), table_of(Case)
Place = tuple[int, int]
"""Case and epoch of a wrap: the order in which they are done."""


class Secrets(Protocol):
    """Where shred secrets are found."""

    def find_all(self, ids: list[int]) -> Mapping[int, ShredSecret]: ...


@dataclass(frozen=True)
class Step:
    """What one step writes. A row that somebody else changed since is left alone: it comes up again, if it must."""

    wraps: list[dict[str, Any]] = field(repr=False)
    names: list[dict[str, Any]] = field(repr=False)
    damaged: int
    last: Place


def draw_step(
    session: Session, unit: str, epoch: int, keys: Mapping[tuple[str, int], Key], *, after: Place | None, limit: int,
    shred: Secrets, viewer: Viewer,
) -> Step | None:  # fmt: skip
    """The next wraps of *unit* that are not sealed to *epoch* yet, sealed to it; None when there are none *after* it.

    Of a shredded case the wraps are noise for ever: they only change their number, so that the old key need not stay for
    them. One whose secret is missing otherwise counts as damaged: the store may be mended.
    """
    to = session.scalars(select(UnitKey.public_key).where(UnitKey.unit == unit, UnitKey.epoch == epoch)).one()
    older = (
        select(wraps.c.id, wraps.c.case_id, wraps.c.epoch, wraps.c.holder_epoch, wraps.c.wrap, wraps.c.shred)
        .add_columns(FileKey.public_key)
        .join(FileKey, (FileKey.case_id == wraps.c.case_id) & (FileKey.epoch == wraps.c.epoch))
        .where(wraps.c.holder_kind == "unit", wraps.c.holder == unit, wraps.c.holder_epoch < epoch)
        .order_by(wraps.c.case_id, wraps.c.epoch)
        .limit(limit)
    )
    if after is not None:
        older = older.where(tuple_(wraps.c.case_id, wraps.c.epoch) > tuple_(*after))
    rows = session.connection().execute(older).all()
    if not rows:
        return None
    found = shred.find_all([row.shred for row in rows if row.shred is not None])
    gone = shredded(session, {row.case_id for row in rows})
    written, damaged = list[dict[str, Any]](), 0
    for row in rows:
        new = row.wrap if row.case_id in gone else rewrap(row, keys.get((unit, row.holder_epoch)), to, found)
        if new is None:
            damaged += 1
        else:
            written.append({"id": row.id, "old": row.wrap, "wrap": new, "holder_epoch": epoch})
    old_keys = [key for (code, of), key in keys.items() if code == unit and of < epoch]
    names = reseal_names(session, {row.case_id for row in rows}, old_keys, keys.get((unit, epoch), to), shred)
    return Step(written, names, damaged, (rows[-1].case_id, rows[-1].epoch))


def shredded(session: Session, case_ids: set[int]) -> set[int]:
    """Those of the cases whose shredding was confirmed: there is no way back."""
    confirmed = select(Shredding.case_id).where(Shredding.case_id.in_(case_ids), Shredding.confirmed_at.is_not(None))
    return set(session.scalars(confirmed))


def rewrap(row: Any, key: Key | None, to: PublicKey, found: Mapping[int, ShredSecret]) -> bytes | None:
    """The file key of *row* sealed to *to*, under the same shred secret; None where it does not open."""
    shred = None if row.shred is None else found.get(row.shred)
    if key is None or (row.shred is not None and shred is None):
        return None
    try:
        file_key = unwrap_covered(row.wrap, key, public=row.public_key, shred=shred)
    except CannotOpen:
        return None
    return wrap_key(file_key, to) if shred is None else wrap_covered(file_key, to, shred=shred)


def reseal_names(
    session: Session, case_ids: set[int], old_keys: list[Key], to: Key | PublicKey, shred: Secrets
) -> list[dict[str, Any]]:
    """The officers' own names of these cases, sealed to *to*; those that are another unit's are left."""
    named = (
        session.connection()
        .execute(select(cases.c.id, cases.c.nickname).where(cases.c.id.in_(case_ids), cases.c.nickname.is_not(None)))
        .all()
    )
    found = shred.find_all([one for row in named if (one := secret_of(row.nickname)) is not None])
    resealed = ((row, reseal_nickname(row.nickname, found, old_keys, to, case=row.id)) for row in named)
    return [{"id": row.id, "old": row.nickname, "nickname": new} for row, new in resealed if new is not None]


def write_step(session: Session, step: Step, *, viewer: Viewer) -> int:
    """Write a step; gives how many wraps it was. Run it through `database.write`."""
    changed = as_they_were(session, wraps.c.id, wraps.c.wrap, step.wraps)
    update_rows(session, Wrap, ("id",), changed)
    update_rows(session, Case, ("id",), as_they_were(session, cases.c.id, cases.c.nickname, step.names))
    return len(changed)


def as_they_were(
    session: Session, key: Column[Any], column: Column[Any], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Those of *rows* whose *column* still is what it was when the step was drawn, as they are to be written."""
    stands = select(key, column).where(key.in_([row["id"] for row in rows]))
    now = {row_id: value for row_id, value in session.connection().execute(stands)} if rows else {}  # noqa: C416
    return [
        {name: value for name, value in row.items() if name != "old"}
        for row in rows
        if now.get(row["id"]) == row["old"]
    ]


def count_left(session: Session, unit: str, epoch: int) -> int:
    """Wraps of the unit that are sealed to an older epoch, those of shredded cases among them."""
    older = select(func.count()).where(
        wraps.c.holder_kind == "unit", wraps.c.holder == unit, wraps.c.holder_epoch < epoch
    )
    return session.connection().execute(older).scalar_one()
