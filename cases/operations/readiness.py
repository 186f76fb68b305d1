"""Whether a house is at work as a whole: its database, its store, a worker, alarms in time and alerts that leave."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cases.database import Database
from cases.health import Health, look_at_health
from cases.operations import heartbeats
from cases.operations.store_pulse import StorePulse
from cases.operations.workers import WorkerView, list_workers
from cases.records import Heartbeat
from cases.viewer import System, Viewer

RINGS_WITHIN = timedelta(minutes=2)
"""An alarm that is later than this says that no worker keeps up."""
SENT_WITHIN = timedelta(minutes=5)
"""An alert that waits longer than this, past the claim of a sender that was killed, says that nobody sends."""


class Readiness(msgspec.Struct, frozen=True):
    """How a house stands at one moment."""

    at: datetime
    health: Health | None
    """None where the database does not answer."""
    store: bool
    worker: datetime
    """When a worker was heard of last; the beginning of this process for one that never was."""
    workers: tuple[WorkerView, ...]
    """Each of them by its name; none where the database does not answer."""
    silent: bool
    """No channel for alerts is set up: they stand on the duty page and wait for nothing else."""

    def faults(self) -> Iterator[tuple[str, timedelta]]:
        """What is not as it should be, and for how long; nothing when all is well."""
        if self.health is None:
            yield "database", timedelta()
            return
        if not self.store:
            yield "store", timedelta()
        if self.at - self.worker > heartbeats.SILENT:
            yield "worker", self.at - self.worker
        if self.health.oldest_due and self.at - self.health.oldest_due > RINGS_WITHIN:
            yield "alarms", self.at - self.health.oldest_due
        if not self.silent and self.health.oldest_waiting and self.at - self.health.oldest_waiting > SENT_WITHIN:
            yield "alerts", self.at - self.health.oldest_waiting


def look_at_readiness(
    database: Database, pulse: StorePulse, *, began: datetime, silent: bool, at: datetime
) -> Readiness:
    """How the house stands *at* a moment, for a process that *began* then."""
    store = pulse.beats()
    try:
        health, heard, known = database.read(health_and_beats, viewer=System(), at=at)
    except SQLAlchemyError:
        return Readiness(at, None, store, began, (), silent)
    return Readiness(at, health, store, began if heard is None else heard, tuple(known), silent)


def health_and_beats(
    session: Session, *, viewer: Viewer, at: datetime
) -> tuple[Health, datetime | None, list[WorkerView]]:
    return (
        look_at_health(session, viewer=viewer, at=at),
        heartbeats.last_beat(session, heartbeats.WORKER, viewer=viewer),
        list_workers(session, viewer=viewer, at=at),
    )


def serves(database: Database) -> bool:
    """Whether the database answers and has our tables: what a process needs to draw pages."""
    try:
        database.read(answer, viewer=System())
    except SQLAlchemyError:
        return False
    return True


def answer(session: Session, *, viewer: Viewer) -> None:
    session.scalar(select(Heartbeat.at).limit(1))
