"""Published packs: rows keyed by hash. The folder of a pack is the seed; what an institution works by is here."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import jurisdiction
from cases.jurisdiction import Pack
from cases.records import Pack as PackRow
from cases.viewer import Viewer


def publish(session: Session, pack: Pack, *, name: str, viewer: Viewer, at: datetime) -> None:
    """Make *pack* the one that new cases are opened under. Publishing the same files again changes nothing."""
    if session.get(PackRow, pack.hash) is None:
        session.add(PackRow(hash=pack.hash, name=name, published_at=at, files=dict(pack.files)))


def names(session: Session, *, viewer: Viewer) -> frozenset[str]:
    """Under which names packs were published here; none in a house that nobody has founded."""
    return frozenset(session.scalars(select(PackRow.name)))


def published(session: Session, *, viewer: Viewer) -> Pack | None:
    """The pack published last; None in a house that has none yet. Raises: PackFault when its rows were damaged."""
    row = session.scalars(select(PackRow).order_by(PackRow.published_at.desc()).limit(1)).one_or_none()
    return None if row is None else jurisdiction.load_pack(row.files)
