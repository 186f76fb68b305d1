"""`arasha migrate-procedure`: open proceedings moved to another version of their procedure."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from cases.packs import migrating
from cases.packs.migrating import Planned
from cases.viewer import System
from web.app import machine_clock as now
from web.commands.options import institution, settings_options

REASONS = {
    "no_way": "the new version does not take over the old one",
    "no_stage": "the new version has no stage {stage}, and its `migrate` map names none for it",
    "would_end": "the stage {stage} is an end there, and only an act may end a proceeding",
    "waits": "the act {act} waits for its second person and is not open there",
}


@click.command(name="migrate-procedure")
@settings_options
@click.argument("name", required=False)
@click.argument("from_version", metavar="FROM", required=False, type=click.IntRange(min=1))
@click.argument("to_version", metavar="TO", required=False, type=click.IntRange(min=1))
@click.option("--dry-run", is_flag=True, help="Say of each proceeding what would become of it, and change nothing.")
@click.option("--undo", type=int, metavar="ID", help="Move back what the migration of this number moved.")
def migrate_procedure(
    data: Path | None, database: str | None, name: str | None, from_version: int | None, to_version: int | None,
    *, dry_run: bool, undo: int | None,
) -> None:  # fmt: skip
    """Move open proceedings of procedure NAME from version FROM to version TO.

    Both versions must be published, and TO must say in `migrate:` how it takes over FROM. Clocks keep what they have used up.
    All is one step, written into the journal of each case; `--undo ID` takes it back for the cases that nobody acted on since.
    """
    if undo is not None:
        if name is not None or dry_run:
            raise click.UsageError("--undo ID stands alone.")
        take_back(data, database, undo)
        return
    if name is None or from_version is None or to_version is None:
        raise click.UsageError("NAME, FROM and TO are needed, or --undo ID.")
    with institution(data, database, writing=not dry_run) as (opened, pack):
        if dry_run:
            done = opened.read(migrating.foretell, name, from_version, to_version, pack=pack, viewer=System(), at=now())
        else:
            done = opened.write(migrating.migrate, name, from_version, to_version, pack=pack, viewer=System(), at=now())
    for line in planned_lines(done.planned):
        click.echo(line)
    able = sum(each.refused is None for each in done.planned)
    stay = len(done.planned) - able
    if dry_run:
        click.echo(f"{able} would be moved, {stay} would stay. Nothing was changed: this was a dry run.")
    elif done.id is None:
        click.echo(f"Nothing was moved; {stay} stay.")
    else:
        click.echo(f"{able} moved, {stay} stay. To take it back: arasha migrate-procedure --undo {done.id}")


def take_back(data: Path | None, database: str | None, migration: int) -> None:
    with institution(data, database, writing=True) as (opened, pack):
        undone = opened.write(migrating.undo, migration, pack=pack, viewer=System(), at=now())
    for line in planned_lines(undone.restored):
        click.echo(line)
    for each in undone.left:
        click.echo(f"  {each.reference} #{each.number}: left, somebody acted on the case since")
    click.echo(f"{len(undone.restored)} moved back, {len(undone.left)} left.")


def planned_lines(planned: Iterable[Planned]) -> Iterator[str]:
    """One line a proceeding: the stage it goes to, and its clocks."""
    for each in planned:
        head = f"  {each.reference} #{each.number}: {each.stage}"
        if each.refused is not None:
            yield f"{head} stays: {REASONS[each.refused.reason].format(**each.refused.facts)}"
            continue
        told = {"keeps": each.kept, "ends": each.vanished, "starts": each.started}
        clocks = "; ".join(f"{word} {', '.join(names)}" for word, names in told.items() if names)
        yield f"{head} → {each.to_stage}" + (f"; clocks: {clocks}" if clocks else "")
