"""`arasha check` and `arasha publish`: what an operator does with a jurisdiction pack."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from time import perf_counter

import click

from cases import jurisdiction, publishing
from cases.jurisdiction import Inspection
from cases.pack_contents import contents
from cases.publishing import Changes
from cases.viewer import System
from web.app import machine_clock as now
from web.commands.options import institution, settings_options
from web.one_line import fault_words

WIDTH = 42
"""Columns that a file's name gets."""


@click.command()
@click.argument("pack", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(pack: Path) -> None:
    """Check a jurisdiction PACK: every file, every mistake.

    Prints what is in each file, or each mistake with its line, place, reason and an example. Leaves with status 2 when there
    is any: such a pack is neither published nor started with.
    """
    started = perf_counter()
    found = jurisdiction.inspect_pack(jurisdiction.read_folder(pack))
    for line in inspection_lines(found):
        click.echo(line)
    seconds = perf_counter() - started
    if found.pack is None:
        files = len({fault.file for fault in found.faults})
        click.echo(f"\n{pack.name}: {len(found.faults)} mistakes in {files} files; {seconds:.1f} s.")
        sys.exit(2)
    whole = found.pack
    click.echo(
        f"\n{pack.name}: {len(whole.files)} files, {len(whole.procedures)} procedures, {len(whole.tables)} tables,"
        f" {len(whole.questionnaires)} questionnaires, sound; {seconds:.1f} s."
    )


@click.command()
@settings_options
@click.argument("pack", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
def publish(data: Path | None, database: str | None, pack: Path, *, dry_run: bool) -> None:
    """Publish PACK: new cases are opened under it, open ones stay on the versions of their procedures.

    Refused when the pack does not pass `arasha check`, when a procedure was changed without a higher version, and when one is
    left out that open proceedings run on. A procedure whose `effective` day lies ahead waits for it. One operator publishes
    here; that two people must agree is the subject of a later issue.
    """
    new = jurisdiction.load_pack(jurisdiction.read_folder(pack))
    with institution(data, database, writing=not dry_run) as (opened, _):
        if dry_run:
            changes = opened.read(publishing.compare, new, viewer=System())
        else:
            changes = opened.write(publishing.publish_pack, new, name=pack.name, viewer=System(), at=now())
    for line in change_lines(changes):
        click.echo(line)
    click.echo("Nothing was changed: this was a dry run." if dry_run else f"Published as {new.hash[:12]}.")


def inspection_lines(found: Inspection) -> Iterator[str]:
    """One line a file of a sound pack; else the mistakes, under the file that each stands in."""
    if found.pack is not None:
        for file, words in contents(found.pack).items():
            yield f"  {file:<{WIDTH}} {words}"
        return
    for file, faults in groupby(sorted(found.faults, key=lambda fault: (fault.file, fault.line)), lambda f: f.file):
        yield file
        for fault in faults:
            yield f"  {fault_words(fault)}"
    if found.unread:
        yield f"\nNot looked into yet, because they build on what is above: {', '.join(found.unread)}"


def change_lines(changes: Changes) -> Iterator[str]:
    """What publishing changes, a line each."""
    for sign, files in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        for file in files:
            yield f"  {sign} {file}"
    for one in changes.procedures:
        before = f"version {one.before}" if one.before else "new"
        after = f"version {one.after} from {one.effective}" if one.after else "left out"
        stay = f"; {one.open} open proceedings stay on the old one" if one.open and one.before else ""
        yield f"  procedure {one.name}: {before} → {after}{stay}"
    if not (changes.added or changes.changed or changes.removed):
        yield "  The same files are published already."
