"""`arasha export-case` and `export-unit` take cases out sealed; `open-offline` reads them without the institution's data."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from cases.backups.keys import read_public
from cases.database import Database
from cases.doors import sessions, signing_in
from cases.errors import CannotOpen, CaseNotFound, NoSealedCase
from cases.evidence.store import open_store
from cases.offline.drawing import draw_case, stream_case
from cases.offline.of_unit import references_of
from cases.offline.opening import open_case, read_identities
from cases.secrets_folder import Secrets, read_secrets
from cases.settings import read_settings
from cases.vault.keys import Key
from cases.viewer import Nobody, Officer
from web.app import machine_clock as now
from web.commands.options import institution, settings_options

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
READ = click.Path(exists=True, dir_okay=False, path_type=Path)


def by_whom(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which an officer says who they are."""
    for name, words, hidden in (
        ("--code", "Six digits of their authenticator.", False),
        ("--passphrase", "Theirs; better asked for than given.", True),
        ("--username", "Who takes it out: somebody who can open it.", False),
    ):
        command = click.option(name, prompt=True, hide_input=hidden, help=words)(command)
    return command


@contextmanager
def signed_in(database: Database, secrets: Secrets, *, username: str, passphrase: str, code: str) -> Iterator[Officer]:
    """The officer, signed in for as long as the block lasts. Raises: SignInRefused."""
    session = signing_in.sign_in(
        database, username=username, passphrase=passphrase, code=code, secrets=secrets, at=now()
    )
    try:
        resumed = database.read(sessions.resume, session.cookie, viewer=Nobody(), at=now())
        yield replace(resumed.officer, pinned=secrets.pinned)
    finally:
        database.write(sessions.sign_out, session.cookie, viewer=Nobody())


@click.command(name="export-case")
@settings_options
@click.argument("reference")
@click.option("--out", type=FILE, required=True, help="Zip file to write.")
@by_whom
def export_case(data: Path | None, database: str | None, *, reference: str, out: Path, **who: str) -> None:
    """Write the case REFERENCE, sealed as it is stored, into one file that opens without this program.

    What was taken out is not shredded with the case: its second lock stays behind. It is written down who took it.
    """
    if out.exists():
        raise click.BadParameter(f"{out} is there already")
    settings = read_settings(os.environ, data=data, database=database)
    with institution(data, database, writing=True) as (opened, _):
        with signed_in(opened, read_secrets(settings.secrets), **who) as viewer:
            drawn = opened.write(draw_case, reference, viewer=viewer, at=now())
        with out.open("xb") as file:
            file.writelines(stream_case(drawn, open_store(settings), at=now()))
    click.echo(f"{out}: sealed, with a README of how to open it.")


@click.command(name="export-unit")
@settings_options
@click.argument("unit")
@click.option("--out", type=FOLDER, required=True, help="Folder to write into, a zip file a case.")
@click.option("--to", type=READ, required=True, help="File with the public key (age1…) of who receives it.")
@by_whom
def export_unit(data: Path | None, database: str | None, *, unit: str, out: Path, to: Path, **who: str) -> None:
    """Write every case of UNIT that you may open into a folder, sealed to the key of a receiver and no other.

    Cut off, the same command goes on where it stood. Status 1 when a case could not be taken along; it is named. As with
    export-case, what was taken out is not shredded with the case, and it is written down who took it, and for which key.
    """
    settings = read_settings(os.environ, data=data, database=database)
    receiver, store, left = read_public(to), open_store(settings), []
    with (
        institution(data, database, writing=True) as (opened, _),
        signed_in(opened, read_secrets(settings.secrets), **who) as viewer,
    ):
        references = opened.read(references_of, unit, viewer=viewer)
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for reference in references:
            target = out / f"{reference}.zip"
            if target.exists():
                continue
            try:
                drawn = opened.write(draw_case, reference, viewer=viewer, receiver=receiver, at=now())
                write_whole(target, stream_case(drawn, store, at=now()))
            except (CannotOpen, CaseNotFound):
                left.append(reference)
    for reference in left:
        click.echo(f"{reference}: does not open for you, and was not taken along.", err=True)
    click.echo(f"{len(references) - len(left)} cases are in {out}, sealed to {receiver}.")
    sys.exit(1 if left else 0)


def write_whole(target: Path, pieces: Iterator[bytes]) -> None:
    """A file that is whole or not there under its name."""
    half = target.with_suffix(".half")
    with half.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    half.replace(target)


@click.command(name="open-offline")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--key", type=READ, required=True, help="File with a holder's private key (AGE-SECRET-KEY-1…).")
@click.option("--out", type=FOLDER, required=True, help="New folder for what is in it.")
def open_offline(file: Path, key: Path, out: Path) -> None:
    """Open a case that `arasha export-case` wrote, or the folder of `arasha export-unit`: needs no institution and no network."""
    keys = read_identities(key.read_bytes())
    cases = {out / path.stem: path for path in sorted(file.glob("*.zip"))} if file.is_dir() else {out: file}
    if not cases:
        raise NoSealedCase(file)
    count = sum(unpack(path, keys, into=folder) for folder, path in cases.items())
    click.echo(f"{count} pieces are in {out}, no longer sealed. Destroy the folder after use.")


def unpack(path: Path, keys: Sequence[Key], *, into: Path) -> int:
    """One case into a folder of its own; gives how many pieces."""
    into.mkdir(mode=0o700, parents=True)
    count = 0
    for name, piece in open_case(path, keys):
        with os.fdopen(os.open(into / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as target:
            target.write(piece)
        count += 1
    return count
