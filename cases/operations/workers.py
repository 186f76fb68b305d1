"""Each worker by its name: since when it works, of which version it is, when it was heard of last.

One that ends kindly takes its row away. One that was killed leaves it, is said to be silent, and is forgotten after a day.
"""

import os
import socket
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.moments import whole_second
from cases.operations import heartbeats
from cases.records import Worker
from cases.records.rows import insert_rows
from cases.viewer import Viewer

FORGOTTEN: Final = timedelta(days=1)
"""After this long without a sign nobody needs to be told of it any more."""


class Identity(msgspec.Struct, frozen=True):
    """What a worker says of itself. *name*: machine and process, as the operator finds them there."""

    name: str
    version: str
    began_at: datetime


class WorkerView(msgspec.Struct, frozen=True):
    """A worker as others see it at a moment."""

    name: str
    version: str
    began_at: datetime
    heard_at: datetime
    silent: bool


def this_process(at: datetime) -> Identity:
    """The worker that this process is, beginning *at* a moment."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - no process of pages needs it

    try:
        ours = version("arasha")
    except PackageNotFoundError:
        ours = ""
    return Identity(f"{socket.gethostname()}:{os.getpid()}", ours, whole_second(at))


def is_fresh(session: Session, me: Identity, *, viewer: Viewer, at: datetime) -> bool:
    """Whether this worker has nothing to add: it said so a moment ago, by its own clock."""
    row = session.get(Worker, me.name)
    return row is not None and row.began_at == me.began_at and at - heartbeats.EVERY < row.at <= at


def beat(session: Session, me: Identity, *, viewer: Viewer, at: datetime) -> None:
    """Note that this worker is at work, for itself and for all together, and forget those of long ago."""
    heartbeats.beat(session, heartbeats.WORKER, viewer=viewer, at=at)
    at = whole_second(at)
    session.execute(delete(Worker).where(Worker.at < at - FORGOTTEN))
    row = session.get(Worker, me.name)
    if row is None:
        insert_rows(session, Worker, {"name": me.name, "version": me.version, "began_at": me.began_at, "at": at})
    else:
        row.version, row.began_at, row.at = me.version, me.began_at, at


def leave(session: Session, me: Identity, *, viewer: Viewer) -> None:
    """Note that this worker has ended as it was asked to."""
    session.execute(delete(Worker).where(Worker.name == me.name))


def list_workers(session: Session, *, viewer: Viewer, at: datetime) -> list[WorkerView]:
    """Every worker that was heard of within a day, by name."""
    rows = session.scalars(select(Worker).where(Worker.at >= at - FORGOTTEN).order_by(Worker.name))
    return [
        WorkerView(row.name, row.version, row.began_at, row.at, silent=at - row.at > heartbeats.SILENT) for row in rows
    ]
