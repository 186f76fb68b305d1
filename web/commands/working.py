"""The worker as a process of its own."""

import os
from pathlib import Path

import click

from cases.backups.daily import DailyBackup
from cases.circle.store_check import check_store
from cases.evidence.store import open_store
from cases.logs import begin_logging
from cases.packs.shelf import Shelf, keep_fresh
from cases.secrets_folder import read_secrets
from cases.sending.post import send_beside
from cases.settings import read_settings
from cases.worker.rounds import Signing
from cases.worker.running import work_until_stopped
from web import starting
from web.app import machine_clock as now
from web.commands.options import institution, settings_options


@click.command()
@settings_options
def worker(data: Path | None, database: str | None) -> None:
    """Ring due clocks and send alerts beside servers that have ARASHA_WORKER=no: as many as you like on PostgreSQL.

    On SQLite the one process that holds the folder does everything; `arasha serve` works there by itself.
    """
    starting.begin()
    settings = read_settings(os.environ, data=data, database=database)
    with institution(data, database, writing=True) as (opened, pack):
        check_store(opened)
        begin_logging()
        secrets = read_secrets(settings.secrets)
        witness = Path(settings.witness) if settings.witness else None
        signing = Signing(secrets.anchor, witness, secrets.pinned, settings.secrets)
        shelf = Shelf(opened, pack)
        stop_looking = keep_fresh(shelf, secrets.pinned)
        stop_sending = send_beside(settings, opened, shelf, clock=now)
        starting.keep_what_is_there()
        try:
            click.echo("Working. Stop with Ctrl+C or SIGTERM.")
            work_until_stopped(
                opened, shelf, clock=now, signing=signing, store=open_store(settings), backups=DailyBackup(settings),
                pulse=Path(settings.pulse) if settings.pulse else None,
            )  # fmt: skip
        finally:
            stop_sending()
            stop_looking()
