"""`arasha lay-recordings`: sounds and films of the form, laid where they are played from."""

import os
from pathlib import Path

import click

from cases.recordings.laying import lay
from cases.settings import read_settings
from web.commands.options import institution, settings_options


@click.command(name="lay-recordings")
@settings_options
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def lay_recordings(data: Path | None, database: str | None, folder: Path) -> None:
    """Copy from FOLDER the sounds and films that the pack in force names, if they are the very ones."""
    with institution(data, database, writing=False) as (_, pack):
        names = lay(pack.recordings, folder, read_settings(os.environ, data=data, database=database))
    click.echo(f"{len(names)} laid." if names else "The pack names no recordings.")
