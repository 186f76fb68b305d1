"""Published packs: rows keyed by hash. The folder of a pack is the seed; what an institution works by is here."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import jurisdiction
from cases.jurisdiction import Pack
from cases.records import Pack as PackRow
from cases.records import Proceeding
from cases.viewer import Viewer
from workflows.procedure import Procedure


def publish(session: Session, pack: Pack, *, name: str, viewer: Viewer, at: datetime) -> None:
    """Make *pack* the one that new cases are opened under. Publishing the same files again changes nothing."""
    if session.get(PackRow, pack.hash) is None:
        session.add(PackRow(hash=pack.hash, name=name, published_at=at, files=dict(pack.files)))


def names(session: Session, *, viewer: Viewer) -> frozenset[str]:
    """Under which names packs were published here; none in a house that nobody has founded."""
    return frozenset(session.scalars(select(PackRow.name)))


def edition(session: Session, *, viewer: Viewer) -> str | None:
    """What tells one state of the published pack from the next: cheap enough to ask every second."""
    return session.scalar(select(PackRow.hash).order_by(PackRow.published_at.desc()).limit(1))


def published(session: Session, *, viewer: Viewer) -> Pack | None:
    """The pack published last, with the older procedures that proceedings still run on.

    None in a house that has none yet. Raises: PackFault when its rows were damaged.
    """
    row = session.scalars(select(PackRow).order_by(PackRow.published_at.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    pack = jurisdiction.load_pack(row.files)
    return replace(pack, older=older_procedures(session, pack))


def older_procedures(session: Session, pack: Pack) -> dict[tuple[str, int], Procedure]:
    """Procedures of earlier packs that some proceeding still names and *pack* has no more, by name and version."""
    running = session.execute(select(Proceeding.procedure, Proceeding.version).distinct())
    present = {(one.name, one.version) for one in pack.procedures.values()}
    missing = {(name, version) for name, version in running} - present
    found: dict[tuple[str, int], Procedure] = {}
    earlier = select(PackRow).where(PackRow.hash != pack.hash).order_by(PackRow.published_at.desc())
    for row in session.scalars(earlier) if missing else ():
        for one in jurisdiction.load_pack(row.files).procedures.values():
            if (one.name, one.version) in missing:
                found.setdefault((one.name, one.version), one)
        if missing <= found.keys():
            break
    return found
