"""`arasha anchors`: the daily signed lines for witnesses outside, listed, handed out and compared with a kept copy."""

import os
from pathlib import Path

import click

from cases.anchoring import listing, statement
from cases.errors import NoAnchor, SecretsMissing
from cases.secrets_folder import ANCHOR, PUBLIC, read_verifying_key
from cases.settings import read_settings
from cases.viewer import System
from web.commands.options import institution, settings_options


@click.command()
@settings_options
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write each anchor as a file in this folder."
)
@click.option(
    "--compare",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Say whether the database still holds the anchor that a witness kept in this file.",
)
def anchors(data: Path | None, database: str | None, out: Path | None, compare: Path | None) -> None:
    """List the daily anchors, hand them out for witnesses, or compare a witness's copy with what is here.

    Whoever holds one copy outside the house makes it impossible to change or remove what it covers without being found.
    """
    with institution(data, database, writing=False) as (opened, _):
        if compare is not None:
            settings = read_settings(os.environ, data=data, database=database)
            key = read_verifying_key(settings.secrets, ANCHOR)
            if key is None:
                raise SecretsMissing(settings.secrets / f"{ANCHOR}{PUBLIC}")
            kept, fingerprint = statement.read_copy(compare.read_bytes(), key=key)
            if opened.read(listing.fingerprint_of, kept.number, viewer=System()) != fingerprint:
                raise NoAnchor
            click.echo(
                f"Anchor {kept.number} of {kept.day} is here as it was kept. `arasha verify` says what it holds."
            )
            return
        for copy in opened.read(listing.copies, viewer=System()):
            if out is None:
                click.echo(f"{copy.number}\t{copy.day}\t{copy.heads}\t{copy.fingerprint.hex()}")
            else:
                listing.drop(out, copy)
