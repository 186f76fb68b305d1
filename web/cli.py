"""`arasha …`: the composition root of every command. Each takes its settings from options and ARASHA_ variables."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from cases import secrets_folder
from cases.circle.store_check import check_store
from cases.database import Database, upgrade
from cases.demonstration.institution import ACCOUNTS, CODES, found_demonstration, read_accounts
from cases.demonstration.people import Account
from cases.errors import ArashaError, NotAnArashaFolder
from cases.packs import packs
from cases.packs.shelf import Shelf
from cases.publication import entering
from cases.settings import PRACTICE, Settings, described, read_settings
from cases.unit_keys import adopting
from cases.vault import totp
from cases.viewer import System
from web import starting
from web.app import machine_clock as now
from web.commands.anchors import anchors
from web.commands.backups import backup, backup_key, restore, verify_backup
from web.commands.calendar_days import list_public_days
from web.commands.drawing import draw_diagram
from web.commands.examining import count_again, doctor, tell_cases
from web.commands.files import check_files, sweep_files
from web.commands.founding import init
from web.commands.migrating import migrate_procedure
from web.commands.moving import move_to
from web.commands.offline import export_case, export_unit, open_offline
from web.commands.options import folder_option, settings_options
from web.commands.packs import check, publish
from web.commands.proofs import verify_proof
from web.commands.recordings import lay_recordings
from web.commands.recovering import recover_unit, recovery_in, recovery_out
from web.commands.replaying import replay
from web.commands.working import worker
from web.one_line import one_line
from web.serving import port_is_free, serve_until_stopped


class Command(click.Group):
    """Says every expected error in one line and leaves with status 2: never a traceback."""

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
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (8000).")
@click.option("--host", help="Address to listen on (127.0.0.1).")
@click.option(
    "--cases",
    "how_many",
    type=click.IntRange(0, 100_000),
    default=2000,
    show_default=True,
    help="Made-up cases to seed.",
)
def demo(data: Path | None, database: str | None, port: int | None, host: str | None, how_many: int) -> None:
    """Start everything with a made-up institution: 20 units, staff and cases, kept in the data folder."""
    settings = read_settings(os.environ, data=data, database=database, port=port, host=host)
    port_is_free(settings.host, settings.port)
    accounts = found_demonstration(settings, how_many=how_many, at=now(), say=say)
    run(settings, ready=lambda: tell_accounts(settings, accounts))


@main.command()
@folder_option
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (8000).")
@click.option("--host", help="Address to listen on (127.0.0.1).")
@click.option(
    "--cases", "how_many", type=click.IntRange(0, 5_000), default=60, show_default=True, help="Made-up cases."
)
def practice(data: Path | None, port: int | None, host: str | None, how_many: int) -> None:
    """Start a made-up institution to practise in: marked on every page, with nothing that counts or leaves it."""
    environment = {name: value for name, value in os.environ.items() if name != "ARASHA_DATABASE"}
    folder = data or Path(PRACTICE)
    settings = read_settings(environment, data=folder, port=port, host=host)
    port_is_free(settings.host, settings.port)
    accounts = found_demonstration(settings, how_many=how_many, at=now(), say=say)
    (settings.data / PRACTICE).touch(mode=0o600)
    settings = read_settings(environment, data=folder, port=port, host=host)
    run(settings, ready=lambda: tell_accounts(settings, accounts))


@main.command(name="demo-code")
@settings_options
@click.argument("username")
def demo_code(data: Path | None, database: str | None, username: str) -> None:
    """Print the six-digit code that a made-up officer signs in with now."""
    settings = read_settings(os.environ, data=data, database=database)
    for account in read_accounts(settings.data / ACCOUNTS):
        if account.username == username:
            click.echo(totp.code_at(account.totp_secret, now()))
            return
    raise click.BadParameter(f"nobody in the demonstration is called {username}")


@main.command()
@settings_options
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--host")
def serve(data: Path | None, database: str | None, port: int | None, host: str | None) -> None:
    """Serve an institution that `arasha init` or `arasha demo` has founded."""
    settings = read_settings(os.environ, data=data, database=database, port=port, host=host)
    port_is_free(settings.host, settings.port)
    run(settings)


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


def tell_accounts(settings: Settings, accounts: list[Account]) -> None:
    """Say where to look and how to sign in: one account of each role, each with a code that works now."""
    here = f"http://{settings.host}:{settings.port}"
    click.echo(f"\n  Public form   {here}/        Desk   {here}/en/desk        Reports   {here}/en/reports\n")
    shown: set[str] = set()
    click.echo(f"  {'role':<16}{'user name':<22}{'passphrase':<44}code now")
    for account in accounts:
        if account.role not in shown:
            shown.add(account.role)
            code = totp.code_at(account.totp_secret, now())
            click.echo(f"  {account.role:<16}{account.username:<22}{account.password:<44}{code}")
    data = settings.data
    click.echo(f"\n  Everybody else: {data / ACCOUNTS}. Receipt codes to open a mailbox with: {data / CODES}.")
    click.echo(f"  A new code: .venv/bin/arasha demo-code --data {data} USERNAME")
    click.echo("  Everything here is made up. Stop with Ctrl+C; the data stays.\n")


def say(words: str) -> None:
    """A line, or a piece of a bar that is drawn over itself."""
    click.echo(words, nl=not words.startswith("\r"))


def run(settings: Settings, *, ready: Callable[[], None] = lambda: None) -> None:
    """Open the institution, say that it is *ready* and serve it until a signal."""
    starting.begin()
    with Database.open(settings) as database:
        pack = database.read(packs.published, viewer=System())
        if pack is None:
            raise NotAnArashaFolder(settings.data)
        check_store(database)
        ready()
        serve_until_stopped(
            settings, database, Shelf(database, pack), secrets_folder.read_secrets(settings.secrets), clock=now
        )


for command in (
    init,
    check,
    publish,
    draw_diagram,
    replay,
    migrate_procedure,
    worker,
    count_again,
    doctor,
    backup,
    backup_key,
    verify_backup,
    restore,
    move_to,
    list_public_days,
    anchors,
    verify_proof,
    check_files,
    sweep_files,
    lay_recordings,
    recovery_out,
    recover_unit,
    recovery_in,
    export_case,
    export_unit,
    open_offline,
):
    main.add_command(command)
