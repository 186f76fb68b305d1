"""How much is taken: a file, and all files of a case together. Counted per case, never per address (design 04 §4.5)."""

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import FileRefused
from cases.evidence.padding import padded
from cases.evidence.whose import Destination
from cases.records import Evidence, Upload
from cases.settings import Settings


class Limits(msgspec.Struct, frozen=True):
    """Bytes of one file, bytes of a case's files as they are stored, number of them."""

    file: int
    case: int
    files: int


def limits_of(settings: Settings) -> Limits:
    return Limits(settings.evidence_file, settings.evidence_case, settings.evidence_files)


def check_room(session: Session, to: Destination, length: int, *, limits: Limits, but: int | None = None) -> None:
    """Whether another file of *length* bytes has room; unfinished ones count as well, except the one with id *but*.

    Each mailbox and our own side have the whole room: nobody who fills theirs keeps the others of the case from adding.

    Raises: FileRefused: `too_large`, `too_many`, `case_full`.
    """
    if length > limits.file:
        raise FileRefused("too_large", limits.file)
    files, stored = 0, 0
    for table in (Evidence, Upload):
        here = (table.case_id == to.case_id, table.complaint_id == to.complaint_id)
        query = select(func.count(), func.coalesce(func.sum(table.stored), 0)).where(*here)
        count, total = session.execute(query.where(table.id != (but or 0))).one()
        files, stored = files + count, stored + int(total)
    if files >= limits.files:
        raise FileRefused("too_many", limits.files)
    if stored + padded(length) > limits.case:
        raise FileRefused("case_full", limits.case)
