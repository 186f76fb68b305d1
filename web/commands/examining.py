"""`arasha doctor`, and `arasha count-again` for what `arasha verify` finds in sums."""

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


def tell_cases(number: int) -> None:
    """Say on one line how far a count of all cases has come."""
    click.echo(f"\r{number:,} cases are in the sums", nl=False, err=True)


@click.command(name="count-again")
@settings_options
def count_again(data: Path | None, database: str | None) -> None:
    """Count the sums that reports are read from again, over all cases: two minutes for a million."""
    from cases.database import Database  # noqa: PLC0415 - keeps `arasha --help` quick
    from cases.reports.folding import set_right  # noqa: PLC0415
    from cases.viewer import System  # noqa: PLC0415

    with Database.open(read_settings(os.environ, data=data, database=database)) as opened:
        pages = opened.claim(set_right, tell_cases, viewer=System())
    click.echo(f"{pages} pages of sums are what the cases add up to.")
