"""Another unit joins a case's circle: the file key is sealed to it by an officer who can open it. Workers cannot."""

from datetime import datetime

from sqlalchemy.orm import Session

from cases import staff
from cases.desk_rows import circle_of
from cases.errors import ActRefused, CannotOpen, UnknownUnit, UnsignedKey
from cases.keys import covering, file_key
from cases.records import Case, Wrap
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.circle import wrap_file_key
from cases.vault.directory import DirectoryPublic
from cases.vault.keys import Key
from cases.viewer import Officer, Viewer
from workflows.engine import Decision, Refusal


def joining(session: Session, case: Case, decision: Decision) -> list[str]:
    """Units that the decision lets read the case and that cannot yet: the one that joins, the one that it goes to."""
    named = [unit for unit in (decision.widens, decision.moves) if unit is not None]
    if not named:
        return []
    circle = circle_of(session, case)
    return [unit for unit in dict.fromkeys(named) if unit not in circle]


def check_keys(session: Session, case: Case, decision: Decision, *, viewer: Viewer) -> None:
    """See, before anything is written, that the viewer can let in whom the decision lets in. Raises: ActRefused."""
    for unit in joining(session, case, decision):
        open_key(session, case, unit, viewer=viewer)
        try:
            staff.unit_entries(session, [unit], viewer=viewer)
        except UnknownUnit:
            raise ActRefused(Refusal("no_such_unit", {"unit": unit})) from None


def widen(session: Session, case: Case, decision: Decision, *, viewer: Viewer, at: datetime) -> list[str]:
    """Seal the current file key to every unit that the decision lets in; gives them. Raises: ActRefused."""
    joined = joining(session, case, decision)
    for unit in joined:
        key, pinned = open_key(session, case, unit, viewer=viewer)
        entries = staff.unit_entries(session, [unit], viewer=viewer)
        try:
            held = wrap_file_key(key, entries, pinned=pinned, shred=covering(session, case))
        except UnsignedKey:
            raise ActRefused(Refusal("no_such_unit", {"unit": unit})) from None
        rows = [
            {
                "id": new_id(), "case_id": case.id, "epoch": case.epoch, "holder_kind": one.holder.kind,
                "holder": one.holder.name, "holder_epoch": one.holder.epoch, "wrap": one.wrap,
                "shred": one.shred, "since": at,
            }
            for one in held
        ]  # fmt: skip
        insert_rows(session, Wrap, *rows)
    return joined


def open_key(session: Session, case: Case, unit: str, *, viewer: Viewer) -> tuple[Key, DirectoryPublic]:
    """The current file key, and the directory by which *unit* is checked. Raises: ActRefused for whoever cannot open it."""
    if isinstance(viewer, Officer) and viewer.pinned is not None:
        try:
            return file_key(session, case, case.epoch, viewer=viewer), viewer.pinned
        except CannotOpen:
            pass
    raise ActRefused(Refusal("no_key", {"unit": unit}))
