"""The anchors as they are shown and handed out."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.anchoring.statement import read_statement, to_copy
from cases.records import Anchor
from cases.viewer import Viewer


class AnchorCopy(msgspec.Struct, frozen=True):
    """One anchor, and the file that a witness keeps of it."""

    number: int
    day: date
    at: datetime
    heads: int
    changed: int
    fingerprint: bytes
    file: bytes

    @property
    def name(self) -> str:
        """Name of its file: sorts by number."""
        return f"anchor-{self.number:06}.json"


def copies(session: Session, *, viewer: Viewer, last: int | None = None) -> Sequence[AnchorCopy]:
    """All anchors, the newest first, or only the *last* so many. Raises: NoAnchor for one that was damaged."""
    rows = session.scalars(select(Anchor).order_by(Anchor.number.desc()).limit(last))
    return [copy_of(row) for row in rows]


def copy_of(row: Anchor) -> AnchorCopy:
    said = read_statement(row.body)
    return AnchorCopy(row.number, row.day, row.at, said.heads, said.changed, row.hash, to_copy(row))


def find_copy(session: Session, number: int, *, viewer: Viewer) -> AnchorCopy | None:
    row = session.get(Anchor, number)
    return None if row is None else copy_of(row)


def fingerprint_of(session: Session, number: int, *, viewer: Viewer) -> bytes | None:
    """The hash of one anchor; None where there is none of that number."""
    return session.scalar(select(Anchor.hash).where(Anchor.number == number))


def drop(folder: Path, copy: AnchorCopy) -> None:
    """Lay the anchor's file into *folder*, whole or not at all; one that is there already stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / copy.name
    if path.exists():
        return
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        file.write(copy.file)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
