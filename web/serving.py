"""Runs the app and, embedded, the worker in one process until a signal."""

import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from signal import SIGTERM, signal
from typing import Any

import uvicorn

from cases.backups.daily import DailyBackup
from cases.circle.store_check import check_store
from cases.database import Database
from cases.errors import NotAnArashaFolder, PortInUse
from cases.logs import begin_logging
from cases.packs import packs
from cases.packs.shelf import Shelf, keep_fresh
from cases.secrets_folder import Secrets, read_secrets
from cases.sending.post import send_beside
from cases.settings import Settings
from cases.viewer import System
from cases.worker.rounds import Signing
from cases.worker.running import start_worker
from web import starting
from web.app import create_app, machine_clock
from web.health.times import Timed
from web.long_bodies import LongBodies


def port_is_free(host: str, port: int) -> None:
    """Raises: PortInUse, before anything slow or lasting is begun."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortInUse(host, port) from None


def server_options(settings: Settings) -> dict[str, Any]:
    """How the HTTP server runs: it logs no request, and what it logs of itself goes through `cases.logs`."""
    return {
        "http": LongBodies,
        "ws": "none",
        "forwarded_allow_ips": settings.proxy,
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "date_header": True,
        "timeout_graceful_shutdown": 10,
    }


def end(*_: object) -> None:
    """Leave as somebody who was asked to. Raises: SystemExit."""
    raise SystemExit(0)


def serve_until_stopped(
    settings: Settings, database: Database, shelf: Shelf, secrets: Secrets, *, clock: Callable[[], datetime]
) -> None:
    """Serve on the settings' host and port; no access log, because addresses of complainants are nobody's business.

    On SIGTERM or SIGINT what is being answered is answered and the worker ends its batch before this returns.
    """
    begin_logging()
    app = create_app(settings, database, shelf.pack, secrets, clock, shelf=shelf)
    # The server ends by the signal that it was sent once more, which would end the process before anything below; so
    # would one that comes before the server listens to it.
    signal(SIGTERM, end)
    stop_looking = keep_fresh(shelf, secrets.pinned)
    witness = Path(settings.witness) if settings.witness else None
    signing = Signing(secrets.anchor, witness, secrets.pinned, settings.secrets)
    stops = (
        [
            start_worker(
                database, shelf, clock=clock, signing=signing, store=app.state.store, backups=DailyBackup(settings)
            )
        ]
        if settings.worker
        else []
    )
    if settings.worker:
        stops.append(send_beside(settings, database, shelf, clock=clock))
    stops.append(starting.keep_tidy())
    timed = Timed(app, app.state.times)
    starting.keep_what_is_there()
    try:
        uvicorn.run(timed, host=settings.host, port=settings.port, **server_options(settings))
    finally:
        for stop in stops:
            stop()
        stop_looking()


def open_and_serve(settings: Settings, *, ready: Callable[[], None] = lambda: None) -> None:
    """Open the institution, say that it is *ready* and serve it until a signal."""
    starting.begin()
    with Database.open(settings) as database:
        pack = database.read(packs.published, viewer=System())
        if pack is None:
            raise NotAnArashaFolder(settings.data)
        check_store(database)
        ready()
        serve_until_stopped(
            settings, database, Shelf(database, pack), read_secrets(settings.secrets), clock=machine_clock
        )
