"""`arasha replay`: what a pack would have done otherwise, before it is published."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import perf_counter

import click

from cases.packs import jurisdiction, replaying
from cases.packs.replaying import Found, Replayed
from cases.viewer import System
from web.app import machine_clock as now
from web.commands.options import institution, settings_options
from workflows.replay import Kind

KINDS = {
    Kind.ROUTE: "other routes",
    Kind.REFUSED: "acts that would not have been possible",
    Kind.ANSWERS: "acts that would have needed more answers",
    Kind.FOUR_EYES: "acts that would have needed another number of people",
    Kind.STAGE: "acts that would have led elsewhere",
    Kind.DEADLINE: "time limits at another moment",
    Kind.BREACH: "time limits that would have been missed and were kept",
    Kind.LOST: "proceedings at a stage that the new version does not have",
}
LIMITS = (
    "Not done again: who was allowed to act (the roles that people held then are not kept), answers that are sealed, what"
    " complainants were told. Days are counted by the present calendar."
)


@click.command()
@settings_options
@click.argument("pack", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only cases filed since this day.")
@click.option(
    "--rows", type=click.IntRange(min=0), default=50, show_default=True, help="Differences to print one by one."
)
def replay(data: Path | None, database: str | None, pack: Path, since: datetime | None, rows: int) -> None:
    """Live the institution's past again by PACK and say what would have differed.

    Other routes, refused acts, moved time limits, new breaches: by kind with counts, then case by case. Nothing is written.
    """
    new = jurisdiction.load_pack(jurisdiction.read_folder(pack))
    started = perf_counter()
    with institution(data, database, writing=False) as (opened, present):
        day = since.date() if since else None
        done = opened.read(replaying.replay, new, pack=present, since=day, viewer=System(), at=now())
    seconds = perf_counter() - started
    for line in replay_lines(done, rows):
        click.echo(line)
    click.echo(f"\n{done.acts} past acts on {done.cases} cases in {seconds:.1f} s. {LIMITS}")
    if done.skipped:
        click.echo(
            f"{done.skipped} cases could not be followed: `arasha verify` says what is wrong with their journals."
        )


def replay_lines(done: Replayed, rows: int) -> Iterator[str]:
    """Counts by kind, then so many differences."""
    if not done.counts:
        yield "Nothing would have differed."
    for kind in Kind:
        if done.counts[kind]:
            yield f"{done.counts[kind]:>8}  {KINDS[kind]} ({done.cases_by_kind[kind]} cases)"
    yield from map(found_line, done.found[:rows])
    if len(done.found) > rows > 0:
        yield f"  … and {len(done.found) - rows} more; --rows shows them."


def found_line(found: Found) -> str:
    each = found.difference
    what = f"{each.at:%Y-%m-%d} {each.kind} {each.what}: {each.was or '–'} → {each.now or '–'}"
    return f"  {found.reference} #{found.number} {what}"
