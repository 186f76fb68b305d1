"""`arasha …`: the composition root of every command. Each takes its settings from options and ARASHA_ variables."""

import os
import sys
from pathlib import Path
from pkgutil import resolve_name
from typing import Final

import click

from cases import secrets_folder
from cases.database import Database, upgrade
from cases.errors import ArashaError
from cases.publication import entering
from cases.settings import described, read_settings
from cases.unit_keys import adopting
from cases.viewer import System
from web.app import machine_clock as now
from web.commands.examining import tell_cases
from web.commands.options import settings_options
from web.one_line import one_line
from web.serving import open_and_serve, port_is_free

LATER: Final = {
    "anchors": "anchors:anchors",
    "backup": "backups:backup",
    "backup-key": "backups:backup_key",
    "check": "packs:check",
    "count-again": "examining:count_again",
    "demo": "demonstrating:demo",
    "demo-code": "demonstrating:demo_code",
    "diagram": "drawing:draw_diagram",
    "doctor": "examining:doctor",
    "export-case": "offline:export_case",
    "export-unit": "offline:export_unit",
    "init": "founding:init",
    "lay-recordings": "recordings:lay_recordings",
    "migrate-procedure": "migrating:migrate_procedure",
    "move-to": "moving:move_to",
    "open-offline": "offline:open_offline",
    "practice": "demonstrating:practice",
    "public-days": "calendar_days:list_public_days",
    "publish": "packs:publish",
    "recover": "recovering:recover_unit",
    "recovery-in": "recovering:recovery_in",
    "recovery-out": "recovering:recovery_out",
    "replay": "replaying:replay",
    "restore": "backups:restore",
    "sweep-files": "files:sweep_files",
    "verify-backup": "backups:verify_backup",
    "verify-files": "files:check_files",
    "verify-proof": "proofs:verify_proof",
    "worker": "working:worker",
}
"""Commands that are imported when they are called, by file and name in `web/commands`: a server needs none of them."""


class Command(click.Group):
    """Says every expected error in one line and leaves with status 2: never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *LATER})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in LATER and cmd_name not in self.commands:
            self.add_command(resolve_name(f"web.commands.{LATER[cmd_name]}"))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ArashaError as error:
            click.echo(f"arasha: {one_line(error)}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)


def settings_in_words() -> str:
    """The settings for the end of `--help`, marked so that click does not refill the lines."""
    return "\b\nSettings, from the environment:\n" + "\n".join(
        f"  {name:<17} {words}" for name, words in described().items()
    )


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"]}, epilog=settings_in_words())
def main() -> None:
    """Complaint intake and case management for national human-rights institutions."""


@main.command()
@settings_options
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--host")
def serve(data: Path | None, database: str | None, port: int | None, host: str | None) -> None:
    """Serve an institution that `arasha init` or `arasha demo` has founded."""
    settings = read_settings(os.environ, data=data, database=database, port=port, host=host)
    port_is_free(settings.host, settings.port)
    open_and_serve(settings)


@main.command(name="upgrade")
@settings_options
def upgrade_data(data: Path | None, database: str | None) -> None:
    """Bring the data to the version of this program."""
    settings = read_settings(os.environ, data=data, database=database)
    upgrade(settings, told=tell_cases)
    if secrets_folder.complete_secrets(settings.secrets):
        click.echo(
            f"New signing keys are in {settings.secrets}; keep a copy of that folder where the pepper's is kept."
        )
    with Database.open(settings) as opened:
        if opened.write(adopting.adopt_directory, viewer=System(), at=now()):
            click.echo("Keys and people of the house are written into the institution's journal.")
        if opened.write(entering.adopt_packs, viewer=System(), at=now()):
            click.echo("So are its packs; from now on two people publish one.")
    click.echo("The data is up to date.")


@main.command()
@settings_options
def verify(data: Path | None, database: str | None) -> None:
    """Check the journal and all that hangs on it: what was changed, removed, moved, forged or slipped in is named."""
    from cases.verifying.whole import verify_institution  # noqa: PLC0415 - keeps `arasha --help` quick

    settings = read_settings(os.environ, data=data, database=database)
    damages = verify_institution(settings)
    for damage in damages:
        click.echo(
            f"{damage.chain} {damage.case_id} {damage.sequence}: {damage.what} {damage.place}".rstrip(), err=True
        )
    if secrets_folder.read_verifying_key(settings.secrets, secrets_folder.ANCHOR) is None:
        click.echo(f"No {secrets_folder.ANCHOR}.public in {settings.secrets}: signatures were not checked.", err=True)
    click.echo("The journal is whole." if not damages else f"{len(damages)} damages.")
    sys.exit(1 if damages else 0)
