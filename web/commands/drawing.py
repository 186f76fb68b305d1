"""`arasha diagram`: the drawing of one procedure, for a report, a wiki or a wall."""

from pathlib import Path

import click

from cases.packs import jurisdiction
from web.i18n import Voice, speaking
from web.kit.diagrams import diagram
from workflows.diagram import write_mermaid


@click.command(name="diagram")
@click.argument("pack", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("procedure")
@click.option("--mermaid", is_flag=True, help="As Mermaid text instead of SVG.")
@click.option("--language", help="One of the pack's languages (its first).")
def draw_diagram(pack: Path, procedure: str, language: str | None, *, mermaid: bool) -> None:
    """Draw PROCEDURE of a jurisdiction PACK: its stages and what leads from one to the next, to standard output."""
    loaded = jurisdiction.load_pack(jurisdiction.read_folder(pack))
    if procedure not in loaded.procedures:
        raise click.BadParameter(f"the pack has: {', '.join(sorted(loaded.procedures))}", param_hint="PROCEDURE")
    languages = loaded.institution.languages
    if language is not None and language not in languages:
        raise click.BadParameter(f"the pack has: {', '.join(languages)}", param_hint="--language")
    spoken, one = language or languages[0], loaded.procedures[procedure]
    with speaking(Voice(spoken)):
        click.echo(write_mermaid(one, spoken) if mermaid else diagram(one), nl=not mermaid)
