"""`/metrics`: figures of the whole house and of this process. Nothing of a person, a case or a unit, and no number of cases."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from litestar import Request, Response, get
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency

from cases.database import Database
from cases.health import Health
from cases.operations.newest_backup import newest_backup
from cases.operations.process import Process, look_at_process
from cases.operations.readiness import Readiness, look_at_readiness
from cases.settings import Settings
from cases.verifying.daily import Verified, last_verified
from cases.viewer import System
from web.health.exposition import MEDIA_TYPE, Figure, one, write_figures, write_times
from web.health.times import RequestTimes
from web.security import Access


@get("/metrics", access=Access.MONITORING)
async def metrics(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[str]:
    """The figures as Prometheus reads them."""
    state = request.app.state
    found, verified, backup = await sync_to_thread(look, request, database, settings, now)
    times: RequestTimes = state.times
    lines = [
        *write_figures(figures_of_house(found)),
        *write_figures(figures_of_care(verified, backup, now)),
        *write_figures(figures_of_process(look_at_process(), times)),
        *write_times("arasha_request_seconds", "Time until a request was answered whole, by route.", times.by_kind),
    ]
    return Response("\n".join(lines) + "\n", media_type=MEDIA_TYPE)


def look(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    settings: Settings,
    now: datetime,
) -> tuple[Readiness, Verified | None, datetime | None]:
    state = request.app.state
    silent = not settings.smtp and not settings.gateway
    found = look_at_readiness(database, state.pulse, began=state.began, silent=silent, at=now)
    if found.health is None:
        return found, None, None
    verified = database.read(last_verified, viewer=System())
    return found, verified, database.read(newest_backup, settings=settings, viewer=System())


def figures_of_house(found: Readiness) -> Iterator[Figure]:
    """What waits in the whole institution. Of units there is nothing: a count that moves tells of a case."""
    names = {name for name, _ in found.faults()}
    yield one("arasha_ready", "Whether database, store, worker, alarms and alerts are as they should be.", not names)
    yield one("arasha_database_up", "Whether the database answers.", found.health is not None)
    yield one("arasha_store_up", "Whether the store of files answers.", found.store)
    yield one("arasha_worker_silent_seconds", "Since a worker was heard of.", seconds(found.at, found.worker))
    yield from figures_of_workers(found)
    if found.health is not None:
        yield from figures_of_work(found.health, found.at)


def figures_of_workers(found: Readiness) -> Iterator[Figure]:
    """Each by machine and process. One that fell silent without taking leave is counted for a day."""
    silent = sum(each.silent for each in found.workers)
    up = found.health is not None
    yield one("arasha_workers", "Workers that are at work.", len(found.workers) - silent if up else None)
    yield one("arasha_workers_silent", "Workers that fell silent without taking leave.", silent if up else None)
    heard = [
        ({"worker": each.name, "version": each.version}, late_by(found.at, each.heard_at)) for each in found.workers
    ]
    yield Figure("arasha_worker_heard_seconds", "Since each worker was heard of.", values=heard)


def figures_of_work(health: Health, at: datetime) -> Iterator[Figure]:
    yield one("arasha_alarms_due", "Alarms that should have rung by now: the worker's queue.", health.late)
    yield one(
        "arasha_alarms_oldest_seconds", "By how much the oldest due alarm is late.", late_by(at, health.oldest_due)
    )
    yield one("arasha_alarms_put_off", "Alarms that fail each time they are tried.", health.put_off)
    yield one("arasha_outbox_waiting", "Messages that should have gone out by now.", health.waiting)
    yield one(
        "arasha_outbox_oldest_seconds", "For how long the oldest of them waits.", late_by(at, health.oldest_waiting)
    )
    yield one("arasha_outbox_failing", "Messages that were tried in vain and are tried again.", health.failing)
    yield one("arasha_outbox_given_up_day", "Messages of the last day that reached nobody.", health.given_up)


def figures_of_care(verified: Verified | None, backup: datetime | None, at: datetime) -> Iterator[Figure]:
    checked = None if verified is None else verified.at
    yield one("arasha_verified_age_seconds", "Since the journal was verified.", seconds(at, checked))
    yield one(
        "arasha_damages",
        "What the last verification found to be damaged.",
        None if verified is None else verified.damages,
    )
    yield one("arasha_backup_age_seconds", "Since the newest whole backup was begun.", seconds(at, backup))


def figures_of_process(process: Process, times: RequestTimes) -> Iterator[Figure]:
    yield one("process_resident_memory_bytes", "Memory of this process.", process.resident_bytes)
    yield one("process_cpu_seconds_total", "Processor time of this process.", process.cpu_seconds, kind="counter")
    yield one("process_open_fds", "Open files of this process.", process.open_files)
    yield one("arasha_requests_running", "Requests that are being answered, this one among them.", times.running)


def seconds(at: datetime, before: datetime | None) -> float | None:
    return None if before is None else max((at - before) / timedelta(seconds=1), 0.0)


def late_by(at: datetime, due: datetime | None) -> float:
    return 0.0 if due is None else max((at - due) / timedelta(seconds=1), 0.0)
