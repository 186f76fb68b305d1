"""`arasha public-days`: a year of the public list of holidays, as lines for a pack's calendar."""

from pathlib import Path

import click

from cases.calendars.editing import WORKING
from cases.calendars.public_days import DraftDay, public_days
from cases.packs import jurisdiction
from cases.settings import PACKS


@click.command(name="public-days")
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option(
    "--pack",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PACKS / "kz",
    help="Folder of the pack whose country and languages count (kz).",
)
def list_public_days(year: int, pack: Path) -> None:
    """Print the days off of YEAR by the public list of holidays, as lines for calendar.yaml.

    A beginning, not the truth: decrees move days, and a day that is announced by the moon is marked. A running institution
    adds a year on the page of its calendar (/admin/calendar), where the same list fills the form.
    """
    loaded = jurisdiction.load_pack(jurisdiction.read_folder(pack))
    drafts = public_days(loaded.institution.country, year, loaded.calendar, languages=loaded.languages)
    if not drafts:
        raise click.BadParameter(f"the public list knows no days of {loaded.institution.country} in {year}")
    click.echo(f"  # {year}")
    for draft in drafts:
        click.echo(as_line(draft))


def as_line(draft: DraftDay) -> str:
    """One row of calendar.yaml; words that the list does not have are left to be written."""
    line = draft.line
    words = ", ".join(f"{language}: {quoted(text)}" for language, text in line.reason.items())
    row = f"  - {{day: {line.day}, working: {str(line.kind == WORKING).lower()}, reason: {{{words}}}}}"
    return f"{row}  # a guess: check it against the announcement" if draft.check else row


def quoted(text: str) -> str:
    """A text as YAML reads it inside braces."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
