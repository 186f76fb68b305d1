"""`arasha move-to`: from one machine to several."""

import os
import sys
from pathlib import Path

import click
from msgspec.structs import replace

from cases.settings import read_settings
from web.commands.options import folder_option


@click.command(name="move-to")
@folder_option
@click.argument("database")
@click.option("--evidence", default="", help="Where files go: s3://bucket/folder or a folder. Without it they stay.")
@click.option("--shred-database", default="", help="postgresql+psycopg://… of the shred secrets. Without it they stay.")
def move_to(data: Path | None, *, database: str, evidence: str, shred_database: str) -> None:
    """Move the institution of the data folder to DATABASE (postgresql+psycopg://…), and prove that all of it came over.

    Stop the server first. Cut off anywhere, the same command goes on. The S3 service is that of ARASHA_EVIDENCE_ENDPOINT and
    ARASHA_EVIDENCE_KEY. Status 1 when something is not as it was: then the folder stays the institution.
    """
    from cases.moving.house import move_house  # noqa: PLC0415 - keeps `arasha --help` quick

    named = read_settings({name: value for name, value in os.environ.items() if name != "ARASHA_DATABASE"}, data=data)
    source = replace(
        named, database="", evidence="" if named.evidence.startswith("s3:") and evidence else named.evidence
    )
    target = replace(
        named,
        database=postgresql(database),
        evidence=evidence or named.evidence,
        shred_database=shred_database or named.shred_database,
    )
    moved = move_house(source, target, told=tell)
    click.echo("")
    for damage in moved.damages:
        click.echo(
            f"{damage.chain} {damage.case_id} {damage.sequence}: {damage.what} {damage.place}".rstrip(), err=True
        )
    click.echo(f"{moved.rows} rows{' (gone on with)' if moved.went_on else ''}, {moved.parts} parts of files.")
    if moved.damages:
        click.echo(
            f"{len(moved.damages)} damages: nothing was given up, the folder is still the institution.", err=True
        )
        sys.exit(1)
    click.echo(
        "Everything is there as it was here. Set ARASHA_DATABASE, and ARASHA_EVIDENCE where files moved, and serve."
    )


def postgresql(address: str) -> str:
    """The address as the settings have it. Raises: BadParameter."""
    if address.startswith("postgresql://"):
        return address.replace("postgresql://", "postgresql+psycopg://", 1)
    if not address.startswith("postgresql+psycopg://"):
        raise click.BadParameter("it begins with postgresql://")
    return address


def tell(what: str, there: int, total: int) -> None:
    click.echo(f"\r{what}: {there} of {total}      ", nl=False, err=True)
