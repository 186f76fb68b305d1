"""What publishing a pack would change of its files and procedures, and what stands against it."""

from datetime import date

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import ProcedureGone, UnitsWithoutKeys, VersionKept
from cases.packs.jurisdiction import Pack
from cases.records import Proceeding, Unit
from cases.viewer import Viewer


class ProcedureChange(msgspec.Struct, frozen=True):
    """A procedure that the new pack has otherwise than the one before. None: there is none on that side."""

    name: str
    before: int | None
    after: int | None
    effective: date | None
    open: int
    """Open proceedings; they stay on the version they began under."""


class Changes(msgspec.Struct, frozen=True):
    """What publishing changes; nothing at all when the files are the same."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    procedures: tuple[ProcedureChange, ...]


def compare(session: Session, old: Pack, new: Pack, *, viewer: Viewer) -> Changes:
    """What publishing *new* would change of *old*, the pack in force.

    Raises: VersionKept when a procedure reads otherwise under a version that is not newer; ProcedureGone when a procedure is
    left out that a proceeding still runs on; UnitsWithoutKeys.
    """
    before, procedures = old.files, old.procedures
    keyless = new.units.keys() - set(session.scalars(select(Unit.code)))
    if keyless:
        raise UnitsWithoutKeys(", ".join(sorted(keyless)))
    counts = open_by_procedure(session)
    changes = []
    for name in sorted({*procedures, *new.procedures}):
        was, now = procedures.get(name), new.procedures.get(name)
        if was == now:
            continue
        if now is None and counts.get(name):
            raise ProcedureGone(name, counts[name])
        if was is not None and now is not None and now.version <= was.version:
            raise VersionKept(name, was.version)
        changes.append(
            ProcedureChange(
                name,
                was.version if was else None,
                now.version if now else None,
                now.effective if now else None,
                counts.get(name, 0),
            )
        )
    return Changes(
        added=tuple(sorted(new.files.keys() - before.keys())),
        changed=tuple(sorted(file for file in new.files.keys() & before.keys() if new.files[file] != before[file])),
        removed=tuple(sorted(before.keys() - new.files.keys())),
        procedures=tuple(changes),
    )


def open_by_procedure(session: Session) -> dict[str, int]:
    """How many proceedings of each procedure are open now."""
    counted = select(Proceeding.procedure, func.count()).where(Proceeding.ended_at.is_(None))
    return {row[0]: row[1] for row in session.execute(counted.group_by(Proceeding.procedure))}
