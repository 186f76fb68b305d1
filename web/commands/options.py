"""What commands share: the options that name an institution, and opening it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cases.database import Database
from cases.errors import NotAnArashaFolder
from cases.packs import packs
from cases.packs.jurisdiction import Pack
from cases.settings import Settings, read_settings
from cases.viewer import System


def folder_option(command: click.decorators.FC) -> click.decorators.FC:
    """The option of a command that keeps everything in a folder."""
    return click.option("--data", type=click.Path(path_type=Path), help="Folder of the institution's data.")(command)


def settings_options(command: click.decorators.FC) -> click.decorators.FC:
    """Options that every command shares."""
    return folder_option(
        click.option("--database", help="postgresql+psycopg://… instead of SQLite in the data folder.")(command)
    )


@contextmanager
def institution(data: Path | None, database: str | None, *, writing: bool) -> Iterator[tuple[Database, Pack]]:
    """The open database of a founded institution and the pack it works by. Raises: NotAnArashaFolder."""
    settings: Settings = read_settings(os.environ, data=data, database=database)
    with Database.open(settings, writing=writing) as opened:
        pack = opened.read(packs.published, viewer=System())
        if pack is None:
            raise NotAnArashaFolder(settings.data)
        yield opened, pack
