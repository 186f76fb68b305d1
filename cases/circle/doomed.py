"""Shred secrets that nothing names any more: noted in the transaction that left them, destroyed after it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import DoomedSecret, Mailbox, MailboxWrap, SearchKey, Wrap
from cases.viewer import System, Viewer


def doom(session: Session, ids: Collection[int], *, at: datetime) -> None:
    """Note that these secrets are to be destroyed once this transaction is on the disk."""
    session.add_all(DoomedSecret(id=one, since=at) for one in ids)
    session.flush()


def destroy_doomed(database: Database) -> int:
    """Destroy what was noted; gives how many. Killed in between, it is finished by the worker.

    A secret that some row names after all stays, and its note with it: without it that row would be lost for ever.
    """
    due = database.read(doomed, viewer=System())
    if due:
        database.shred.destroy(due)
        database.write(forget, due, viewer=System())
    return len(due)


def doomed(session: Session, *, viewer: Viewer) -> list[int]:
    ids = list(session.scalars(select(DoomedSecret.id)))
    if not ids:
        return []
    named = {
        one
        for column in (Wrap.shred, Mailbox.shred, MailboxWrap.shred, SearchKey.shred)
        for one in session.scalars(select(column).where(column.in_(ids)))
    }
    return [one for one in ids if one not in named]


def forget(session: Session, ids: Collection[int], *, viewer: Viewer) -> None:
    session.execute(delete(DoomedSecret).where(DoomedSecret.id.in_(ids)))
