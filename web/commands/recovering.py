"""`arasha recovery-out`, `recover`, `recovery-in`: a unit's key goes to a machine without a network and comes back sealed."""

import os
from pathlib import Path

import click

from cases.secrets_folder import read_secrets
from cases.settings import read_settings
from cases.unit_keys.recovery_files import read_outgoing, read_returning, recover, to_file
from cases.unit_keys.recovery_passage import carry_in, carry_out
from cases.unit_keys.sheets import draw_sheet
from cases.vault.recovery import FEWEST, MOST
from cases.viewer import System
from web.app import machine_clock as now
from web.commands.options import institution, settings_options

FILE = click.Path(dir_okay=False, path_type=Path)
READ = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="recovery-out")
@settings_options
@click.argument("unit")
@click.argument("username")
@click.option("--out", type=FILE, required=True, help="File to carry to the offline machine.")
def recovery_out(data: Path | None, database: str | None, unit: str, username: str, out: Path) -> None:
    """Write UNIT's sealed key into a file, for the officer USERNAME who is to hold it."""
    secrets = read_secrets(read_settings(os.environ, data=data, database=database).secrets)
    with institution(data, database, writing=False) as (opened, _):
        outgoing = opened.read(carry_out, unit, username, pinned=secrets.pinned, viewer=System())
    write_new(out, to_file(outgoing))
    click.echo(f"Carry {out} to the machine without a network, and there: arasha recover {out.name} --out …")


@click.command(name="recover")
@click.argument("file", type=READ)
@click.option("--out", type=FILE, required=True, help="File to carry back.")
@click.option("--sheet", "sheets", type=READ, multiple=True, help="A sheet's words in a file; else they are asked for.")
@click.option("--compared", help="Digits that the officer reads from their own page of keys; else they are asked for.")
@click.option("--needed", type=click.IntRange(FEWEST, MOST), default=3, show_default=True, help="New sheets needed.")
@click.option("--made", type=click.IntRange(FEWEST, MOST), default=5, show_default=True, help="New sheets made.")
@click.option("--new-sheets", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for them.")
@click.option(
    "--identity", type=FILE, help="Also write the unit's key as an identity file of the age tool. Destroy it after."
)
def recover_unit(
    *,
    file: Path, out: Path, sheets: tuple[Path, ...], compared: str | None, needed: int, made: int, new_sheets: Path,
    identity: Path | None,
) -> None:  # fmt: skip
    """Open a unit's key with its recovery sheets, on a machine without a network and without the database."""
    if needed > made:
        raise click.BadParameter("more sheets needed than made")
    outgoing = read_outgoing(file.read_bytes())
    told = compared or click.prompt(f"Digits that {outgoing.holder.username} reads from their page of keys")
    words = [sheet.read_text(encoding="utf-8") for sheet in sheets] or ask_sheets()
    found = recover(outgoing, words, compared=told, threshold=needed, count=made)
    number = found.returning.number
    drawn = [
        draw_sheet(outgoing.unit, sheet, number=number, place=place, made=made, needed=needed, day=now().date())
        for place, sheet in enumerate(found.sheets, start=1)
    ]
    new_sheets.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place, sheet in enumerate(drawn, start=1):
        write_new(new_sheets / f"{outgoing.unit}-{number}-{place}.pdf", sheet)
    if identity is not None:
        write_new(identity, b"".join(key.dump() + b"\n" for key in found.keys.values()))
    write_new(out, to_file(found.returning))
    click.echo(f"Print and then destroy the sheets in {new_sheets}. Carry {out} back: arasha recovery-in {out.name}")


@click.command(name="recovery-in")
@settings_options
@click.argument("file", type=READ)
def recovery_in(data: Path | None, database: str | None, file: Path) -> None:
    """Take in what `arasha recover` wrote: the officer holds the unit's key, the old sheets are void."""
    returning = read_returning(file.read_bytes())
    secrets = read_secrets(read_settings(os.environ, data=data, database=database).secrets)
    with institution(data, database, writing=True) as (opened, _):
        opened.write(carry_in, returning, directory=secrets.directory, viewer=System(), at=now())
    click.echo(f"{returning.unit}: the officer holds the key and should make a new one now, on their page of keys.")


def ask_sheets() -> list[str]:
    """Sheets typed one after the other, until an empty line."""
    sheets: list[str] = []
    while words := click.prompt(f"Words of sheet {len(sheets) + 1}, or nothing", default="", show_default=False):
        sheets.append(words)
    return sheets


def write_new(path: Path, content: bytes) -> None:
    """A new file that only its owner reads; what is there already is never written over."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise click.BadParameter(f"{path} is there already") from None
