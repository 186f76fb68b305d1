"""The daily look at everything: `verify` run by the worker once a day, and what it found kept for the auditor's page."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.anchoring.seen import remembered
from cases.database import Database
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Verification
from cases.records.rows import insert_rows
from cases.vault.directory import DirectoryPublic
from cases.vault.signatures import VerifyingKey
from cases.verifying.damages import Damage
from cases.verifying.recounting import recount
from cases.verifying.whole import verify
from cases.viewer import System, Viewer
from workflows.calendars import local_day

KEPT = 100
"""Damages that are kept word by word; how many there were is kept always."""


class Verified(msgspec.Struct, frozen=True):
    """When everything was looked at last, and what was found. *first*: (chain, sequence, fault), no case among them."""

    at: datetime
    damages: int
    first: tuple[tuple[str, int, str], ...]


def verify_day(
    database: Database, *, pack: Pack, key: VerifyingKey, pinned: DirectoryPublic | None = None, kept: Path | None = None,
    at: datetime,
) -> None:  # fmt: skip
    """Look at everything, unless that was done this day already. Reads beside all writers; a million entries take a minute.

    *kept*: the secrets' folder, where the newest anchor is remembered.
    """
    day = local_day(pack.calendar, at)
    if database.read(was_done, day, viewer=System()):
        return
    seen = None if kept is None else remembered(kept)
    damages = [
        *database.read(verify, viewer=System(), anchor=key, pinned=pinned, seen=seen),
        *database.read(recount, viewer=System(), known=[pack]),
    ]
    database.write(keep, day, damages, viewer=System(), at=whole_second(at))


def was_done(session: Session, day: date, *, viewer: Viewer) -> bool:
    return session.get(Verification, day) is not None


def keep(session: Session, day: date, damages: Sequence[Damage], *, viewer: Viewer, at: datetime) -> None:
    """Write down what was found, unless another worker was quicker."""
    if session.get(Verification, day) is None:
        first = [[one.chain, one.case_id, one.sequence, one.what.value] for one in damages[:KEPT]]
        insert_rows(session, Verification, {"day": day, "at": at, "damages": len(damages), "first": {"damages": first}})


def last_verified(session: Session, *, viewer: Viewer) -> Verified | None:
    """The newest look; None in a house that has had none yet."""
    row = session.scalars(select(Verification).order_by(Verification.day.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return Verified(row.at, row.damages, tuple((one[0], one[2], one[3]) for one in row.first["damages"]))
