"""`arasha demo`, `practice` and `demo-code`: a made-up institution to look at and to practise in."""

import os
from pathlib import Path

import click

from cases.demonstration.institution import ACCOUNTS, CODES, found_demonstration, read_accounts
from cases.demonstration.people import Account
from cases.settings import PRACTICE, Settings, read_settings
from cases.vault import totp
from web.app import machine_clock as now
from web.commands.options import folder_option, settings_options
from web.serving import open_and_serve, port_is_free


@click.command()
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
    open_and_serve(settings, ready=lambda: tell_accounts(settings, accounts))


@click.command()
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
    open_and_serve(settings, ready=lambda: tell_accounts(settings, accounts))


@click.command(name="demo-code")
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
