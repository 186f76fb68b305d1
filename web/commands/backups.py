"""`arasha backup`, `verify-backup`, `backup-key` and `restore`."""

import os
import sys
from pathlib import Path

import click

from cases.backups.keys import read_private, write_pair
from cases.backups.listing import list_snapshots
from cases.backups.places import Place, is_bucket, place_of
from cases.backups.shelves import check_shelves
from cases.errors import NoBackup
from cases.settings import Settings, read_settings
from web.app import machine_clock as now
from web.commands.options import settings_options

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@settings_options
def backup(data: Path | None, database: str | None) -> None:
    """Copy the whole house to ARASHA_BACKUP while it is at work, and the shred secrets apart to ARASHA_BACKUP_SHRED."""
    from cases.backups.making import make_backup  # noqa: PLC0415 - keeps `arasha --help` quick

    settings = read_settings(os.environ, data=data, database=database)
    if not settings.backup:
        raise click.UsageError("say where to: ARASHA_BACKUP")
    made = make_backup(settings, at=now())
    click.echo(f"{made.name}: {made.rows} rows, {made.files} parts of files, {made.laid / 1024**2:.1f} MiB of it new.")
    if made.forgotten:
        click.echo(f"{made.forgotten} older than {settings.backup_days} days were removed.")
    if not made.secrets:
        click.echo("No shred secrets (ARASHA_BACKUP_SHRED): with this backup alone no case opens again.", err=True)
    if made.lost:
        click.echo(f"{made.lost} shred secrets that rows name are nowhere: run `arasha verify`.", err=True)
        sys.exit(1)


@click.command(name="verify-backup")
@click.argument("place")
def verify_backup(place: str) -> None:
    """Read every backup in PLACE, a folder or s3://…, without opening it: damaged and missing pieces are named. Needs no key."""
    found = place_named(read_settings(os.environ), place)
    if not list_snapshots(found):
        raise NoBackup(found.shown)
    damaged = list(check_shelves(found))
    for blob in damaged:
        click.echo(blob, err=True)
    click.echo(
        "All backups are whole."
        if not damaged
        else f"{len(damaged)} damaged. Remove those that are there; the next backup lays down anew what the house still has."
    )
    sys.exit(1 if damaged else 0)


@click.command(name="backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_key(file: Path) -> None:
    """Make a backup key: its private half into FILE, for a safe; its public half is printed, for ARASHA_BACKUP_KEY."""
    if file.exists():
        raise click.BadParameter(f"{file} is there already")
    click.echo(write_pair(file))
    click.echo(
        f"Put that line into the file ARASHA_BACKUP_KEY, and {file} on paper or a stick into a safe, away from the server.",
        err=True,
    )


@click.command()
@settings_options
@click.argument("place")
@click.option("--key", type=FILE, required=True, help="File with the backup key's private half (AGE-SECRET-KEY-1…).")
@click.option("--shred", type=FOLDER, help="Folder of the shred secrets' backups. Without it no case opens.")
@click.option("--name", help="Of a backup in PLACE; the newest.")
def restore(
    data: Path | None, database: str | None, *, place: str, key: Path, shred: Path | None, name: str | None
) -> None:
    """Put a backup of PLACE, a folder or s3://…, to where the settings say, if nothing is there yet, and verify all of it.

    The secrets' folder is in no backup: put it in its place first. Status 1 when something is not as it was.
    """
    from cases.backups.restoring import restore_backup  # noqa: PLC0415 - keeps `arasha --help` quick

    settings = read_settings(os.environ, data=data, database=database)
    found = restore_backup(settings, place_named(settings, place), key=read_private(key), shred=shred, name=name)
    for damage in found.damages:
        click.echo(
            f"{damage.chain} {damage.case_id} {damage.sequence}: {damage.what} {damage.place}".rstrip(), err=True
        )
    for part in found.missing:
        click.echo(f"not whole in the backup: {part}", err=True)
    click.echo(f"{found.manifest.name}: {sum(found.manifest.tables.values())} rows, {len(found.manifest.files)} parts.")
    if not found.secrets:
        click.echo("No shred secrets were put back: no case opens.", err=True)
    if not found.signed:
        click.echo(f"No anchor-key.public in {settings.secrets}: whose backup this is was not checked.", err=True)
    if found.older:
        click.echo(
            f"This machine has seen a newer journal. If that is meant, delete seen-anchor and seen-keys in {settings.secrets}.",
            err=True,
        )
    whole = not found.damages and not found.missing
    click.echo("Everything is as it was." if whole else f"{len(found.damages) + len(found.missing)} damages.")
    sys.exit(0 if whole else 1)


def place_named(settings: Settings, place: str) -> Place:
    """The place of backups that was typed. Raises: BadSetting; click.BadParameter for a folder that is not there."""
    if not is_bucket(place) and not Path(place).is_dir():
        raise click.BadParameter(f"there is no folder {place}")
    return place_of(settings, place)
