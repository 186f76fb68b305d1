"""`arasha export-case` takes one case out sealed; `arasha open-offline` reads it without the institution's data."""

import os
from dataclasses import replace
from pathlib import Path

import click

from cases.doors import sessions, signing_in
from cases.evidence.store import open_store
from cases.offline.drawing import draw_case, stream_case
from cases.offline.opening import open_case, read_identities
from cases.secrets_folder import read_secrets
from cases.settings import read_settings
from cases.viewer import Nobody
from web.app import machine_clock as now
from web.commands.options import institution, settings_options

FILE = click.Path(dir_okay=False, path_type=Path)
READ = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="export-case")
@settings_options
@click.argument("reference")
@click.option("--out", type=FILE, required=True, help="Zip file to write.")
@click.option("--username", prompt=True, help="Who takes it out: somebody who can open the case.")
@click.option("--passphrase", prompt=True, hide_input=True, help="Theirs; better asked for than given.")
@click.option("--code", prompt=True, help="Six digits of their authenticator.")
def export_case(
    data: Path | None, database: str | None, *, reference: str, out: Path, username: str, passphrase: str, code: str
) -> None:
    """Write the case REFERENCE, sealed as it is stored, into one file that opens without this program.

    What was taken out is not shredded with the case: its second lock stays behind. It is written down who took it.
    """
    if out.exists():
        raise click.BadParameter(f"{out} is there already")
    settings = read_settings(os.environ, data=data, database=database)
    secrets = read_secrets(settings.secrets)
    with institution(data, database, writing=True) as (opened, _):
        signed_in = signing_in.sign_in(
            opened, username=username, passphrase=passphrase, code=code, secrets=secrets, at=now()
        )
        resumed = opened.read(sessions.resume, signed_in.cookie, viewer=Nobody(), at=now())
        viewer = replace(resumed.officer, pinned=secrets.pinned)
        try:
            drawn = opened.write(draw_case, reference, viewer=viewer, at=now())
        finally:
            opened.write(sessions.sign_out, signed_in.cookie, viewer=Nobody())
        with out.open("xb") as file:
            file.writelines(stream_case(drawn, open_store(settings), at=now()))
    click.echo(f"{out}: sealed, with a README of how to open it.")


@click.command(name="open-offline")
@click.argument("file", type=READ)
@click.option("--key", type=READ, required=True, help="File with a holder's private key (AGE-SECRET-KEY-1…).")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="New folder for what is in it."
)
def open_offline(file: Path, key: Path, out: Path) -> None:
    """Open a case that `arasha export-case` wrote: needs neither the institution's data nor a network."""
    keys = read_identities(key.read_bytes())
    out.mkdir(mode=0o700, parents=True)
    count = 0
    for name, piece in open_case(file, keys):
        with os.fdopen(os.open(out / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as target:
            target.write(piece)
        count += 1
    click.echo(f"{count} pieces are in {out}, no longer sealed. Destroy the folder after use.")
