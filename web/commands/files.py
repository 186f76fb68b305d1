"""Commands on the store of files."""

import os
import sys
from pathlib import Path

import click

from cases.evidence.store import open_store
from cases.evidence.sweeping import left_over, verify_files
from cases.settings import read_settings
from web.commands.options import institution, settings_options


@click.command(name="verify-files")
@settings_options
def check_files(data: Path | None, database: str | None) -> None:
    """Read every stored file without opening it: damaged and missing ones are named."""
    store = open_store(read_settings(os.environ, data=data, database=database))
    with institution(data, database, writing=False) as (opened, _):
        damages = list(verify_files(opened, store))
    for damage in damages:
        click.echo(f"{damage.chain} {damage.case_id} {damage.sequence}: {damage.what}", err=True)
    click.echo("All files are whole." if not damages else f"{len(damages)} damages.")
    sys.exit(1 if damages else 0)


@click.command(name="sweep-files")
@settings_options
@click.option("--remove", is_flag=True, help="Remove them. Without it they are only counted.")
def sweep_files(data: Path | None, database: str | None, *, remove: bool) -> None:
    """Count files that no row of the database names. After restoring an older database, newer files are among them."""
    store = open_store(read_settings(os.environ, data=data, database=database))
    with institution(data, database, writing=False) as (opened, _):
        places = left_over(opened, store)
    for place in places if remove else ():
        store.remove(place)
    click.echo(f"{len(places)} left over{', removed' if remove and places else ''}.")
