"""`/health/…`: whether the process lives, whether it serves, and whether the house as a whole is at work."""

from datetime import datetime, timedelta

from litestar import Request, Response, get
from litestar.di import NamedDependency

from cases.database import Database
from cases.operations.readiness import look_at_readiness, serves
from cases.settings import Settings
from web.kit.watching import may_monitor
from web.security import Access

WORDS = {
    "database": "the database does not answer",
    "store": "the store of files does not answer",
    "worker": "no worker was heard of for {minutes} minutes",
    "alarms": "alarms are late: the oldest by {minutes} minutes",
    "alerts": "alerts wait: the oldest for {minutes} minutes",
}
SILENT = "no channel for alerts is set up: they stand on the duty page only"


@get("/health/live", access=Access.ANYONE)
async def live() -> Response[str]:
    """Says that the process answers; nothing about what it holds."""
    return Response("ok", media_type="text/plain")


@get("/health/serving", access=Access.ANYONE, sync_to_thread=True)
def serving(database: NamedDependency[Database]) -> Response[str]:
    """For a load balancer: 503 while this process cannot draw pages.

    A worker that stands still or a store that refuses is no reason to take every server out of service: complaints can be
    filed without either.
    """
    good = serves(database)
    return Response("ok" if good else "not serving", status_code=200 if good else 503, media_type="text/plain")


@get("/health/ready", access=Access.ANYONE, sync_to_thread=True)
def ready(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[str]:
    """For a monitor: 503 while database, store or worker do not answer, an alarm is late or an alert waits.

    What it is and for how long is nobody's business outside: only who may read the metrics is told. That no channel is set
    up is said there too, and makes nothing late.
    """
    state = request.app.state
    silent = not settings.smtp and not settings.gateway
    found = look_at_readiness(database, state.pulse, began=state.began, silent=silent, at=now)
    faults = list(found.faults())
    told = ["not ready" if faults else "ok"]
    if may_monitor(request):
        told += [WORDS[name].format(minutes=whole_minutes(since)) for name, since in faults]
        told += [SILENT] if silent else []
    return Response("\n".join(told), status_code=503 if faults else 200, media_type="text/plain")


def whole_minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
