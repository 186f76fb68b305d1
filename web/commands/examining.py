"""`arasha doctor`."""

import os
import sys
from pathlib import Path

import click

from cases.settings import read_settings
from web.app import machine_clock as now
from web.commands.options import settings_options

SIGNS = {"good": "well  ", "mind": "mind  ", "bad": "BAD   "}


@click.command()
@settings_options
def doctor(data: Path | None, database: str | None) -> None:
    """Look at everything that the house rests on, one line each; status 1 when anything is bad. Changes nothing."""
    from cases.operations.doctor import examine  # noqa: PLC0415 - keeps `arasha --help` quick

    settings = read_settings(os.environ, data=data, database=database)
    worst = False
    for finding in examine(settings, at=now()):
        click.echo(f"{SIGNS[finding.state]}{finding.name:<16} {finding.words}")
        worst = worst or finding.state == "bad"
    sys.exit(1 if worst else 0)
