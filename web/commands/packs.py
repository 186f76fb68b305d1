"""`arasha check` and `arasha publish`: what an operator does with a jurisdiction pack."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from time import perf_counter

import click

from cases.database import Database
from cases.doors import sessions, signing_in
from cases.packs import jurisdiction
from cases.packs.contents import contents
from cases.packs.jurisdiction import Inspection
from cases.publication import proposing
from cases.publication.comparing import Changes
from cases.publication.counting import Counted
from cases.publication.proposing import Prepared
from cases.secrets_folder import read_secrets
from cases.settings import read_settings
from cases.viewer import Nobody, Officer, System
from web.admin.reach_words import reach_words
from web.app import machine_clock as now
from web.commands.options import institution, settings_options
from web.commands.replaying import KINDS
from web.i18n import Voice, speaking, zone
from web.one_line import fault_words
from workflows.replay import Kind

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
@click.option("--by", help="Your user name: passphrase and code are asked for. Not needed with --dry-run.")
@click.option("--dry-run", is_flag=True, help="Say what would change and propose nothing.")
def publish(data: Path | None, database: str | None, pack: Path, *, by: str | None, dry_run: bool) -> None:
    """Propose PACK: a second person puts it in force, or says no, at /admin/publication.

    Prints who could newly read, do or receive what, and which time limits are looser. Once it is in force new cases are opened
    under it; open ones stay on the versions of their procedures. Refused when the pack does not pass `arasha check`, when a
    procedure was changed without a higher version, when one is left out that open proceedings run on, and when something
    sealed would become clear.
    """
    new = jurisdiction.load_pack(jurisdiction.read_folder(pack))
    with institution(data, database, writing=not dry_run) as (opened, present):
        found = opened.read(proposing.prepare, new, present=present, viewer=System(), at=now())
        tell(found)
        if dry_run:
            click.echo("Nothing was proposed: this was a dry run.")
            return
        with signed_in(opened, by or click.prompt("User name"), data=data, database=database) as officer:
            opened.write(proposing.propose, found, name=pack.name, viewer=officer, at=now())
    click.echo(f"Proposed as {new.hash[:12]}. Somebody else of the head office has to confirm it: /admin/publication.")


@contextmanager
def signed_in(opened: Database, username: str, *, data: Path | None, database: str | None) -> Iterator[Officer]:
    """Whoever runs the command, by passphrase and code as at the staff door: a proposal is always somebody's.

    Raises: SignInRefused, Resting, SecretsMissing.
    """
    secrets = read_secrets(read_settings(os.environ, data=data, database=database).secrets)
    passphrase = click.prompt("Passphrase", hide_input=True)
    code = click.prompt("Code")
    session = signing_in.sign_in(opened, username=username, passphrase=passphrase, code=code, secrets=secrets, at=now())
    try:
        yield opened.read(sessions.resume, session.cookie, viewer=Nobody(), at=now()).officer
    finally:
        opened.write(sessions.sign_out, session.cookie, viewer=Nobody())


def tell(found: Prepared) -> None:
    """Print what a pack would change: files, procedures, people, the past."""
    institution_of = found.old.institution
    language = "en" if "en" in found.old.languages else found.old.languages[0]
    voice = Voice(language, zone(institution_of.zone), institution_of.currency, now())
    with speaking(voice):
        for line in (*change_lines(found.changes), *reach_lines(found), *counted_lines(found.counted)):
            click.echo(line)


def reach_lines(found: Prepared) -> Iterator[str]:
    """Who could newly read, do or receive what, as the page shows it."""
    for title, said in reach_words(found.reach, found.old, found.pack):
        yield f"\n{title}"
        for one in said:
            yield f"  {'!' if one.looser else ' '} {one.place}: {one.words}"
        if not said:
            yield "    nothing"


def counted_lines(counted: Counted) -> Iterator[str]:
    """What the past would have been by it."""
    yield f"\nThe past lived again: {counted.acts} acts on {counted.cases} cases"
    for kind, (often, cases) in counted.kinds.items():
        yield f"  {often:>8}  {KINDS[Kind(kind)]} ({cases} cases)"
    if counted.moved:
        yield f"  {counted.moved:>8}  open cases would be read by another circle, were they filed again"
    for one in counted.standing:
        yield f"  {one.open:>8}  open on version {one.before} of {one.procedure}: they stay; {one.movable} could be moved"
    if counted.skipped:
        yield f"  {counted.skipped:>8}  cases could not be followed: `arasha verify`"
    yield ""


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
